"""Border sections as lines: a casing, the line in the colour and dash of its level, a core for the raised ones."""

from typing import Any

from data.domain.situation import SectionStanding
from layers.map.contract import Drawn, MapLayer, Scene
from layers.map.hover import line_text
from layers.palette import LevelStyle, level_style
from layers.panels.order import by_urgency

CASING_PX = 3.0
CORE_SHARE = 0.34
"""Width of the core over that of its line."""


def draw(scene: Scene) -> Drawn:
    """Draw every section that has a line, the most urgent last, so that it lies on top where two meet."""
    standings = [s for s in reversed(by_urgency(scene.situation.sections)) if s.id in scene.places.sections]
    casings = [_casing(scene, standing) for standing in standings]
    lines = [trace for standing in standings for trace in _lines(scene, standing)]
    return Drawn(traces=(*casings, *lines), obstacles=_obstacles(scene))


def _casing(scene: Scene, standing: SectionStanding) -> dict[str, Any]:
    width = level_style(scene.theme, standing.level).line_px + CASING_PX
    line = {"color": scene.colours.bg, "width": round(width * scene.frame.stroke, 3)}
    return _trace(standing, line, {"casing": True}) | {"hoverinfo": "skip"}


def _lines(scene: Scene, standing: SectionStanding) -> list[dict[str, Any]]:
    style = level_style(scene.theme, standing.level)
    line = {"color": style.colour, "width": round(style.line_px * scene.frame.stroke, 3)} | _dash(scene, style.dash)
    traces = [_trace(standing, line, {}) | _hover(scene, standing)]
    if style.dash != "solid":
        traces.insert(0, _bed(scene, standing, style))
    if style.core:
        traces.append(_core(scene, standing, style))
    return traces


def _hover(scene: Scene, standing: SectionStanding) -> dict[str, str]:
    """Nobody points at a wall: what only the pointer tells is not sent there."""
    if scene.frame.wall:
        return {"hoverinfo": "skip"}
    text = line_text(scene, scene.reference.section[standing.id], standing)
    return {"hoverinfo": "text", "hovertext": text}


def _bed(scene: Scene, standing: SectionStanding, style: LevelStyle) -> dict[str, Any]:
    """Ground below a dashed line, so that its gaps stay gaps on the light casing of a selection."""
    width = round((style.line_px + CASING_PX) * scene.frame.stroke, 3)
    return _trace(standing, {"color": scene.colours.bg, "width": width}, {"core": "bed"}) | {"hoverinfo": "skip"}


def _core(scene: Scene, standing: SectionStanding, style: LevelStyle) -> dict[str, Any]:
    width = round(style.line_px * CORE_SHARE * scene.frame.stroke, 3)
    line = {"color": style.core, "width": width} | _dash(scene, style.core_dash)
    return _trace(standing, line, {"core": True}) | {"hoverinfo": "skip"}


def _dash(scene: Scene, dash: str) -> dict[str, str]:
    """Dashes in px on a desk; on the wall by name, because plotly scales those with the width."""
    if not scene.frame.wall:
        return {"dash": dash}
    first, _, gap = dash.partition(",")
    if not gap:
        return {"dash": dash}
    return {"dash": "dash" if float(first.removesuffix("px")) >= float(gap.removesuffix("px")) * 1.3 else "dot"}


def _trace(standing: SectionStanding, line: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
    look = {"type": "scatter", "mode": "lines", "line": line}
    return look | {"meta": {"line": standing.id, "level": standing.level} | meta}


def _obstacles(scene: Scene) -> tuple[tuple[tuple[float, float], float], ...]:
    pixel = scene.frame.stroke * scene.frame.km_per_unit
    guarded = [(point, 5 * pixel + 1.5) for entry in scene.places.sections.values() for point in entry.steps]
    return (*guarded, *((point, 1.5 * pixel) for point in scene.places.unguarded))


LAYER = MapLayer("sections", None, 40, draw, wall=True)
