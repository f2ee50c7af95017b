"""The two frames: the panel of a desk, and the map of a wall."""

from typing import Final

from layers.map.contract import Frame
from layers.map.places import Point

WALL_GLYPH: Final = 1.42
"""Side of a level glyph on the wall, in multiples of the smallest text: its digit must be read as far as text."""


def box(centre: Point, size: Point, km_per_unit: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a view of so many units."""
    (x, y), half_x, half_y = centre, size[0] * km_per_unit / 2, size[1] * km_per_unit / 2
    return (x - half_x, y - half_y, x + half_x, y + half_y)


_DESK_KM: Final = 1.19
DESK: Final = Frame(
    *box((-112.0, 15.0), (800, 546), _DESK_KM),
    km_per_unit=_DESK_KM,
    text=13,
    glyph_km=31.0,
    stroke=1.0,
    covered=(700, 34),
    tools=(170, 36),
)
"""800 x 546 CSS px; a larger panel shows more around it. The country stands right, the names of the west left of it."""

_WALL_KM: Final = 1.16 * 53
WALL: Final = Frame(
    *box((-38.0, 15.0), (12.53, 12.4), _WALL_KM),
    km_per_unit=_WALL_KM,
    text=1.0,
    glyph_km=WALL_GLYPH * _WALL_KM,
    stroke=1.8 / 53,
    wall=True,
)
"""664 x 657 px where the smallest text is 53 px; everything in multiples of that text."""
