"""When reports of a feed are due, and when it is asked: fixed local times, or a cycle after the one before."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.moment import DAY, Moment
from data.feeds.contract import Due, Feed

TOLERANCE_ASKINGS: Final = (0.0, 0.5, 1.0)
"""Shares of the tolerance after a fixed time at which a feed is asked."""


def next_due(feed: Feed, newest: Moment | None, now: Moment) -> Moment | None:
    """When the report after the newest is due; in the past while it is overdue.

    Feeds with fixed times: the time after the one that `newest` answered. A report belongs to the first time at or
    after the end of its period; one that states the hour of its making may be later than that by the tolerance.

    Args:
        feed: its contract.
        newest: end of its newest period, or the newest confirmation; None: never heard.
        now: picture time.

    Returns:
        A moment; None for a feed without fixed times that was never heard.
    """
    if not feed.due.at:
        return None if newest is None else newest + feed.cycle_s
    if newest is None:
        return first_due(feed.due, now + 1)
    answered = due_of(feed, newest)
    return first_due(feed.due, answered + (feed.cycle_s - DAY // 2 if feed.cycle_s > DAY else 1))


def due_of(feed: Feed, valid_to: Moment) -> Moment:
    """Fixed time that a report with this end of period answers; without fixed times the end of the period."""
    return first_due(feed.due, valid_to - feed.tolerance_s) if feed.due.at else valid_to


def first_due(due: Due, since: Moment) -> Moment:
    """First fixed time at `since` or later."""
    return next(moment for moment in _from_day_before(due, since) if moment >= since)


def dues(due: Due, since: Moment, until: Moment) -> Iterator[Moment]:
    """Fixed times with since <= time <= until, ascending."""
    for moment in _from_day_before(due, since):
        if moment > until:
            return
        if moment >= since:
            yield moment


def next_asking(feed: Feed, now: Moment, poll_s: float) -> float:
    """Picture time at which a feed with fixed times is asked next, later than now.

    At its fixed times; again at half and at the end of its tolerance, so that what comes in time is read in time;
    and between them every `poll_s` seconds, so that what comes late is not read a day later.
    """
    steps = [share * feed.tolerance_s for share in TOLERANCE_ASKINGS]
    marks = [due + step for due in dues(feed.due, now - feed.tolerance_s, now + 2 * DAY) for step in steps]
    return min(mark for mark in (*marks, now + poll_s) if mark > now)


def _from_day_before(due: Due, since: Moment) -> Iterator[Moment]:
    """Fixed times from the local day before on, ascending.

    A time that the clocks skip in spring falls an hour later, one that they repeat in autumn is the first.
    """
    zone = ZoneInfo(due.zone)
    day = datetime.fromtimestamp(since, zone).date() - timedelta(days=1)
    while True:
        yield from sorted({_moment(day, at, zone) for at in due.at})
        day += timedelta(days=1)


def _moment(day: date, at: str, zone: ZoneInfo) -> Moment:
    return int(datetime.combine(day, time.fromisoformat(at), tzinfo=zone).timestamp())
