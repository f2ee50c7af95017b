"""State of a feed and of each of its reporting units, read from times and never stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from data.domain.moment import CLOCK_SLACK_S, Moment
from data.domain.places import Reference
from data.domain.situation import FeedStanding, FeedState, FeedUnitStanding, Notice, RunStanding
from data.feeds.contract import Feed
from data.feeds.due import next_due
from data.indicators.contract import STALE_CYCLES
from data.store.contract import FeedRecord, Run, UnitRecord

NOTHING: Final = FeedRecord(
    units={}, last_run=None, failing_since=None, failure=None, rejected_24h=0, dropped_24h=0
)  # fmt: skip
UNHEARD: Final = UnitRecord(newest=None, confirmed=None)


def unit_state(
    newest: Moment | None, now: Moment, cycle_s: int, tolerance_s: int, due: Moment | None = None
) -> FeedState:
    """`current`, `late` past due + tolerance, `stale` past three cycles or when nothing was ever received.

    `due`: when the next report is; None: a cycle after the newest.
    """
    if newest is None or now - newest > STALE_CYCLES * cycle_s:
        return "stale"
    return "late" if now > (newest + cycle_s if due is None else due) + tolerance_s else "current"


def feed_standing(
    feed: Feed, record: FeedRecord | None, now: Moment, reference: Reference, *, configured: bool
) -> FeedStanding:
    """Standing of one feed; `record` None: it was never tried. Source of the states: docs/levels.md."""
    known = record or NOTHING
    units = _units(feed, known, now, reference)
    newest = max((u.newest for u in units if u.newest is not None), default=None)
    state, reason = _state(known, units) if configured else ("not_configured", None)
    if state in {"error", "not_configured"}:
        units = tuple(_without_good_value(unit, state) for unit in units)
    return FeedStanding(
        name=feed.name,
        agency=feed.agency,
        state=state,
        newest=newest,
        next_due=next_due(feed, newest, now) if configured else None,
        since=_since(feed, known, units, state),
        reason=reason,
        units=units,
        cycle_s=feed.cycle_s,
        format=feed.format,
        rejected=known.rejected_24h,
        personal_data_dropped=known.dropped_24h,
        accepted=known.accepted_24h,
        rejected_by=known.rejected_by,
        last_run=_last_run(known.last_run),
    )


def feed_standings(
    feeds: Mapping[str, Feed],
    records: Mapping[str, FeedRecord],
    now: Moment,
    reference: Reference,
    configured: frozenset[str],
) -> tuple[FeedStanding, ...]:
    """Standing of every feed, by name."""
    return tuple(
        feed_standing(feed, records.get(name), now, reference, configured=name in configured)
        for name, feed in sorted(feeds.items())
    )


@dataclass(frozen=True, slots=True)
class Hearing:
    """What indicators need of the standings: `Inputs.fresh` and `Inputs.heard`."""

    fresh: Mapping[tuple[str, str], FeedState]
    heard: Mapping[tuple[str, str], Moment]


def hearing(standings: Iterable[FeedStanding]) -> Hearing:
    """States and times of every unit by (feed, unit)."""
    pairs = [(feed.name, unit) for feed in standings for unit in feed.units]
    return Hearing(
        fresh={(name, unit.unit): unit.state for name, unit in pairs},
        heard={(name, unit.unit): unit.newest for name, unit in pairs if unit.newest is not None},
    )


def _units(feed: Feed, record: FeedRecord, now: Moment, reference: Reference) -> tuple[FeedUnitStanding, ...]:
    """Expected units, then others while they are heard."""
    expected = feed.units(reference)
    units = [_unit(feed, name, record.units.get(name, UNHEARD), now) for name in expected]
    others = [_unit(feed, name, record.units[name], now) for name in sorted(set(record.units) - set(expected))]
    return (*units, *(unit for unit in others if unit.state != "stale"))


def _unit(feed: Feed, name: str, record: UnitRecord, now: Moment) -> FeedUnitStanding:
    newest = heard_at(feed, record, now)
    due = next_due(feed, newest, now)
    state = unit_state(newest, now, feed.cycle_s, feed.tolerance_s, due)
    return FeedUnitStanding(name, "manual" if record.by_hand and state != "stale" else state, newest)


def heard_at(feed: Feed, record: UnitRecord, now: Moment) -> Moment | None:
    """Time from which the age of a unit counts: a report of the present is renewed by an unchanged answer.

    Times written down while the clock was ahead are none.
    """
    times = (record.newest, record.confirmed if feed.speaks == "present" else None)
    return max((t for t in times if t is not None and t <= now + CLOCK_SLACK_S), default=None)


def _without_good_value(unit: FeedUnitStanding, state: FeedState) -> FeedUnitStanding:
    """In a feed without source, and for a unit of a failing feed that was never heard, the feed's state counts."""
    if state == "not_configured" or unit.newest is None:
        return FeedUnitStanding(unit.unit, state, unit.newest)
    return unit


def _state(record: FeedRecord, units: tuple[FeedUnitStanding, ...]) -> tuple[FeedState, Notice | None]:
    run = record.last_run
    if run is not None and run.outcome == "failed":
        return "error", Notice(f"reason_{run.reason}", {"detail": run.detail, "source": run.source})
    states = [unit.state for unit in units]
    stale = states.count("stale")
    if stale == len(states):
        return "stale", None
    if stale:
        return "partial", Notice("reason_partial_units", {"n": len(states) - stale, "of": len(states)})
    return next((state for state in ("manual", "late") if state in states), "current"), None


def _since(feed: Feed, record: FeedRecord, units: tuple[FeedUnitStanding, ...], state: FeedState) -> Moment | None:
    """Since the first unit of those in trouble became late; for an error no later than the first failure.

    Where a feed has several addresses, a good answer of one must not make the failure of another look new.
    """
    if state in {"current", "manual", "not_configured"}:
        return None
    troubled = [u.newest for u in units if u.state in {"late", "stale"} and u.newest is not None]
    dues = [next_due(feed, newest, newest) for newest in troubled]
    begins = [due + feed.tolerance_s for due in dues if due is not None]
    if state == "error" and record.last_run is not None:
        begins.append(record.last_run.ended if record.failing_since is None else record.failing_since)
    return min(begins, default=None)


def _last_run(run: Run | None) -> RunStanding | None:
    return None if run is None else RunStanding(run.ended, run.outcome, run.source, run.reason)
