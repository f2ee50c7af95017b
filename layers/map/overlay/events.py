"""Hazard alerts and filling sites as hexagons beside the place they speak of, fading with age."""

from html import escape
from typing import Any, Final

from data.domain.moment import HOUR, Moment
from data.domain.situation import AlertStanding
from layers.map.contract import Drawn, MapLayer, Scene
from layers.map.placement import inland
from layers.map.places import Point
from layers.map.projection import project

KINDS: Final = ("hazard", "capacity")
"""Levels, proposals and silent feeds already show on the glyph of their section."""
FADE: Final = ((HOUR, 1.0), (6 * HOUR, 0.75))
OLDEST: Final = 0.5
APART_KM: Final = 12.0


def draw(scene: Scene) -> Drawn:
    """Draw one hexagon for each event; several at one place stand side by side."""
    events = [(alert, _point(scene, alert.place)) for alert in scene.situation.alerts if alert.kind in KINDS]
    placed = [(alert, at) for alert, at in events if at is not None]
    if not placed:
        return Drawn()
    seen: dict[str, int] = {}
    points: list[Point] = []
    for alert, (x, y) in placed:
        turn = seen[alert.place] = seen.get(alert.place, -1) + 1
        points.append((x + turn * APART_KM, y))
    return Drawn(traces=(_trace(scene, [alert for alert, _ in placed], points),))


def _trace(scene: Scene, alerts: list[AlertStanding], points: list[Point]) -> dict[str, Any]:
    words = scene.words
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [round(x, 1) for x, _ in points],
        "y": [round(y, 1) for _, y in points],
        "marker": {
            "symbol": "hexagon2",
            "size": 14,
            "color": scene.colours.t,
            "opacity": [_opacity(scene.now - alert.since) for alert in alerts],
            "line": {"width": 1.5, "color": scene.colours.bg},
        },
        "text": ["!"] * len(alerts),
        "textfont": {"size": 12, "color": scene.colours.bg, "weight": 700},
        "customdata": [alert.place for alert in alerts],
        "hovertext": [
            f"{escape(words.say(alert.notice, scene.now))}<br>{words.when(alert.since, scene.now)}" for alert in alerts
        ],
        "hoverinfo": "text",
    }


def _opacity(age: Moment) -> float:
    return next((opacity for limit, opacity in FADE if age < limit), OLDEST)


def _point(scene: Scene, place: str) -> Point | None:
    if place in scene.places.sections:
        return inland(scene.places.sections[place], 26.0)
    found = scene.reference.site.get(place) or scene.reference.crossing.get(place)
    if found is None:
        return None
    x, y = project(found.lat, found.lon)
    return (x, y + APART_KM)


LAYER = MapLayer("events", "events", 70, draw)
