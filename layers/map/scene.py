"""What the layers of one figure share: words, colours, geometry, and where the level glyphs stand."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from data.domain.places import Reference
from data.domain.situation import SectionStanding, Situation
from data.i18n import Words
from layers.map.contract import Frame, Scene
from layers.map.placement import place_glyphs
from layers.map.places import Point, load_places
from layers.map.projection import project
from layers.palette import palette

BESIDE_AIRPORT_KM = 0.72
"""How far east of the airport its glyph stands, in glyphs: the marker of the airport stays in sight."""


def set_scene(situation: Situation, words: Words, theme: str, reference: Reference, frame: Frame) -> Scene:
    """Gather what the layers need, and give the glyphs their places.

    On the wall only sections that are raised or unknown have a glyph.
    """
    places = load_places()
    shown = tuple(s.id for s in situation.sections if not frame.wall or is_marked(s))
    glyphs = {**_on_lines(shown, frame), **_airports(shown, reference, frame)}
    return Scene(situation, words, theme, palette(theme), reference, places, frame, glyphs)


def is_marked(section: SectionStanding) -> bool:
    """Tell whether a section is raised or unknown: then it is named, and has a glyph on the wall."""
    return section.level is None or section.level >= 1


@lru_cache(maxsize=64)
def _on_lines(shown: tuple[str, ...], frame: Frame) -> Mapping[str, Point]:
    """Places of glyphs: in the order of the reference data, so that no glyph moves when a level changes."""
    return MappingProxyType(place_glyphs(shown, load_places(), frame))


def _airports(shown: tuple[str, ...], reference: Reference, frame: Frame) -> dict[str, Point]:
    """Sections without a line on the map stand beside their first crossing point."""
    found: dict[str, Point] = {}
    for section in shown:
        crossings = reference.crossings_of(section)
        if section not in load_places().sections and crossings:
            x, y = project(crossings[0].lat, crossings[0].lon)
            found[section] = (x + BESIDE_AIRPORT_KM * frame.glyph_km, y)
    return found
