"""The log of feed states: what has changed since it was written last, and the outages that it tells of.

The log is history only: a state is always read from times, never from here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from data.domain.moment import CLOCK_SLACK_S, DAY, Moment
from data.domain.situation import FeedStanding, FeedState, Outage
from data.store.contract import FeedChange

WINDOW_S: Final = 30 * DAY
MOST: Final = 20
"""Outages of one feed that are shown; newest first."""
OUT: Final[frozenset[FeedState]] = frozenset({"error", "stale", "partial"})


def changed(
    standings: Iterable[FeedStanding],
    logged: Mapping[str, FeedChange],
    now: Moment,
    unsettled: Collection[str] = (),
) -> tuple[FeedChange, ...]:
    """What is to be logged: states that differ from the last one logged.

    Args:
        standings: states as they are read now.
        logged: the last change logged of each feed.
        now: time of the change.
        unsettled: feeds whose round runs now; their state is half new, half old, and is not logged.
    """
    return tuple(
        FeedChange(standing.name, now, standing.state, _reason(standing))
        for standing in standings
        if standing.name not in unsettled and _differs(standing, logged.get(standing.name))
    )


def outages(changes: Iterable[FeedChange], now: Moment) -> Mapping[str, tuple[Outage, ...]]:
    """Times in which each feed was stale, partial or in error, that reach into the last thirty days; newest first.

    Changes that a clock logged while it was ahead are none yet.
    """
    by_feed: dict[str, list[FeedChange]] = defaultdict(list)
    for change in changes:
        if change.at <= now + CLOCK_SLACK_S:
            by_feed[change.feed].append(change)
    spans = {feed: [s for s in _spans(log) if s.end is None or s.end > now - WINDOW_S] for feed, log in by_feed.items()}
    return {feed: tuple(reversed(found[-MOST:])) for feed, found in spans.items() if found}


def _reason(standing: FeedStanding) -> str:
    """Key of the reason as runs have it, without its prefix in the catalogue."""
    return standing.reason.key.removeprefix("reason_") if standing.reason is not None else ""


def _differs(standing: FeedStanding, last: FeedChange | None) -> bool:
    """The first state logged is no trouble of which nobody knows since when: that is a feed not yet heard."""
    if last is not None:
        return standing.state != last.state
    return standing.state != "not_configured" and not (standing.state in OUT and standing.since is None)


def _spans(log: Iterable[FeedChange]) -> Iterator[Outage]:
    """Outages of one feed, ascending; a state that is told again goes on."""
    open_: FeedChange | None = None
    for change in sorted(log, key=lambda c: c.at):
        if open_ is not None and change.state == open_.state:
            continue
        if open_ is not None and open_.state in OUT:
            yield Outage(open_.state, open_.at, change.at, open_.reason)
        open_ = change
    if open_ is not None and open_.state in OUT:
        yield Outage(open_.state, open_.at, None, open_.reason)
