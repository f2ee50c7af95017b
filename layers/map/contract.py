"""What a map layer is given, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from data.domain.moment import Moment
from data.domain.places import Reference
from data.domain.situation import Situation
from data.i18n import Words
from layers.map.places import Places, Point
from layers.palette import Palette

Group = Literal["events", "operational", "analysis"]
Side = Literal["e", "w", "n", "s", "ne", "nw", "se", "sw", "c"]


@dataclass(frozen=True, slots=True)
class Frame:
    """How large the map is shown. Sizes are in units: CSS px on a desk, multiples of the smallest text on a wall."""

    west: float
    south: float
    east: float
    north: float
    """Kilometres that are visible at least."""
    km_per_unit: float
    """Kilometres under one unit at the size that the frame is made for."""
    text: float
    """Size of the smallest text."""
    glyph_km: float
    """Side of a level glyph."""
    stroke: float
    """Units for one px of line width in the palette."""
    covered: tuple[float, float] = (0.0, 0.0)
    """Width and height in units of what the page lays over the lower right corner."""
    tools: tuple[float, float] = (0.0, 0.0)
    """The same for the upper left corner."""
    wall: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One situation, in one language and theme, on one frame."""

    situation: Situation
    words: Words
    theme: str
    colours: Palette
    reference: Reference
    places: Places
    frame: Frame
    glyphs: Mapping[str, Point]
    """Centre of each section's level glyph that is shown."""

    @property
    def now(self) -> Moment:
        """The moment of the picture."""
        return self.situation.as_of


@dataclass(frozen=True, slots=True)
class Label:
    """A text that wants a place beside a point, and gives way to labels of a lower rank number."""

    rank: float
    ats: tuple[Point, ...]
    """Points that the text may stand beside, the preferred one first."""
    lines: tuple[str, ...]
    """The first line is bold when `strong`."""
    colour: str
    sides: tuple[Side, ...]
    """The preferred one first."""
    otherwise: tuple[Side, ...] = ()
    """Sides that are tried when no distance is free on the preferred ones."""
    clear_km: float = 0.0
    """Distance from the point that grows with the zoom (a glyph)."""
    clear: float = 0.0
    """Distance in units that does not (a marker)."""
    pushes: tuple[float, ...] = (0.0,)
    """Further units away, where nothing nearer is free."""
    strong: bool = False
    group: Group | None = None
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one layer adds to the figure."""

    traces: tuple[dict[str, Any], ...] = ()
    images: tuple[dict[str, Any], ...] = ()
    labels: tuple[Label, ...] = ()
    obstacles: tuple[tuple[Point, float], ...] = field(default=())
    """Points with a half width in kilometres that labels keep clear of."""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One aspect of the situation on the map."""

    key: str
    group: Group | None
    """The group that viewers switch; None is always shown, because a hidden level would read as calm."""
    order: int
    """Layers are drawn from the lowest to the highest."""
    draw: Callable[[Scene], Drawn]
    wall: bool = False
    """Drawn on the wall too."""
