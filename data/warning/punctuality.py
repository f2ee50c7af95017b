"""Whether the reports that were due came, and came in time: of each feed, and of all feeds of an agency."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.domain.moment import DAY, Moment
from data.feeds.contract import Feed
from data.feeds.due import due_of, dues
from data.store.contract import UnitReport

WINDOW_S: Final = 7 * DAY
COMPLETENESS_TARGET: Final = 0.8
"""Share of expected reports that should come, the bar of health networks; screens show figures against it."""
TIMELINESS_TARGET: Final = 0.9
"""Share of those that came which should come in time."""


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Reports of seven days: one is expected of each unit at each due time."""

    expected: int = 0
    came: int = 0
    in_time: int = 0

    @property
    def completeness(self) -> float | None:
        """Whole per cent, rounded down, as a share: 1.0 says that nothing is missing. None: nothing was due."""
        return _share(self.came, self.expected)

    @property
    def timeliness(self) -> float | None:
        """Likewise, of those that came. None: none came."""
        return _share(self.in_time, self.came)

    def __add__(self, other: "Punctuality") -> "Punctuality":
        return Punctuality(self.expected + other.expected, self.came + other.came, self.in_time + other.in_time)


def punctuality(
    reports: Iterable[UnitReport],
    feeds: Iterable[Feed],
    units: Mapping[str, Collection[str]],
    now: Moment,
    known_since: Mapping[str, Moment] | None = None,
) -> Mapping[str, Punctuality]:
    """Punctuality of each feed over the seven days before now; pure.

    Due are the feed's fixed times or, without these, whole cycles in step with each unit's newest report. A time
    counts once its tolerance is over. A feed that was connected later counts from its first report, or from
    `known_since` where that is earlier; what its first reports tell of the time before is not judged.

    Args:
        reports: first times that units spoke, at least of the window.
        feeds: those to judge; in time is what is received no later than due + tolerance.
        units: units that are expected to report, by feed.
        now: picture time.
        known_since: when each feed is known to have been heard or in trouble.
    """
    heard: dict[str, dict[str, list[UnitReport]]] = defaultdict(lambda: defaultdict(list))
    for report in reports:
        heard[report.feed][report.unit].append(report)
    found = {}
    for feed in feeds:
        by_unit = heard.get(feed.name, {})
        first = [_heard(report, feed.tolerance_s) for said in by_unit.values() for report in said]
        first += [moment for name, moment in (known_since or {}).items() if name == feed.name]
        if first:
            start = max(now - WINDOW_S, min(first))
            found[feed.name] = _of_feed(feed, by_unit, units.get(feed.name, ()), start, now)
    return found


def by_agency(found: Mapping[str, Punctuality], feeds: Mapping[str, Feed]) -> Mapping[str, Punctuality]:
    """Punctuality of all reports of each agency, each report counting alike."""
    sums: dict[str, Punctuality] = defaultdict(Punctuality)
    for name, one in found.items():
        sums[feeds[name].agency] += one
    return dict(sums)


def _heard(report: UnitReport, tolerance_s: int) -> Moment:
    """From when a report shows that its feed was connected: its period, or its receipt where that came much later."""
    return report.valid_to if report.received <= report.valid_to + tolerance_s else report.received


def _of_feed(
    feed: Feed, by_unit: Mapping[str, Sequence[UnitReport]], units: Collection[str], start: Moment, now: Moment
) -> Punctuality:
    newest = max((r.valid_to for said in by_unit.values() for r in said), default=start)
    total = Punctuality()
    for unit in units:
        said = by_unit.get(unit, ())
        anchor = max((report.valid_to for report in said), default=newest)
        total += _of_unit(feed, said, set(_due_times(feed, anchor, start, now - feed.tolerance_s)), anchor)
    return total


def _of_unit(feed: Feed, said: Sequence[UnitReport], due: set[Moment], anchor: Moment) -> Punctuality:
    came: dict[Moment, bool] = {}
    for report in said:
        for time in due.intersection(_answered(feed, report.valid_to, anchor)):
            limit = max(time, report.valid_to) + feed.tolerance_s
            came[time] = came.get(time, False) or report.received <= limit
    return Punctuality(len(due), len(came), sum(came.values()))


def _due_times(feed: Feed, anchor: Moment, start: Moment, until: Moment) -> Iterator[Moment]:
    if _at_fixed_times(feed):
        return dues(feed.due, start, until)
    return iter(range(start + (anchor - start) % feed.cycle_s, until + 1, feed.cycle_s))


def _at_fixed_times(feed: Feed) -> bool:
    """Times of a day say nothing of the day on which a report is due that comes less often."""
    return bool(feed.due.at) and feed.cycle_s <= DAY


def _answered(feed: Feed, valid_to: Moment, anchor: Moment) -> Iterable[Moment]:
    """Due times that a period answers: the fixed one, or those in step with the anchor.

    It ends in the cycle before such a time or in the tolerance after it. Both may hold of one period: askings that
    wander round the seam between two cycles, as after a restart of the clock, leave out none.
    """
    if _at_fixed_times(feed):
        return (due_of(feed, valid_to),)
    first = valid_to - min(feed.tolerance_s, feed.cycle_s - 1)
    return range(first + (anchor - first) % feed.cycle_s, valid_to + feed.cycle_s, feed.cycle_s)


def _share(part: int, whole: int) -> float | None:
    return None if not whole else part * 100 // whole / 100
