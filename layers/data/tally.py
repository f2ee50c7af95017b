"""What the head of the data page counts: states, agencies whose data are missing, targets, rows of 24 hours."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.domain.moment import DAY, Moment
from data.domain.situation import FeedStanding, FeedState, Outage
from data.warning.punctuality import COMPLETENESS_TARGET, TIMELINESS_TARGET

STATES: Final[tuple[FeedState, ...]] = ("error", "stale", "partial", "late", "manual", "current", "not_configured")
"""The worst first."""
MISSING: Final = frozenset({"error", "stale", "partial"})
"""States in which data are missing; one that is late is only awaited."""


@dataclass(frozen=True, slots=True)
class Silence:
    """An agency some of whose data are missing, since when (None: nobody knows), and in how many feeds."""

    agency: str
    since: Moment | None
    feeds: int


@dataclass(frozen=True, slots=True)
class Target:
    """Agencies below a target, of those that have a figure."""

    below: tuple[str, ...]
    rated: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that the head shows."""

    states: Mapping[FeedState, int]
    silent: tuple[Silence, ...]
    """Longest first."""
    troubled: int
    """Feeds of which data are missing now."""
    troubled_before: int | None
    """The same a day ago; None while there is no log to tell it."""
    completeness: Target
    timeliness: Target
    accepted: int
    rejected: int
    dropped: int


def tally(feeds: Sequence[FeedStanding], now: Moment) -> Tally:
    """Count the feeds of a situation at `now`."""
    counts = Counter(feed.state for feed in feeds)
    return Tally(
        states={state: counts[state] for state in STATES if counts[state]},
        silent=_silences(feeds),
        troubled=sum(feed.state in MISSING for feed in feeds),
        troubled_before=_a_day_ago(feeds, now),
        completeness=_target(feeds, "completeness", COMPLETENESS_TARGET),
        timeliness=_target(feeds, "timeliness", TIMELINESS_TARGET),
        accepted=sum(feed.accepted for feed in feeds),
        rejected=sum(feed.rejected for feed in feeds),
        dropped=sum(feed.personal_data_dropped for feed in feeds),
    )


def known_outages(feed: FeedStanding) -> tuple[Outage, ...]:
    """The log of outages; an outage that lasts and is not logged yet is read from the feed's standing.

    It begins where the last one of the log ended at the earliest: an entry by hand may lie between two failures.
    """
    logged = any(outage.end is None for outage in feed.outages)
    if logged or feed.state not in MISSING or feed.since is None:
        return feed.outages
    reason = feed.reason.key.removeprefix("reason_") if feed.reason is not None else ""
    start = max((feed.since, *(outage.end for outage in feed.outages if outage.end is not None)))
    return (Outage(feed.state, start, None, reason), *feed.outages)


def _silences(feeds: Sequence[FeedStanding]) -> tuple[Silence, ...]:
    found: dict[str, list[FeedStanding]] = {}
    for feed in feeds:
        if feed.state in MISSING:
            found.setdefault(feed.agency, []).append(feed)
    silences = [
        Silence(agency, min((f.since for f in own if f.since is not None), default=None), len(own))
        for agency, own in found.items()
    ]
    return tuple(sorted(silences, key=lambda silence: (silence.since or 0, silence.agency)))


def _a_day_ago(feeds: Sequence[FeedStanding], now: Moment) -> int | None:
    """From the log of outages; where it does not even hold the present ones there is no log yet."""
    if any(feed.state in MISSING and all(o.end is not None for o in feed.outages) for feed in feeds):
        return None
    then = now - DAY
    return sum(any(o.start <= then < (o.end or now) for o in feed.outages) for feed in feeds)


def _target(feeds: Sequence[FeedStanding], figure: str, target: float) -> Target:
    """An agency is below as soon as one of its feeds is: an average would hide it."""
    worst: dict[str, float] = {}
    for feed in feeds:
        share: float | None = getattr(feed, figure)
        if share is not None:
            worst[feed.agency] = min(share, worst.get(feed.agency, 1.0))
    below = sorted((share, agency) for agency, share in worst.items() if share < target)
    return Target(tuple(agency for _, agency in below), len(worst))
