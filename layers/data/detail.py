"""The selected feed: state and whom to ask, its units, its outages, its contract, and a sample of its form."""

from collections.abc import Mapping
from typing import Final

from data.domain.moment import Moment
from data.domain.places import Reference
from data.domain.situation import FeedStanding, FeedUnitStanding, Outage, Situation
from data.feeds.contract import Feed
from data.i18n import Words
from layers.charts.outages import WINDOW_S, outage_lane
from layers.data.cells import TROUBLED, outages_text, silent_units
from layers.data.contract import draw_contract
from layers.data.tally import STATES, known_outages
from layers.data.texts import feed_name, reason_text, unit_name, why
from layers.markup import Child, Node, el
from layers.panels.status import age, fact, feed_img, labelled_age

ADMINISTRATOR: Final = "admin"
"""Role that may have a feed run at once."""
LISTED: Final = 12
"""So many outages are listed; the picture above them holds all."""


def draw_feed(situation: Situation, words: Words, theme: str, name: str, feeds: Mapping[str, Feed]) -> list[Node]:
    """What a version knows of one feed; its runs and rejected rows are asked of the store.

    Raises:
        KeyError: the situation has no such feed.
    """
    feed = next((standing for standing in situation.feeds if standing.name == name), None)
    if feed is None:
        raise KeyError(f"no feed {name}")
    now, contract = situation.as_of, feeds.get(name)
    return [
        _head(feed, contract, words, theme, now),
        el("Div", *_state(feed, words, now), className="feed-says", key="says"),
        _block("units", words, _units(feed, words, theme, now)),
        _block("outages", words, _outages(feed, words, theme, now)),
    ]


def draw_terms(words: Words, name: str, feeds: Mapping[str, Feed], reference: Reference) -> list[Node]:
    """What was agreed about one feed: its contract, and a sample of its form."""
    contract = feeds.get(name)
    terms = _block("contract", words, draw_contract(contract, name, words, reference))
    if contract is None or not contract.sample:
        return [terms]
    return [terms, _block("sample", words, [_sample(contract)])]


def _block(name: str, words: Words, content: list[Node]) -> Node:
    return el("Section", el("H3", words.t(f"data_{name}_title")), *content, className=f"block block-{name}", key=name)


def _head(feed: FeedStanding, contract: Feed | None, words: Words, theme: str, now: Moment) -> Node:
    """Name, state, and what can be done."""
    stamp = f"{feed.last_run.ended if feed.last_run else now}-{feed.rejected}"
    return el(
        "Div",
        feed_img(theme, feed.state, 20),
        el(
            "Div",
            el("H2", feed_name(words, feed.name), id="data-detail-title"),
            _owner(feed, words),
            className="two-lines",
        ),
        el("Div", *_buttons(feed, contract, words), className="buttons push"),
        className="panel-head",
        data_stamp=stamp,
        key="head",
    )


def _owner(feed: FeedStanding, words: Words) -> Node:
    return el("Span", f"{words.name(feed.agency)} · ", el("Code", feed.name))


def _buttons(feed: FeedStanding, contract: Feed | None, words: Words) -> list[Node]:
    run = el(
        "Button",
        words.t("data_run_now"),
        type="button",
        data_run=feed.name,
        data_for_role=ADMINISTRATOR,
        title=words.t("data_run_now_title"),
        key="run",
    )
    enter = el("Button", words.t("data_enter"), type="button", data_enter=feed.name, key="enter")
    runs = [] if feed.state == "not_configured" else [run]
    return [*runs, enter] if contract is not None and contract.manual_allowed else runs


def _state(feed: FeedStanding, words: Words, now: Moment) -> list[Node]:
    """Why the feed stands as it does, since when, and who must be asked."""
    trouble = feed.state in TROUBLED
    first: list[Child] = [el("B", words.t(f"feed_{feed.state}"), className="trouble" if trouble else None)]
    if feed.since is not None:
        first += [", ", *labelled_age(words, "lasting", feed.since, now)]
    if feed.newest is not None:
        first += [" · ", *labelled_age(words, "data_age", feed.newest, now)]
    lines = [el("P", *first)]
    reason = silent_units(feed, words) or why(feed, words, now)
    if reason:
        lines.append(el("P", reason))
    if trouble:
        lines.append(el("P", words.t("data_ask", agency=words.name(feed.agency)), className="ask"))
    if feed.state == "not_configured":
        lines.append(el("P", words.t("data_not_configured_help"), className="muted"))
    return lines


def _units(feed: FeedStanding, words: Words, theme: str, now: Moment) -> list[Node]:
    """Units in trouble are listed; the others can be unfolded."""
    if not feed.units:
        return [fact(words.t("data_no_units"))]
    order = sorted(feed.units, key=lambda unit: (STATES.index(unit.state), unit_name(words, unit.unit)))
    calm = [unit for unit in order if unit.state not in TROUBLED]
    listed = [_unit(unit, words, theme, now) for unit in order if unit.state in TROUBLED]
    parts: list[Node] = [el("Ul", *listed, className="unit-list silent")] if listed else []
    if calm:
        word = words.n("data_units_heard" if feed.state != "not_configured" else "data_units_expected", len(calm))
        rows = el("Ul", *(_unit(unit, words, theme, now) for unit in calm), className="unit-list")
        parts.append(el("Details", el("Summary", word), rows, key="calm"))
    return parts


def _unit(unit: FeedUnitStanding, words: Words, theme: str, now: Moment) -> Node:
    trouble = unit.state in TROUBLED
    told: list[Child] = [el("Span", words.t(f"feed_{unit.state}"), className="trouble" if trouble else "muted")]
    if unit.newest is not None:
        told += [" ", age(words, unit.newest, now)]
    elif unit.state == "stale":
        told += [" ", el("Span", words.t("data_never"), className="muted")]
    return el(
        "Li",
        feed_img(theme, unit.state),
        el("Span", unit_name(words, unit.unit), className="name"),
        el("Span", *told, className="push"),
        key=unit.unit,
    )


def _outages(feed: FeedStanding, words: Words, theme: str, now: Moment) -> list[Node]:
    """Thirty days as a picture with its words, and the newest of them one by one."""
    text, outages = outages_text(feed, words, now), known_outages(feed)
    lane = el(
        "Div",
        el("Img", src=outage_lane(outages, now, theme), alt="", className="outage-lane wide"),
        el(
            "Div",
            el("Span", words.day(now - WINDOW_S)),
            el("Span", text),
            el("Span", words.t("now")),
            className="lane-scale",
        ),
    )
    if not outages:
        return [lane]
    names = ("from", "to", "long", "state", "reason")
    head = el("Thead", el("Tr", *(el("Th", words.t(f"data_outage_{name}"), scope="col") for name in names)))
    rows = [_outage(outage, words, theme, now) for outage in outages[:LISTED]]
    return [lane, el("Table", head, el("Tbody", *rows), className="small-table")]


def _outage(outage: Outage, words: Words, theme: str, now: Moment) -> Node:
    long: Child = words.age(outage.end - outage.start) if outage.end is not None else age(words, outage.start, now)
    end = words.t("data_lasts") if outage.end is None else words.when(outage.end, now)
    state = el("Span", feed_img(theme, outage.state), words.t(f"feed_{outage.state}"), className="stated")
    return el(
        "Tr",
        el("Td", words.when(outage.start, now)),
        el("Td", end),
        el("Td", long),
        el("Td", state),
        el("Td", reason_text(words, outage.reason), className="wraps"),
        key=f"outage-{outage.start}",
    )


def _sample(contract: Feed) -> Node:
    return el("Pre", el("Code", contract.sample), tabIndex=0)
