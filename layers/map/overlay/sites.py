"""Reception sites as open squares; those that fill up are named with their occupancy."""

from typing import Any

from data.domain.situation import FacilityStanding
from layers.map.contract import Drawn, Label, MapLayer, Scene
from layers.map.hover import site_text
from layers.map.places import Point
from layers.map.projection import project


def draw(scene: Scene) -> Drawn:
    """Draw a square for each site of the picture."""
    standings = [s for s in scene.situation.facilities if s.id in scene.reference.site]
    if not standings:
        return Drawn()
    points = {s.id: _point(scene, s) for s in standings}
    half = 7 * scene.frame.km_per_unit
    return Drawn(
        traces=(_trace(scene, standings, points),),
        labels=tuple(_name(scene, s, points[s.id]) for s in standings if _is_filling(s)),
        obstacles=tuple((point, half) for point in points.values()),
    )


def _trace(scene: Scene, standings: list[FacilityStanding], points: dict[str, Point]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(points[s.id][0], 1) for s in standings],
        "y": [round(points[s.id][1], 1) for s in standings],
        "marker": {
            "symbol": "square",
            "size": [11 if _is_filling(s) else 8 for s in standings],
            "color": scene.colours.bg,
            "opacity": 1,
            "line": {
                "width": [2 if _is_filling(s) else 1.3 for s in standings],
                "color": [scene.colours.t if _is_filling(s) else scene.colours.t3 for s in standings],
            },
        },
        "customdata": [s.id for s in standings],
        "hovertext": [site_text(scene, scene.reference.site[s.id], s) for s in standings],
        "hoverinfo": "text",
    }


def _is_filling(standing: FacilityStanding) -> bool:
    """Raised or unknown: drawn larger and named."""
    return standing.band is None or standing.band >= 1


def _point(scene: Scene, standing: FacilityStanding) -> Point:
    place = scene.reference.site[standing.id]
    return project(place.lat, place.lon)


def _name(scene: Scene, standing: FacilityStanding, at: Point) -> Label:
    words = scene.words
    share = "?" if standing.occupancy is None else words.percent(standing.occupancy)
    return Label(
        rank=2.0 - (standing.occupancy or 0.0) / 10,
        ats=(at,),
        lines=(words.t("map_site_label", name=words.short(standing.id), share=share),),
        colour=scene.colours.t,
        sides=("e", "ne", "se", "s", "n", "w"),
        clear=10.0,
        pushes=(0.0, 8.0, 16.0),
        group=LAYER.group,
    )


LAYER = MapLayer("sites", "operational", 60, draw)
