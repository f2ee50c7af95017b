"""The board of feeds: grouped by agency, those in trouble first; what is not configured folded at the end of each."""

from typing import Final

from data.domain.moment import Moment
from data.domain.situation import FeedStanding, Situation
from data.i18n import Words
from layers.data import cells
from layers.data.order import Group, by_agency
from layers.data.tally import MISSING
from layers.data.texts import feed_name
from layers.markup import Child, Node, el
from layers.panels.status import feed_img

COLUMNS: Final = (
    *("feed", "state", "newest", "due", "lag", "used", "rejected", "dropped"),
    *("completeness", "timeliness", "outages", "run"),
)


def draw_feed_board(situation: Situation, words: Words, theme: str) -> list[Node]:
    """Head and table of all feeds."""
    head = el(
        "Div",
        el("H2", words.t("data_board_title"), id="data-board-title"),
        el("Span", words.t("data_board_order"), className="muted"),
        el("Span", words.t("data_board_note"), className="muted push"),
        className="panel-head",
    )
    if not situation.feeds:
        return [head, el("P", words.t("no_feeds"), className="fact")]
    groups = [_group(group, words, theme, situation.as_of) for group in by_agency(situation.feeds)]
    table = el(
        "Table",
        el("Caption", words.t("data_board_caption"), className="visually-hidden"),
        _headings(words),
        *groups,
        className="feed-table",
        role="grid",
        aria_labelledby="data-board-title",
    )
    return [head, el("Div", table, className="scroll")]


def _headings(words: Words) -> Node:
    heads = [
        el("Th", words.t(f"data_column_{name}"), className=f"f-{name}", scope="col", title=_meaning(name, words))
        for name in COLUMNS
    ]
    return el("Thead", el("Tr", *heads))


def _meaning(column: str, words: Words) -> str | None:
    key = f"data_meaning_{column}"
    return words.t(key) if words.has(key) else None


def _group(group: Group, words: Words, theme: str, now: Moment) -> Node:
    rows = [_row(feed, words, theme, now) for feed in group.feeds]
    folded = [_absent(group, words, theme)] if group.absent and rows else []
    return el("Tbody", _agency(group, words, theme), *rows, *folded, key=f"agency-{group.agency}")


def _agency(group: Group, words: Words, theme: str) -> Node:
    """Full name of the agency, which is whom to call, and how many of its feeds are in trouble; or its absent ones."""
    missing = sum(feed.state in MISSING for feed in group.feeds)
    counted: Child = (
        el(
            "Span",
            words.t("data_missing_of", n=words.number(missing), m=words.number(len(group.feeds))),
            className="trouble",
        )
        if missing
        else None
    )
    name = el("Span", el("B", words.name(group.agency)), " ", el("Span", words.short(group.agency), className="muted"))
    absent = None if group.feeds else _absent_line(group, words, theme)
    inside = el("Div", name, counted, absent, className="agency-line")
    return el("Tr", el("Th", inside, colSpan=len(COLUMNS), scope="rowgroup"), className="agency", key="agency")


def _row(feed: FeedStanding, words: Words, theme: str, now: Moment) -> Node:
    contents: tuple[list[Child], ...] = (
        cells.name_cell(feed, words),
        cells.state_cell(feed, words, theme, now),
        cells.newest_cell(feed, words, now),
        cells.due_cell(feed, words, now),
        cells.lag_cell(feed, words),
        cells.used_cell(feed, words),
        cells.rejected_cell(feed, words),
        cells.dropped_cell(feed, words),
        cells.completeness_cell(feed, words),
        cells.timeliness_cell(feed, words),
        cells.lane_cell(feed, words, theme, now),
        cells.run_cell(feed, words, now),
    )
    row = [
        el("Td", *content, className=f"f-{name}", data_label=words.t(f"data_column_{name}"))
        for name, content in zip(COLUMNS, contents, strict=True)
    ]
    return el(
        "Tr",
        *row,
        className="troubled" if feed.state in MISSING else None,
        data_feed=feed.name,
        tabIndex=-1,
        aria_selected="false",
        key=feed.name,
    )


def _absent(group: Group, words: Words, theme: str) -> Node:
    line = _absent_line(group, words, theme)
    return el("Tr", el("Td", line, colSpan=len(COLUMNS)), className="folded", key="absent")


def _absent_line(group: Group, words: Words, theme: str) -> Node:
    """Feeds without a source: one calm line, each can be chosen to see what it would need."""
    named = [
        el(
            "Button",
            feed_name(words, feed.name),
            type="button",
            className="absent",
            data_feed=feed.name,
            tabIndex=-1,
            aria_pressed="false",
            key=feed.name,
        )
        for feed in group.absent
    ]
    word = el("Span", words.n("data_not_configured", len(group.absent)), className="muted")
    return el("Div", feed_img(theme, "not_configured"), word, *named, className="absent-line")
