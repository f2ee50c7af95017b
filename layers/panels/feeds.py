"""The feed strip: current feeds are counted, every other one is listed with glyph, word and age; what comes next."""

from collections.abc import Collection
from typing import Final

from data.domain.moment import Moment
from data.domain.situation import FeedStanding, Situation
from data.i18n import Words
from layers.markup import Child, Node, el
from layers.panels.status import age, feed_img, labelled_age

LISTED: Final = 5
"""So many feeds are listed at most."""
ONE_LINE: Final = 3
"""So many fit with name and state on one line of 1920 pixels in every language."""
MISSED: Final = frozenset({"error", "stale", "partial", "late"})
"""States in which an entry by hand is of use."""
TROUBLE_ORDER: Final = ("error", "stale", "partial", "late", "manual", "not_configured")


def draw_feeds(situation: Situation, words: Words, theme: str, by_hand: Collection[str] = ()) -> list[Node]:
    """The whole strip; a deployment without feeds says so. `by_hand`: feeds that a duty officer may enter."""
    title = el("B", words.t("feeds_title"), className="title")
    if not situation.feeds:
        return [title, el("Span", words.t("no_feeds"), className="muted")]
    current = [feed for feed in situation.feeds if feed.state == "current"]
    others = sorted(
        (feed for feed in situation.feeds if feed.state != "current"), key=lambda f: TROUBLE_ORDER.index(f.state)
    )
    listed = [_listed(feed, words, theme, situation.as_of) for feed in others[:LISTED]]
    look = "dense" if len(others) > ONE_LINE else None
    counted = _current(current, words, theme, situation.as_of)
    return [
        title,
        *_entry(others, words, theme, by_hand),
        el("Div", counted, *listed, *_more(others[LISTED:], words), className=look),
        *_next(situation, words),
    ]


def _more(feeds: list[FeedStanding], words: Words) -> list[Node]:
    """Feeds in trouble that found no room: counted, named in the tooltip."""
    names = ", ".join(f"{words.t(f'feed_{feed.name}')}: {_state_text(feed, words)}" for feed in feeds)
    return [el("B", words.n("feeds_more", len(feeds)), className="trouble", title=names)] if feeds else []


def _current(feeds: list[FeedStanding], words: Words, theme: str, now: Moment) -> Node:
    oldest = min((feed.newest for feed in feeds if feed.newest is not None), default=None)
    parts: list[Child] = [el("Span", words.n("feeds_current", len(feeds)))]
    if oldest is not None:
        parts += [" ", el("Span", f"{words.t('oldest')} ", age(words, oldest, now), className="muted")]
    return el("Span", feed_img(theme, "current"), el("Span", *parts, className="what"), className="feed")


def _listed(feed: FeedStanding, words: Words, theme: str, now: Moment) -> Node:
    calm = feed.state in {"manual", "not_configured"}
    state = el("Span", _state_text(feed, words), _state_age(feed, words, now), className="muted" if calm else "trouble")
    title = words.say(feed.reason, now) if feed.reason else words.name(feed.agency)
    name = el("Span", words.t(f"feed_{feed.name}"))
    return el(
        "A",
        feed_img(theme, feed.state),
        el("Span", name, " ", state, className="what"),
        className="feed",
        href=f"/data?feed={feed.name}",
        title=f"{title}\n{words.t('feeds_open')}",
        key=feed.name,
    )


def _entry(feeds: list[FeedStanding], words: Words, theme: str, by_hand: Collection[str]) -> list[Node]:
    """What is missing may be entered by hand, where a contract allows it; the worst of such feeds is offered first."""
    first = next((feed.name for feed in feeds if feed.name in by_hand and feed.state in MISSED), None)
    if first is None:
        return []
    text = words.t("data_enter")
    glyph = feed_img(theme, "manual")
    return [el("Button", glyph, type="button", className="by-hand", data_enter=first, title=text, aria_label=text)]


def _state_text(feed: FeedStanding, words: Words) -> str:
    word = words.t(f"feed_{feed.state}")
    if feed.state != "partial":
        return word
    if is_unheard(feed):
        return words.t("no_unit_heard")
    good = _units_heard(feed)
    return f"{word} {words.t('n_of_m', n=words.number(good), m=words.number(len(feed.units)))}"


def is_unheard(feed: FeedStanding) -> bool:
    """Tell whether not one of a feed's units reports."""
    return bool(feed.units) and not _units_heard(feed)


def _units_heard(feed: FeedStanding) -> int:
    return sum(unit.state in {"current", "late", "manual"} for unit in feed.units)


def _state_age(feed: FeedStanding, words: Words, now: Moment) -> Node | None:
    if feed.newest is None or feed.state in {"not_configured", "partial"}:
        return None
    return el("Span", ", ", *labelled_age(words, "data_age", feed.newest, now))


def _next(situation: Situation, words: Words) -> list[Node]:
    """The feed that is due next; none while no time is known."""
    due = [(feed.next_due, feed.name) for feed in situation.feeds if feed.next_due is not None]
    ahead = [entry for entry in due if entry[0] >= situation.as_of]
    if not ahead:
        return []
    moment, name = min(ahead)
    what = el("B", words.t(f"feed_{name}"), " ", words.clock(moment), title=words.when(moment, situation.as_of))
    return [el("Span", el("Span", words.t("next_due"), className="muted"), what, className="feed push")]
