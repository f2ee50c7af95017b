"""Boards: all components of a view as properties, rendered once for all viewers of a version, language and theme."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from data.domain.places import Reference
from data.domain.situation import Situation
from data.feeds import all_feeds
from data.feeds.contract import Feed
from data.i18n import Words
from layers.charts.lanes import draw_lanes
from layers.data import draw_entry, draw_feed, draw_feed_board, draw_figures, draw_terms
from layers.map import draw_map, map_head
from layers.panels.alerts import draw_alerts
from layers.panels.capacity import draw_capacity
from layers.panels.feeds import draw_feeds
from layers.panels.header import (
    draw_beat,
    draw_brand,
    draw_clock,
    draw_known,
    draw_national,
    draw_nav,
    draw_stripe,
)
from layers.panels.lanes import draw_lanes_head
from layers.panels.sections import draw_sections
from layers.panels.texts import browser_texts
from layers.wall import render_wall

Board = dict[str, dict[str, Any]]
"""Component id -> property -> value."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one board shows, to whom, and how."""

    situation: Situation
    words: Words
    theme: str
    audience: str
    reference: Reference
    feeds: Mapping[str, Feed]
    subject: str = ""
    """What follows the colon of the view's name."""


def render(
    view: str,
    situation: Situation,
    words: Words,
    theme: str,
    audience: str,
    reference: Reference,
    feeds: Mapping[str, Feed] | None = None,
) -> Board:
    """Render a board; `feeds` are the contracts, by default those of the package.

    Views are `duty`, `section:{id of a section, crossing point or site}`, `wall`, `data`, `feed:{name}`, and
    `entry:{name of a feed that is entered by hand}`.

    Raises:
        KeyError: no such view, no such place or no such feed.
    """
    name, _, subject = view.partition(":")
    known = all_feeds() if feeds is None else feeds
    return VIEWS[name](Request(situation, words, theme, audience, reference, known, subject))


def has_view(view: str, reference: Reference, feeds: Mapping[str, Feed] | None = None) -> bool:
    """Tell whether a board of that name can be rendered."""
    name, colon, subject = view.partition(":")
    known = all_feeds() if feeds is None else feeds
    if name == "section":
        return section_of(subject, reference) is not None
    if name in {"feed", "entry"}:
        return subject in known and (name == "feed" or known[subject].manual_allowed)
    return name in VIEWS and not colon


def section_of(place: str, reference: Reference) -> str | None:
    """The section that a selected section, crossing point or site belongs to; None where there is none."""
    if place in reference.section:
        return place
    if place in reference.crossing:
        return reference.crossing[place].section
    return reference.site[place].section if place in reference.site else None


def _header(request: Request, page: str) -> dict[str, Any]:
    """What stands above every desk page."""
    situation, words, theme = request.situation, request.words, request.theme
    return {
        "stripe": draw_stripe(situation, words),
        "brand": draw_brand(words),
        "nav": draw_nav(words, page),
        "national": draw_national(situation, words, theme),
        "known": draw_known(situation, words),
        "beat": draw_beat(words, theme),
        "clock": draw_clock(situation, words),
    }


def _duty(request: Request) -> Board:
    situation, words, theme = request.situation, request.words, request.theme
    children = {
        **_header(request, "page_duty"),
        "sections": draw_sections(situation, words, theme),
        "map-head": map_head(situation, words),
        "alerts": draw_alerts(situation, words, theme),
        "lanes-head": draw_lanes_head(words, theme),
        "feeds": draw_feeds(situation, words, theme, _entered_by_hand(request.feeds)),
    }
    return {
        "words": {"data": browser_texts(situation, words)},
        **{component: {"children": content} for component, content in children.items()},
        "map": {"figure": draw_map(situation, words, theme, request.reference)},
        "lanes": {"figure": draw_lanes(situation, words, theme)},
    }


def _entered_by_hand(feeds: Mapping[str, Feed]) -> frozenset[str]:
    return frozenset(name for name, feed in feeds.items() if feed.manual_allowed)


def _section(request: Request) -> Board:
    section = section_of(request.subject, request.reference)
    if section is None:
        raise KeyError(f"no section for {request.subject}")
    content = draw_capacity(request.situation, request.words, request.theme, section)
    chosen = {"id": request.subject, "section": section, "name": request.words.name(section)}
    return {"capacity": {"children": content}, "selection-store": {"data": chosen}}


def _wall(request: Request) -> Board:
    components: Board = render_wall(
        request.situation, request.words, request.theme, request.audience, request.reference
    )
    return {**components, "words": {"data": browser_texts(request.situation, request.words)}}


def _data(request: Request) -> Board:
    situation, words, theme = request.situation, request.words, request.theme
    children = {
        **_header(request, "page_data"),
        "data-figures": draw_figures(situation, words, theme),
        "data-board": draw_feed_board(situation, words, theme),
    }
    return {
        "words": {"data": browser_texts(situation, words)},
        **{component: {"children": content} for component, content in children.items()},
    }


def _feed(request: Request) -> Board:
    situation, words, theme = request.situation, request.words, request.theme
    content = draw_feed(situation, words, theme, request.subject, request.feeds)
    terms = draw_terms(words, request.subject, request.feeds, request.reference)
    return {"data-about": {"children": content}, "data-terms": {"children": terms}}


def _entry(request: Request) -> Board:
    form = draw_entry(request.feeds[request.subject], request.feeds, request.words, request.reference)
    return {"entry-fields": {"children": form}}


VIEWS: Final[Mapping[str, Callable[[Request], Board]]] = MappingProxyType(
    {"duty": _duty, "section": _section, "wall": _wall, "data": _data, "feed": _feed, "entry": _entry}
)
