"""Names of neighbouring states and of the oblast centres."""

from typing import Any

from data.domain.places import Town
from layers.map.contract import Drawn, Label, MapLayer, Scene
from layers.map.places import Point
from layers.map.projection import project

OBLAST_CENTRE = 2
"""Towns up to this rank are named."""
CAPITAL = 1
DESK_MARK_PX = 6.0
WALL_MARK = 0.3
"""Side of a town's square, in multiples of the smallest text."""


def draw(scene: Scene) -> Drawn:
    """Draw a square and a name for each town; on the wall for the capital alone."""
    last = CAPITAL if scene.frame.wall else OBLAST_CENTRE
    towns = [(town, project(town.lat, town.lon)) for town in scene.reference.towns if town.rank <= last]
    labels = tuple(_town(scene, town, at) for town, at in towns)
    states = () if scene.frame.wall else tuple(_state(scene, iso, at) for iso, at in scene.places.countries.items())
    half = (WALL_MARK if scene.frame.wall else DESK_MARK_PX) / 2 * scene.frame.km_per_unit
    obstacles = tuple((at, half) for _, at in towns)
    return Drawn(traces=(_trace(scene, [at for _, at in towns]),), labels=(*labels, *states), obstacles=obstacles)


def _trace(scene: Scene, points: list[Point]) -> dict[str, Any]:
    size = WALL_MARK if scene.frame.wall else DESK_MARK_PX
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(x, 1) for x, _ in points],
        "y": [round(y, 1) for _, y in points],
        "marker": {"symbol": "square", "size": size, "color": scene.colours.t2, "opacity": 1},
        "hoverinfo": "skip",
    }


def _town(scene: Scene, town: Town, at: Point) -> Label:
    return Label(
        rank=3.0 + town.rank - min(town.population or 0, 9_999_999) / 10_000_000,
        ats=(at,),
        lines=(scene.words.name(town.id),),
        colour=scene.colours.t2,
        sides=("e", "w", "se", "ne", "sw", "nw", "s", "n"),
        clear=scene.frame.text * (0.3 if scene.frame.wall else 0.5),
        pushes=(0.0,) if scene.frame.wall else (0.0, 8.0, 18.0),
    )


def _state(scene: Scene, iso: str, at: Point) -> Label:
    return Label(
        rank=9.0,
        ats=(at,),
        lines=(scene.words.t(f"country_{iso.lower()}"),),
        colour=scene.colours.t3,
        sides=("c", "n", "s", "e", "w"),
        clear=14.0,
    )


LAYER = MapLayer("names", None, 30, draw, wall=True)
