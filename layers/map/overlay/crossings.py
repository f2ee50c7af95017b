"""Crossing points: disc open, ring restricted, thin cross closed, ring with a question mark unknown."""

from dataclasses import dataclass
from typing import Any, Final

from data.domain.places import CrossingStatus
from data.domain.situation import CrossingStanding
from layers.map.contract import Drawn, Label, MapLayer, Scene
from layers.map.hover import crossing_text
from layers.map.places import Point
from layers.map.projection import project
from layers.palette import Palette

LONG_WAIT_MIN: Final = 120
"""From here a crossing is named on the map: the first threshold of BD4."""
PASSABLE: Final[tuple[CrossingStatus, ...]] = ("open", "restricted")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a status is drawn."""

    symbol: str
    px: float
    ring_px: float
    text: str = ""


MARKS: Final[dict[CrossingStatus, Mark]] = {
    "unknown": Mark("circle", 13, 1, "?"),
    "closed": Mark("x-thin", 8, 1.7),
    "restricted": Mark("circle", 10, 2.5),
    "open": Mark("circle", 9, 1.5),
}
"""From the lowest to the highest: an open crossing point is never hidden."""


def draw(scene: Scene) -> Drawn:
    """Draw one marker for each crossing point, and name those where people wait long."""
    standings = [s for s in scene.situation.crossings if s.id in scene.reference.crossing]
    points = {s.id: _point(scene, s) for s in standings}
    half = 6 * scene.frame.km_per_unit
    by_status = ((status, [s for s in standings if s.status == status]) for status in MARKS)
    return Drawn(
        traces=tuple(_trace(scene, status, found, points) for status, found in by_status if found),
        labels=tuple(_name(scene, s, points[s.id]) for s in standings if _is_slow(s)),
        obstacles=tuple((point, half) for point in points.values()),
    )


def _trace(
    scene: Scene, status: CrossingStatus, standings: list[CrossingStanding], points: dict[str, Point]
) -> dict[str, Any]:
    mark, colours = MARKS[status], scene.colours
    marker = {"symbol": mark.symbol, "size": mark.px, "color": _fill(colours, status), "opacity": 1}
    trace = {
        "type": "scatter",
        "mode": "markers+text" if mark.text else "markers",
        "x": [round(points[s.id][0], 1) for s in standings],
        "y": [round(points[s.id][1], 1) for s in standings],
        "marker": marker | {"line": {"width": mark.ring_px, "color": _ring(colours, status)}},
        "customdata": [s.id for s in standings],
        "hovertext": [crossing_text(scene, scene.reference.crossing[s.id], s) for s in standings],
        "hoverinfo": "text",
        "meta": {"status": status},
    }
    text = {"text": [mark.text] * len(standings), "textfont": {"size": 12, "color": colours.t2, "weight": 600}}
    return trace | text if mark.text else trace


def _fill(colours: Palette, status: CrossingStatus) -> str:
    return {"open": colours.t, "closed": colours.t2}.get(status, colours.bg)


def _ring(colours: Palette, status: CrossingStatus) -> str:
    return {"open": colours.bg, "closed": colours.t2, "unknown": colours.t3}.get(status, colours.t)


def _point(scene: Scene, standing: CrossingStanding) -> Point:
    place = scene.reference.crossing[standing.id]
    return project(place.lat, place.lon)


def _is_slow(standing: CrossingStanding) -> bool:
    wait = standing.wait
    return standing.status in PASSABLE and wait is not None and not wait.stale and wait.value >= LONG_WAIT_MIN


def _name(scene: Scene, standing: CrossingStanding, at: Point) -> Label:
    wait = scene.words.measured(standing.wait.value, standing.wait.unit) if standing.wait else ""
    return Label(
        rank=1.0 if standing.status == "open" else 1.1,
        ats=(at,),
        lines=(f"{scene.words.name(standing.id)} {wait}",),
        colour=scene.colours.t,
        sides=("w", "e", "nw", "sw", "ne", "se"),
        clear=9.0,
        pushes=(0.0, 8.0, 16.0),
        group=LAYER.group,
    )


LAYER = MapLayer("crossings", "operational", 50, draw)
