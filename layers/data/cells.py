"""Cells of the board of feeds: state, newest datum, next report, rows of 24 hours, shares, outages, last run."""

from typing import Final

from data.domain.moment import Moment
from data.domain.situation import FeedStanding
from data.i18n import Words
from data.warning.punctuality import COMPLETENESS_TARGET, TIMELINESS_TARGET
from layers.charts.outages import HEIGHT, WIDTH, outage_lane, seconds_out, within
from layers.data.tally import MISSING, known_outages
from layers.data.texts import (
    carrier,
    commonest,
    feed_name,
    reason_text,
    span,
    unit_name,
    unknown,
    when_and_age,
    why,
)
from layers.markup import Child, Node, el
from layers.panels.status import age, feed_img

TROUBLED: Final = MISSING | {"late"}
NAMED: Final = 3
"""Silent units that the board names; the others are counted, and the details beside it name all."""
HEARD: Final = frozenset({"current", "late", "manual"})
"""States of a unit that reports."""


def name_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """Name, form and rhythm."""
    form = f"{carrier(feed.format)} · " if feed.format else ""
    return [
        el("B", feed_name(words, feed.name)),
        el("Small", f"{form}{words.t('data_every', time=span(words, feed.cycle_s))}", className="muted"),
    ]


def state_cell(feed: FeedStanding, words: Words, theme: str, now: Moment) -> list[Child]:
    """Glyph, word and how long; below it the reason in words."""
    word: list[Child] = [
        el("B", words.t(f"feed_{feed.state}"), className="trouble" if feed.state in TROUBLED else None)
    ]
    if feed.since is not None:
        word += [" ", age(words, feed.since, now)]
    reason, shown = (silent_units(feed, words, most) or why(feed, words, now) for most in (None, NAMED))
    return [
        el("Span", feed_img(theme, feed.state), el("Span", *word), className="stated"),
        el("Small", shown, className="muted", title=reason) if reason else None,
    ]


def silent_units(feed: FeedStanding, words: Words, most: int | None = None) -> str:
    """`8 of 9, silent: Smorgon border group`: units of a partial feed not heard, `most` by name; else empty."""
    if feed.state != "partial":
        return ""
    silent = [unit_name(words, unit.unit) for unit in feed.units if unit.state not in HEARD]
    rest = len(silent[most:]) if most is not None else 0
    named = ", ".join(silent[:most]) + (f" {words.n('feeds_more', rest)}" if rest else "")
    heard = words.t("n_of_m", n=words.number(len(feed.units) - len(silent)), m=words.number(len(feed.units)))
    return words.t("data_silent_units", heard=heard, units=named)


def newest_cell(feed: FeedStanding, words: Words, now: Moment) -> list[Child]:
    """Time and age of the newest datum."""
    return when_and_age(words, feed.newest, now, late=feed.state in TROUBLED)


def due_cell(feed: FeedStanding, words: Words, now: Moment) -> list[Child]:
    """When the next report is due, and in how long; awaited within its tolerance, overdue beyond it."""
    due = feed.next_due
    if due is None:
        return [unknown(words, "data_due_unknown")]
    if due >= now:
        return [el("Span", words.when(due, now)), _aside(words, "data_in", due, now, "data_until")]
    if feed.state not in TROUBLED:
        return [el("Span", words.when(due, now)), _aside(words, "data_awaited", due, now, "data_age")]
    word = el("Span", words.t("data_overdue"), className="visually-hidden")
    late = el("Time", words.age(now - due), className="age late", data_age=due)
    told = el("Small", "! ", word, late, className="late", title=words.t("data_overdue"))
    return [el("Span", words.when(due, now)), told]


def _aside(words: Words, key: str, moment: Moment, now: Moment, mark: str) -> Node:
    """How far a moment is, in the words of a key with `{age}`."""
    before, _, after = words.t(key).partition("{age}")
    time = el("Time", words.age(abs(moment - now)), className="age", **{mark: moment})
    return el("Small", before or None, time, after or None, className="muted")


def lag_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """How long after the end of its period the newest datum came."""
    return [unknown(words) if feed.lag_s is None else words.age(feed.lag_s)]


def used_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """Values used in 24 hours; a feed that was never tried has none, which is no zero."""
    return [unknown(words) if _is_untried(feed) else words.number(feed.accepted)]


def rejected_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """Rows not used, with the two commonest reasons."""
    if _is_untried(feed):
        return [unknown(words)]
    if not feed.rejected:
        return [words.number(0)]
    reasons = [f"{reason_text(words, key)}: {words.number(n)}" for key, n in commonest(feed.rejected_by)]
    told = el("Small", "; ".join(reasons[:2]), title="\n".join(reasons), className="muted") if reasons else None
    return [el("B", words.number(feed.rejected), className="trouble"), told]


def dropped_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """Personal values that were left behind."""
    return [unknown(words) if _is_untried(feed) else words.number(feed.personal_data_dropped)]


def share_cell(share: float | None, target: float, words: Words, key: str) -> list[Child]:
    """A share with its bar and the mark of its target; violet and hatched below it."""
    if share is None:
        return [unknown(words, "data_no_report_due")]
    low = share < target
    text = words.percent(share)
    label = words.t(f"data_bar_{key}", share=text, target=words.percent(target))
    bar = el(
        "Div",
        el("I", className="fill hatch" if low else "fill", style={"width": f"{share * 100:.1f}%"}),
        el("I", className="mark", style={"left": f"{target * 100:.0f}%"}),
        className="share-bar",
        role="img",
        aria_label=label,
        title=label,
    )
    return [el("Span", f"! {text}" if low else text, className="trouble" if low else None), bar]


def completeness_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """Reports that came, of those that were due."""
    return share_cell(feed.completeness, COMPLETENESS_TARGET, words, "completeness")


def timeliness_cell(feed: FeedStanding, words: Words) -> list[Child]:
    """Reports that came in time, of those that came."""
    return share_cell(feed.timeliness, TIMELINESS_TARGET, words, "timeliness")


def lane_cell(feed: FeedStanding, words: Words, theme: str, now: Moment) -> list[Child]:
    """Thirty days of outages as a picture, and in words for those who cannot see it."""
    return [
        el(
            "Img",
            src=outage_lane(known_outages(feed), now, theme),
            alt=outages_text(feed, words, now),
            title=outages_text(feed, words, now),
            width=WIDTH,
            height=HEIGHT,
            className="outage-lane",
        )
    ]


def outages_text(feed: FeedStanding, words: Words, now: Moment) -> str:
    """`3 outages in 30 days, 14 h 20 min in all`."""
    outages = known_outages(feed)
    count = len(within(outages, now))
    if not count:
        return words.t("data_no_outage" if feed.newest is not None else "data_never")
    return f"{words.n('data_outages', count)}, {words.t('data_in_all', time=words.age(seconds_out(outages, now)))}"


def run_cell(feed: FeedStanding, words: Words, now: Moment) -> list[Child]:
    """When the feed was last tried, and what came of it."""
    run = feed.last_run
    if run is None:
        return [unknown(words, "data_never_tried")]
    failing = run.outcome == "failed" and feed.state == "error" and feed.reason is not None
    reason = why(feed, words, now) if failing else reason_text(words, run.reason)
    outcome = el("Span", words.t(f"data_run_{run.outcome}"), className="trouble" if run.outcome == "failed" else None)
    told = el("Small", outcome, f": {reason}" if reason else None, className="muted", title=reason or None)
    return [el("Span", words.when(run.ended, now)), told]


def _is_untried(feed: FeedStanding) -> bool:
    """Nothing was ever received or counted: the numbers are unknown, not zero."""
    return feed.newest is None and not (feed.accepted or feed.rejected or feed.personal_data_dropped)
