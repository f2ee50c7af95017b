"""Level glyphs beside their sections, and the names of sections that are raised or unknown."""

from math import hypot
from typing import Any

from data.domain.places import Section
from data.domain.situation import SectionStanding
from layers.glyphs import level_glyph
from layers.map.contract import Drawn, Label, MapLayer, Scene, Side
from layers.map.hover import length_text, section_text
from layers.map.places import Point
from layers.map.scene import is_marked

SIDES: dict[str | None, tuple[Side, ...]] = {
    "PL": ("e", "se", "ne"),
    "LT": ("w", "nw", "sw", "n", "e", "s"),
    "LV": ("nw", "w", "n", "ne", "e", "se"),
    "UA": ("n", "ne", "nw"),
    None: ("e", "se", "s", "ne", "n", "w"),
}
"""Where the name of a section stands, by neighbour: west and south are empty inside the country, the north outside."""

PUSHES = (0.0, 10.0, 22.0)
"""How far a name may move off, CSS px, before it is given up: farther it would speak for a neighbour."""
MIDDLE = 5
"""Places of a line that its name may stand beside."""

INSIDE_FOR = ("PL", "UA")
"""Names of these sections start from the line, on the country's side, and not from the glyph."""


DESK_PX = 32
WALL_PX = 76
"""Sizes that the glyphs are drawn for, CSS px."""

FAR = 0.9
"""From this distance on, in glyphs, a leader ties the glyph to its line."""


def draw(scene: Scene) -> Drawn:
    """Draw a glyph for each section that has a place, with a leader where it stands far off."""
    standings = [s for s in scene.situation.sections if s.id in scene.glyphs]
    half = scene.frame.glyph_km / 2
    is_desk = not scene.frame.wall
    return Drawn(
        traces=(*_leaders(scene, standings), *([_handles(scene, standings)] if is_desk else [])),
        images=tuple(_image(scene, standing) for standing in standings),
        labels=tuple(_name(scene, s) for s in standings if is_desk and is_marked(s)),
        obstacles=tuple((scene.glyphs[s.id], half * 0.8) for s in standings),
    )


def _image(scene: Scene, standing: SectionStanding) -> dict[str, Any]:
    x, y = scene.glyphs[standing.id]
    side = round(scene.frame.glyph_km, 1)
    source = level_glyph(standing.level, scene.theme, WALL_PX if scene.frame.wall else DESK_PX)
    return {"source": source, "x": round(x, 1), "y": round(y, 1), "sizex": side, "sizey": side}


def _handles(scene: Scene, standings: list[SectionStanding]) -> dict[str, Any]:
    """Points without paint under the glyphs: images cannot be hovered or clicked."""
    points = [scene.glyphs[s.id] for s in standings]
    sections = [scene.reference.section[s.id] for s in standings]
    texts = [section_text(scene, *pair) for pair in zip(sections, standings, strict=True)]
    side = scene.frame.glyph_km / scene.frame.km_per_unit
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(x, 1) for x, _ in points],
        "y": [round(y, 1) for _, y in points],
        "marker": {"size": round(side, 2), "opacity": 0, "symbol": "circle"},
        "customdata": [s.id for s in standings],
        "hovertext": texts,
        "hoverinfo": "text",
        "meta": {"handles": True},
    }


def _leaders(scene: Scene, standings: list[SectionStanding]) -> tuple[dict[str, Any], ...]:
    x: list[float | None] = []
    y: list[float | None] = []
    for standing in standings:
        entry = scene.places.sections.get(standing.id)
        glyph = scene.glyphs[standing.id]
        foot = _foot(glyph, entry.steps) if entry else glyph
        if hypot(glyph[0] - foot[0], glyph[1] - foot[1]) > scene.frame.glyph_km * FAR:
            x += [round(foot[0], 1), round(glyph[0], 1), None]
            y += [round(foot[1], 1), round(glyph[1], 1), None]
    if not x:
        return ()
    line = {"color": scene.colours.t2, "width": round(1.2 * scene.frame.stroke, 3)}
    fixed = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "meta": {"leaders": True}}
    return ({**fixed, "x": x, "y": y, "line": line},)


def _foot(glyph: Point, steps: tuple[Point, ...]) -> Point:
    return min(steps, key=lambda p: hypot(p[0] - glyph[0], p[1] - glyph[1]))


def _name(scene: Scene, standing: SectionStanding) -> Label:
    section = scene.reference.section[standing.id]
    inside = section.neighbour in INSIDE_FOR
    entry = scene.places.sections.get(standing.id)
    glyph = scene.glyphs[standing.id]
    ats = tuple(stand.foot for stand in entry.stands[:MIDDLE]) if inside and entry else (glyph,)
    return Label(
        rank=-(standing.level if standing.level is not None else 0.5),
        ats=ats,
        lines=(scene.words.name(standing.id), _second_line(scene, section, standing)),
        colour=scene.colours.t,
        sides=SIDES.get(section.neighbour, SIDES[None]),
        otherwise=("w", "e", "s"),
        clear_km=6.0 if inside else scene.frame.glyph_km / 2,
        clear=8.0 if inside else 4.0,
        pushes=PUSHES,
        strong=True,
    )


def _second_line(scene: Scene, section: Section, standing: SectionStanding) -> str:
    words = scene.words
    if standing.level is None:
        news = words.t("map_feed_silent")
    elif standing.arrivals is None:
        news = words.t("map_arrivals_unknown_short")
    else:
        news = words.t("map_arrivals_short", n=words.number(standing.arrivals.value))
    return " · ".join(filter(None, (length_text(scene, section), news)))


LAYER = MapLayer("levels", None, 80, draw, wall=True)
