"""Handing over: a report that another process has read is kept by the one ingest writer, and what became of it is told.

While a clock runs it gets a reduced batch through the spool; while none runs, this process takes the writer's lock.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from data.domain.moment import Moment, iso
from data.domain.observation import Observation, Reject, Report
from data.domain.places import Reference
from data.domain.situation import RunningMode
from data.feeds import feeds_of
from data.feeds.contract import Feed
from data.intake import Intake, keep
from data.pickup import counters, receipt_path
from data.reference import reference_of
from data.running import MODES, Running
from data.store import WriterBusyError, is_locked, open_store, writer_lock
from data.store.contract import SeriesKey, Store, StoreReader
from data.transport.batch import Batch, write_batch
from data.transport.spool import WORK, Spool

WAIT_S: Final = 60.0
"""How long the running clock may take to keep a batch, unless said otherwise."""
LOOK_S: Final = 0.1
BRIEF_S: Final = 1.0
"""Whoever has held the writer's lock for longer is a clock."""
TURN_S: Final = 5.0
"""How long a turn is waited for, while others keep one report each."""
TRY_S: Final = 0.02
COUNTED: Final = ("accepted", "duplicates", "superseded", "conflicts", "personal_data_dropped")
SHOWN_REJECTS: Final = 20
"""Rejected rows that a summary names one by one; all are counted, and all stand in the quarantine."""
Summary = dict[str, Any]


class HandOverError(Exception):
    """The running clock did not keep what was handed over to it; says why."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class StillWaitingError(HandOverError):
    """The clock has not kept the batch yet: it waits in the spool under this name."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True)
class Office:
    """Where reports are handed in: one state folder, its store and its places."""

    run: Running
    reference: Reference
    store: Store
    now: Moment
    """Picture time of the call."""


def places_of(run: Running) -> Reference:
    """Reference data that count in the mode."""
    return reference_of(run)


def mode_of_running(run: Running) -> RunningMode:
    """Mode of the clock that runs on this state folder; else the environment's."""
    return next((m for m in MODES if is_locked(replace(run, mode=m))), run.mode)


@contextmanager
def office(run: Running, wall: Callable[[], float] = time.time) -> Iterator[Office]:
    """Open the store for a process that hands reports in."""
    store = open_store(run, write=True)
    try:
        yield Office(run, places_of(run), store, store.timebase().now(wall()))
    finally:
        store.close()


def hand_in(at: Office, feed: Feed, intake: Intake, *, backfill: bool = False, wait_s: float = WAIT_S) -> Summary:
    """Keep a report here while no clock runs; else hand it over, reduced, and wait for its counters.

    Raises:
        StillWaitingError: the clock has not kept it within `wait_s` wall seconds.
        HandOverError: the clock refused it.
    """
    deadline = time.monotonic() + TURN_S
    while True:
        try:
            with writer_lock(at.run):
                return counters(
                    keep(feed, intake, reference=at.reference, store=at.store, received=at.now, backfill=backfill)
                )
        except WriterBusyError as busy:
            if time.monotonic() > deadline or not _is_brief(busy):
                return _hand_over(at.run, feed, intake, backfill=backfill, wait_s=wait_s)
        time.sleep(random.uniform(0, 2 * TRY_S))  # noqa: S311 - no secret


def _is_brief(busy: WriterBusyError) -> bool:
    """Whether the lock may be held by a process that keeps one report, not by a clock, which holds it for days."""
    return busy.since is not None and abs(time.time() - busy.since) < BRIEF_S


def receipt_of(run: Running, name: str) -> Summary | None:
    """Counters of a batch that was handed over, once the clock has written them; they are taken away.

    Raises:
        HandOverError: the clock refused it.
    """
    path = receipt_path(run, name)
    try:
        receipt: Summary = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    path.unlink(missing_ok=True)
    if "error" in receipt:
        raise HandOverError(f"the clock refused the batch: {receipt['error']}", str(receipt["error"]))
    return receipt


def waits(run: Running, feed: str, name: str) -> bool:
    """Tell whether a batch that was handed over still waits for the clock."""
    return any((run.spool / feed / WORK).glob(f"*-{name}"))


def _hand_over(run: Running, feed: Feed, intake: Intake, *, backfill: bool, wait_s: float) -> Summary:
    batch = _batch(feed, intake, backfill=backfill)
    file = Spool(run.spool, feeds_of(run)).deliver(feed.name, f"{uuid.uuid4().hex}.batch.json", write_batch(batch))
    deadline = time.monotonic() + wait_s
    while (receipt := receipt_of(run, file.name)) is None:
        if time.monotonic() > deadline:
            waiting = f"the clock has not kept the batch within {wait_s:g} s; it waits in the spool"
            raise StillWaitingError(waiting, file.name)
        time.sleep(LOOK_S)
    return receipt


def _batch(feed: Feed, intake: Intake, *, backfill: bool) -> Batch:
    done = intake.run
    return Batch(
        feed=feed.name,
        source=done.source,
        started=done.started,
        ended=done.ended,
        outcome="failed" if intake.failed else "used",
        report=intake.report or Report(),
        reason=done.reason,
        detail=done.detail,
        digest=done.digest,
        backfill=backfill,
        stamp=done.stamp,
    )


def named(reject: Reject) -> Summary:
    """A reject as a summary names it."""
    return {"file": reject.source, "row": reject.row, "column": reject.column, "reason": reject.reason}


def span(seen: Iterable[Observation]) -> Summary:
    """First and last `valid_to` of what was read."""
    times = [o.valid_to for o in seen]
    return {"first": iso(min(times)) if times else None, "last": iso(max(times)) if times else None}


def latest_of(store: StoreReader, feed: Feed, seen: Iterable[Observation]) -> Mapping[str, Summary]:
    """Newest value of every series that was read, as the store now has it."""
    latest = store.latest(feed.name)
    keys = sorted({(o.place, o.metric) for o in seen})
    points = {f"{place}/{metric}": latest.get(SeriesKey(feed.name, place, metric)) for place, metric in keys}
    return {
        name: {
            "value": point.value,
            "unit": feed.metric(name.rpartition("/")[2]).unit,
            "valid_to": iso(point.valid_to),
            "issued": iso(point.issued),
        }
        for name, point in points.items()
        if point is not None
    }
