"""Arrivals of 24 hours as rings inside the country, over a disc of what was expected; the area is the number."""

from math import sqrt
from typing import Any

from data.domain.situation import SectionStanding
from layers.map.contract import Drawn, MapLayer, Scene
from layers.map.hover import arrivals_text
from layers.map.placement import inland

PX_PER_ROOT = 2.4
"""Diameter of the circle of one person, CSS px."""


def draw(scene: Scene) -> Drawn:
    """Draw the sections whose arrivals are known; an unknown one has no ring, and its glyph says so."""
    known = [s for s in scene.situation.sections if s.arrivals is not None and s.id in scene.places.sections]
    if not known:
        return Drawn()
    expected = {"color": scene.colours.band, "line": {"width": 1, "color": scene.colours.t3}}
    observed = {"color": "rgba(0,0,0,0)", "line": {"width": 2, "color": scene.colours.t}}
    return Drawn(
        traces=(
            _circles(scene, known, [s.expected or 0.0 for s in known], expected) | {"hoverinfo": "skip"},
            _circles(scene, known, [s.arrivals.value if s.arrivals else 0.0 for s in known], observed)
            | {
                "customdata": [s.id for s in known],
                "hovertext": [arrivals_text(scene, s) for s in known],
                "hoverinfo": "text",
            },
        )
    )


def _circles(
    scene: Scene, standings: list[SectionStanding], values: list[float], marker: dict[str, Any]
) -> dict[str, Any]:
    points = [inland(scene.places.sections[s.id], 30.0) for s in standings]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(x, 1) for x, _ in points],
        "y": [round(y, 1) for _, y in points],
        "marker": {**marker, "symbol": "circle", "size": [round(PX_PER_ROOT * sqrt(max(0.0, v)), 1) for v in values]},
    }


LAYER = MapLayer("arrivals", "analysis", 45, draw)
