"""Where the glyph of a section may stand: points outside the country. Needs Shapely: build time only."""

from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

FRACTIONS: Final = (0.5, 0.4, 0.6, 0.29, 0.71, 0.17, 0.83, 0.06, 0.94)
"""Places along a section, the preferred one first."""

DISTANCES_KM: Final = (24.0, 36.0, 50.0, 66.0, 84.0, 104.0)
"""Distances of a glyph's centre from the country; the larger ones for the large glyphs of a wall."""

OBSTACLE_STEP_KM: Final = 6.0


def stands(line: BaseGeometry, country: BaseGeometry) -> list[list[float]]:
    """Give candidate places of a glyph, in order of preference.

    Args:
        line: section, kilometres on the map plane.
        country: polygon whose outside is looked for.

    Returns:
        One list for each place: x, y on the line, then x, y of one point for each of `DISTANCES_KM`.
    """
    shores = [country.buffer(distance).exterior for distance in DISTANCES_KM]
    found = []
    for fraction in FRACTIONS:
        foot = line.interpolate(fraction, normalized=True)
        outside = [shapely.shortest_line(foot, shore).coords[1] for shore in shores]
        found.append([round(value, 1) for point in (foot.coords[0], *outside) for value in point])
    return found


def steps(line: BaseGeometry) -> list[list[float]]:
    """Give points along a line, `OBSTACLE_STEP_KM` apart, that labels keep clear of."""
    count = max(2, round(line.length / OBSTACLE_STEP_KM))
    points = [line.interpolate(i / count, normalized=True) for i in range(count + 1)]
    return [[round(p.x, 1), round(p.y, 1)] for p in points]
