"""Which border sections the area of a hazard alert touches: by geocode, polygon or circle.

A section is stood for by the chain of its crossing points: points every 5 km on the straight lines between
neighbours. A polygon touches it when a point of the chain lies inside, or a corner comes within 10 km; a circle
when a point of the chain lies within its radius and 10 km. The chain cuts the corners of the border, so the
geocodes of section or oblast are the surer way.
"""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.domain.places import Crossing, Reference

Points = NDArray[np.float64]
"""Shape (n, 2): latitude, longitude in degrees, in the order of CAP, the reverse of GeoJSON."""
Chains = Mapping[str, Points]

STEP_KM: Final = 5.0
REACH_KM: Final = 10.0
WINDOW_DEG: Final = 3.0
"""A shape wholly outside the frame of all crossing points, widened by this, belongs to another country."""
MAX_CORNERS: Final = 5_000
LONGEST_RADIUS_KM: Final = 20_000
_KM_PER_DEG: Final = 111.2


class AreaError(ValueError):
    """A shape that is not used; its text is the key of a warning."""


def sections_by_code(name: str, value: str, reference: Reference) -> frozenset[str]:
    """Sections that a geocode names: `mezha:section` by id, `ISO3166-2` by the oblast's code."""
    if name == "mezha:section":
        return frozenset({value}) & reference.section.keys()
    if name.upper().replace(" ", "") in {"ISO3166-2", "ISO-3166-2"}:
        return frozenset(section.id for section in reference.sections if section.oblast == value.upper())
    return frozenset()


def chains_of(reference: Reference) -> Chains:
    """Chain of each section that has crossing points; airports count where there is nothing else."""
    chains = {}
    for section in reference.sections:
        own = [c for c in reference.crossings if c.section == section.id]
        on_land = [c for c in own if c.mode != "air"]
        if own:
            chains[section.id] = np.array(list(_chain(on_land or own)), dtype=np.float64)
    return chains


def _chain(crossings: list[Crossing]) -> Iterator[tuple[float, float]]:
    yield from ((c.lat, c.lon) for c in crossings)
    placed = sorted((c.km_along, c.lat, c.lon) for c in crossings if c.km_along is not None)
    for (_, *start), (_, *end) in pairwise(placed):
        steps = math.ceil(float(distance_km(np.array(start), np.array(end))) / STEP_KM)
        for share in np.linspace(0, 1, steps + 1)[1:-1]:
            yield start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def distance_km(points: Points, others: Points) -> NDArray[np.float64]:
    """Distance on a plane that is true enough over some hundred kilometres; the last axis is (lat, lon)."""
    apart = points - others
    middle = np.radians((points[..., 0] + others[..., 0]) / 2)
    return np.asarray(_KM_PER_DEG * np.hypot(apart[..., 0], apart[..., 1] * np.cos(middle)))


def sections_in_polygon(text: str, chains: Chains) -> frozenset[str]:
    """Sections that a polygon `lat,lon lat,lon ...` touches.

    Raises:
        AreaError: empty_area, bad_area, bad_coordinates, swapped_coordinates or far_area.
    """
    pairs = text.split(maxsplit=MAX_CORNERS)
    if not pairs:
        raise AreaError("empty_area")
    if not 3 <= len(pairs) <= MAX_CORNERS:
        raise AreaError("bad_area")
    corners = np.array([_read_point(pair) for pair in pairs])
    _check_place(corners, chains, WINDOW_DEG)
    return frozenset(name for name, chain in chains.items() if _polygon_touches(corners, chain))


def sections_in_circle(text: str, chains: Chains) -> frozenset[str]:
    """Sections that a circle `lat,lon radius_km` touches; a radius of 0 is a point.

    Raises:
        AreaError: as for polygons.
    """
    parts = text.split()
    if not parts:
        raise AreaError("empty_area")
    if len(parts) != 2:
        raise AreaError("bad_area")
    centre, radius = np.array([_read_point(parts[0])]), _read_float(parts[1])
    if not 0 <= radius <= LONGEST_RADIUS_KM:
        raise AreaError("bad_area")
    _check_place(centre, chains, WINDOW_DEG + 2 * radius / _KM_PER_DEG)
    reach = radius + REACH_KM
    return frozenset(name for name, chain in chains.items() if (distance_km(chain, centre) <= reach).any())


def _read_point(pair: str) -> tuple[float, float]:
    latitude, comma, longitude = pair.partition(",")
    if not comma:
        raise AreaError("bad_area")
    point = _read_float(latitude), _read_float(longitude)
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise AreaError("bad_coordinates")
    return point


def _read_float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise AreaError("bad_area")
    return value


def _check_place(corners: Points, chains: Chains, margin: float) -> None:
    """Flag a shape of another country; a swap of latitude and longitude is named, never undone."""
    everywhere = np.concatenate(list(chains.values())) if chains else np.empty((0, 2))
    if not _frames_meet(corners, everywhere, margin):
        swapped = _frames_meet(corners[:, ::-1], everywhere, WINDOW_DEG)
        raise AreaError("swapped_coordinates" if swapped else "far_area")


def _frames_meet(corners: Points, points: Points, margin: float) -> bool:
    if not len(points):
        return False
    low_enough = corners.min(axis=0) <= points.max(axis=0) + margin
    high_enough = corners.max(axis=0) >= points.min(axis=0) - margin
    return bool((low_enough & high_enough).all())


def _polygon_touches(corners: Points, chain: Points) -> bool:
    if not _frames_meet(corners, chain, 2 * REACH_KM / _KM_PER_DEG):
        return False
    return bool(_inside(chain, corners).any() or (distance_km(chain[:, None], corners[None]) <= REACH_KM).any())


def _inside(points: Points, corners: Points) -> NDArray[np.bool_]:
    """Count the edges that a ray from each point to the east crosses; an odd number means inside."""
    start, end = corners, np.roll(corners, -1, axis=0)
    lat, lon = points[:, :1], points[:, 1:]
    spans = (start[:, 0] > lat) != (end[:, 0] > lat)
    rise = np.where(end[:, 0] == start[:, 0], 1.0, end[:, 0] - start[:, 0])
    crossed = start[:, 1] + (lat - start[:, 0]) / rise * (end[:, 1] - start[:, 1])
    return np.asarray((spans & (lon < crossed)).sum(axis=1) % 2 == 1)
