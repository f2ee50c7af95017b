"""Shapes of the base map, projected and thinned, from a deployment's geography. Needs GeoPandas: build time only."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from layers.map.projection import PROJ

INPUTS: Final = (
    "countries_500m.geojson",
    "oblasts_500m.geojson",
    "territorial_bodies_approx.geojson",
    "lakes_ne10m.geojson",
    "rivers_gshhg_300m.geojson",
)
"""Files of the geography that the base map is made of."""

HOME: Final = "BY"
UNGUARDED: Final = "RU"
"""The neighbour on whose border no checkpoints stand."""

SECTION_TOLERANCE_KM: Final = 0.35
COARSE_TOLERANCE_KM: Final = 0.9
NEAR_KM: Final = 110.0
"""Rivers farther from the country than this are left out."""
SHORT_RIVER_KM: Final = 45.0
SMALL_ISLAND_KM2: Final = 40.0


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything the base map draws; kilometres on the map plane."""

    country: BaseGeometry
    neighbours: BaseGeometry
    """All land of the data; what is left is sea, or lies beyond the data."""
    lakes: BaseGeometry
    rivers: BaseGeometry
    neighbour_lines: BaseGeometry
    oblast_lines: BaseGeometry
    unguarded: BaseGeometry
    sections: dict[str, BaseGeometry]
    """Line of each border section by its id, in the direction of the source."""


def read_outline(geography: Path) -> Outline:
    """Read, project and thin the geography.

    The country is the ring of its own section lines, so that fill and lines meet at every zoom.

    Args:
        geography: folder that holds the files of `INPUTS`.

    Raises:
        ValueError: the section lines do not close into one ring.
    """
    layers = {name: gpd.read_file(geography / name).to_crs(PROJ) for name in INPUTS}
    bodies = _thinned_bodies(layers["territorial_bodies_approx.geojson"])
    country = _ring(bodies.values())
    countries = layers["countries_500m.geojson"].set_index("iso").geometry
    near = country.buffer(NEAR_KM)
    return Outline(
        country=country,
        neighbours=_thin(_without_holes(shapely.union_all(countries.to_numpy())), COARSE_TOLERANCE_KM),
        lakes=_thin(shapely.union_all(layers["lakes_ne10m.geojson"].geometry.to_numpy()), COARSE_TOLERANCE_KM / 2),
        rivers=_rivers(layers["rivers_gshhg_300m.geojson"].geometry, near),
        neighbour_lines=_thin(_shared_lines(countries.drop(HOME)), COARSE_TOLERANCE_KM),
        oblast_lines=_thin(_shared_lines(layers["oblasts_500m.geojson"].geometry), COARSE_TOLERANCE_KM),
        unguarded=bodies[UNGUARDED],
        sections={key: line for key, line in bodies.items() if key != UNGUARDED},
    )


def section_id(body: str, neighbour: str) -> str:
    """Id of the section that a body guards: `Grodno group`, `PL` -> `grodno-pl`."""
    return f"{body.split(maxsplit=1)[0]}-{neighbour}".lower()


def _thinned_bodies(frame: Any) -> dict[str, BaseGeometry]:
    keys = [n if n == UNGUARDED else section_id(b, n) for b, n in zip(frame.body, frame.section, strict=True)]
    return dict(zip(keys, frame.geometry.simplify(SECTION_TOLERANCE_KM), strict=True))


def _ring(lines: Iterable[BaseGeometry]) -> BaseGeometry:
    noded = shapely.unary_union(list(lines))
    parts = list(shapely.polygonize([noded]).geoms)
    largest = max(parts, key=lambda part: part.area, default=None)
    if largest is None or largest.area < 0.9 * sum(part.area for part in parts):
        raise ValueError("the section lines do not close into one ring")
    return largest


def _without_holes(land: BaseGeometry) -> BaseGeometry:
    """Fill the slivers that are left between outlines of different sources."""
    return shapely.union_all([shapely.Polygon(part.exterior) for part in _parts(land) if part.area > SMALL_ISLAND_KM2])


def _rivers(lines: Any, near: BaseGeometry) -> BaseGeometry:
    merged = shapely.line_merge(shapely.union_all(lines.to_numpy()).intersection(near))
    long = [part for part in _parts(merged) if part.length > SHORT_RIVER_KM]
    return _thin(shapely.union_all(long), COARSE_TOLERANCE_KM)


def _shared_lines(polygons: Any) -> BaseGeometry:
    shared = [a.boundary.intersection(b.boundary) for a, b in combinations(polygons, 2)]
    lines = [part for piece in shared for part in _parts(piece) if part.geom_type == "LineString"]
    return shapely.line_merge(shapely.union_all(lines))


def _thin(shape: BaseGeometry, tolerance: float) -> BaseGeometry:
    return shape.simplify(tolerance)


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return list(getattr(shape, "geoms", [shape]))
