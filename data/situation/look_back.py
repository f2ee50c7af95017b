"""What the last days tell of each feed: punctuality, outages, how old its newest datum was when it came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from data.domain.moment import CLOCK_SLACK_S, DAY, MINUTE, Moment
from data.domain.situation import FeedStanding, Outage
from data.situation.gather import Setting
from data.store.contract import FeedChange, Point, SeriesKey, StoreReader, UnitReport
from data.warning import Punctuality, outages, punctuality
from data.warning.outages import OUT

OUTAGES_S: Final = 30 * DAY
REPORTS_S: Final = 8 * DAY
"""A day more than is judged: what came before shows that a feed silent since then is not a new one."""
NONE_DUE: Final = Punctuality()


@dataclass(frozen=True, slots=True)
class Before:
    """The last days of one feed."""

    completeness: float | None = None
    timeliness: float | None = None
    outages: tuple[Outage, ...] = ()


NOTHING: Final = Before()


def look_back(store: StoreReader, setting: Setting, now: Moment, begun: Moment | None = None) -> Mapping[str, Before]:
    """Punctuality of seven days and outages of thirty, by feed. Dearer than a picture: not for every one.

    `begun`: start of an exercise; its past holds one report of the present an hour, which says nothing of askings, so
    that of these feeds nothing before it is judged, neither what came nor what was due.
    """
    with store.snapshot():
        changes = store.feed_changes(now - OUTAGES_S)
        reports = [r for r in store.unit_reports(now - REPORTS_S) if _is_judged(r, setting, begun)]
    first: dict[str, Moment] = {}
    for change in changes:
        first.setdefault(change.feed, _judged_from(change, setting, begun))
    units = {name: feed.units(setting.reference) for name, feed in setting.feeds.items()}
    found, out = punctuality(reports, setting.feeds.values(), units, now, first), outages(changes, now)
    return {
        name: Before(
            found.get(name, NONE_DUE).completeness, found.get(name, NONE_DUE).timeliness, out.get(name, ())
        )
        for name in {*found, *out}
    }  # fmt: skip


def _judged_from(change: FeedChange, setting: Setting, begun: Moment | None) -> Moment:
    feed = setting.feeds.get(change.feed)
    return change.at if begun is None or feed is None or feed.speaks == "periods" else max(change.at, begun)


def _is_judged(report: UnitReport, setting: Setting, begun: Moment | None) -> bool:
    feed = setting.feeds.get(report.feed)
    return feed is not None and (begun is None or feed.speaks == "periods" or report.valid_to >= begun)


def with_past(
    standings: Iterable[FeedStanding],
    before: Mapping[str, Before],
    latest: Mapping[SeriesKey, Point],
    now: Moment,
) -> tuple[FeedStanding, ...]:
    """Standings with what was found; a feed without source is not judged. Lags in whole minutes.

    An outage lasts only while the state says so: the log may hold a change that a clock wrote down while it was ahead.
    """
    lags = _lags(latest, now)
    return tuple(_with_past(feed, before.get(feed.name, NOTHING), lags.get(feed.name)) for feed in standings)


def _with_past(feed: FeedStanding, before: Before, lag_s: int | None) -> FeedStanding:
    judged = before if feed.state != "not_configured" else replace(before, completeness=None, timeliness=None)
    return replace(
        feed,
        lag_s=None if lag_s is None else lag_s // MINUTE * MINUTE,
        completeness=judged.completeness,
        timeliness=judged.timeliness,
        outages=tuple(outage for outage in judged.outages if outage.end is not None or feed.state in OUT),
    )


def _lags(latest: Mapping[SeriesKey, Point], now: Moment) -> Mapping[str, int]:
    """Seconds between the end of each feed's newest period and its receipt."""
    newest: dict[str, Point] = {}
    for key, point in latest.items():
        if point.valid_to <= now + CLOCK_SLACK_S and (
            key.feed not in newest or point.valid_to > newest[key.feed].valid_to
        ):
            newest[key.feed] = point
    return {feed: max(0, point.received - point.valid_to) for feed, point in newest.items()}
