"""All components of the wall."""

from typing import Any

from data.domain.places import Reference
from data.domain.roll_up import roll_up
from data.domain.situation import Situation
from data.i18n import Words
from layers.glyphs import level_glyph, sign
from layers.map import draw_map
from layers.map.frames import WALL
from layers.markup import Node, el, img
from layers.panels.order import national_level
from layers.wall.foot import draw_foot
from layers.wall.rows import draw_rows

VISITORS = "visitors"
"""Audience to which sections show as oblasts and sites do not show."""
GLYPH_PX = 96


def render_wall(
    situation: Situation, words: Words, theme: str, audience: str, reference: Reference
) -> dict[str, dict[str, Any]]:
    """Render the wall's components.

    Args:
        situation: what is shown.
        words: language.
        theme: `dark` or `light`.
        audience: `visitors` see oblasts instead of sections, and no sites.
        reference: places.

    Returns:
        Property values by component: `wall-top`, `wall-map`, `wall-national`, `wall-rows`, `wall-foot`.
    """
    public = audience == VISITORS
    return {
        "wall-top": {"children": draw_top(situation, words, theme)},
        "wall-map": {"figure": draw_map(situation, words, theme, reference, WALL)},
        "wall-national": {"children": draw_national(situation, words, theme)},
        "wall-rows": {"children": draw_rows(situation, words, theme, reference, by_oblast=public)},
        "wall-foot": {"children": draw_foot(situation, words, theme, sites=not public)},
    }


def draw_top(situation: Situation, words: Words, theme: str) -> list[Node]:
    """Exercise plate, date, contact, and the place of the clock that the page keeps."""
    plate = el("B", words.t("exercise"), className="wall-plate") if situation.mode == "exercise" else None
    states = (
        _contact("live", sign("beat", theme), words.t("wall_live")),
        _contact("lost", sign("closed", theme), words.t("wall_lost")),
        _contact("silent", sign("closed", theme), words.t("wall_silent")),
    )
    parts = (
        plate,
        el("Span", words.full_date(situation.as_of), id="wall-date"),
        el("Span", *states, id="wall-beat"),
        el("B", id="wall-clock"),
    )
    return [part for part in parts if part is not None]


def draw_national(situation: Situation, words: Words, theme: str) -> list[Node]:
    """The worst level in the largest letters, and how many sections stand at it; silence outweighs routine."""
    state = roll_up(situation.sections)
    level = national_level(state)
    count = state.unknown if level is None else state.counts[level]
    return [
        img(level_glyph(level, theme, GLYPH_PX), "", GLYPH_PX, className="glyph"),
        el("B", words.level(level), className="wall-level"),
        el("Span", words.n("wall_sections", count), className="wall-count"),
    ]


def _contact(state: str, source: str, text: str) -> Node:
    glyph = el("Img", src=source, alt="", className="glyph")
    return el("Span", glyph, el("Span", text), className=f"wall-contact {state}")
