"""The rows of the wall: sections by urgency with seven days of their level; the lesser ones take turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data.domain.moment import Moment
from data.domain.places import Reference
from data.domain.situation import Lane, SectionStanding, Situation
from data.i18n import Words
from layers.glyphs import level_glyph
from layers.map.scene import is_marked
from layers.markup import Node, el, img
from layers.panels.order import by_urgency
from layers.wall.lane import draw_lane

PINNED_FROM: Final = 2
"""Sections at this level or above never leave the screen."""
SLOTS: Final = (("plain", 5), ("dense", 7), ("double", 14))
"""Rows that each density holds: as in peace; without the axis; in two columns without lanes."""
GLYPH_PX: Final = 76


@dataclass(frozen=True, slots=True)
class Paging:
    """Which sections stay, and which take turns."""

    density: str
    fixed: tuple[SectionStanding, ...]
    pages: tuple[tuple[SectionStanding, ...], ...]
    """Empty when everything fits."""


def page_rows(sections: tuple[SectionStanding, ...]) -> Paging:
    """Divide the sections into rows that stay and pages that take turns.

    Level 2 and 3 stay. Level 1 and unknown share what is left, on pages when there are more than fit. Routine
    sections fill the rows that nobody else wants.
    """
    order = by_urgency(sections)
    pinned = tuple(s for s in order if s.level is not None and s.level >= PINNED_FROM)
    turning = tuple(s for s in order if is_marked(s) and s not in pinned)
    density, slots = next((choice for choice in SLOTS if len(pinned) + bool(turning) <= choice[1]), SLOTS[-1])
    left = slots - len(pinned)
    if len(turning) > left:
        left = max(1, left - (density == "dense"))  # the number of the page takes the last row
        pages = tuple(turning[i : i + left] for i in range(0, len(turning), left))
        return Paging(density, pinned, pages)
    calm = tuple(s for s in order if not is_marked(s))
    return Paging(density, (*pinned, *turning, *calm)[:slots], ())


def draw_rows(situation: Situation, words: Words, theme: str, reference: Reference, *, by_oblast: bool = False) -> Node:
    """Draw the rows, the axis below the lanes, and the number of the page.

    Args:
        situation: what is shown.
        words: language.
        theme: `dark` or `light`.
        reference: gives the oblast of each section.
        by_oblast: for visitors: one row an oblast, that of its most urgent section, under the oblast's name.
    """
    sections = _worst_of_oblasts(situation.sections, reference) if by_oblast else situation.sections
    paging = page_rows(sections)
    lanes = {lane.section: lane for lane in situation.lanes}

    def row(section: SectionStanding, page: int | None = None) -> Node:
        place = reference.section[section.id].oblast if by_oblast else section.id
        return _row(section, place, lanes.get(section.id), words, theme, situation.as_of, page)

    turning = [row(section, i) for i, page in enumerate(paging.pages, 1) for section in page]
    return el(
        "Div",
        *(row(section) for section in paging.fixed),
        *turning,
        _axis(words, len(paging.pages)),
        className=f"wall-list wall-{paging.density}",
        data_pages=max(1, len(paging.pages)),
        data_audience="visitors" if by_oblast else None,
    )


def risen_at(lane: Lane | None) -> Moment | None:
    """When the present level began, if it began by a rise from a known level."""
    known = [span for span in lane.spans if span.level is not None] if lane else []
    if len(known) < 2 or lane is None or known[-1] is not lane.spans[-1]:
        return None
    before, last = known[-2].level, known[-1].level
    return known[-1].start if before is not None and last is not None and last > before else None


def _row(
    section: SectionStanding, place: str, lane: Lane | None, words: Words, theme: str, now: Moment, page: int | None
) -> Node:
    word = words.level(section.level)
    return el(
        "Div",
        img(level_glyph(section.level, theme, GLYPH_PX), word, GLYPH_PX, className="glyph"),
        el("B", words.short(place), className="wall-name"),
        el("Img", src=draw_lane(lane, now, theme), alt=words.t("wall_lane_label"), className="wall-lane"),
        el("Span", words.coarse(now - section.since), className="wall-since"),
        className="wall-row",
        data_select=place,
        data_level="" if section.level is None else section.level,
        data_since=section.since,
        data_risen=risen_at(lane),
        data_page=page,
    )


def _axis(words: Words, pages: int) -> Node:
    numbers = [
        el("Span", words.t("wall_page", n=page, total=pages), className="wall-page", data_page=page)
        for page in range(1, pages + 1)
    ]
    ends = (el("Span", words.t(key)) for key in ("wall_axis_span", "wall_axis_now"))
    span = el("Span", *ends, className="wall-span")
    return el("Div", el("Span", *numbers, className="wall-pages"), span, className="wall-axis")


def _worst_of_oblasts(sections: Sequence[SectionStanding], reference: Reference) -> tuple[SectionStanding, ...]:
    worst: dict[str, SectionStanding] = {}
    for section in by_urgency(tuple(sections)):
        worst.setdefault(reference.section[section.id].oblast, section)
    return tuple(worst.values())
