"""Files from the command line: parsed here, kept by the one ingest writer, summed up as JSON."""

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import orjson

from data.domain.moment import Moment, iso
from data.domain.observation import Observation, Reject, Report
from data.domain.places import Reference
from data.domain.situation import RunningMode
from data.feeds import all_feeds
from data.feeds.contract import Feed
from data.intake import Delivery, Intake, keep, read
from data.pickup import counters, receipt_path
from data.reference import load
from data.running import MODES, Running, running
from data.store import SqliteStore, WriterBusyError, is_locked, open_store, writer_lock
from data.store.contract import SeriesKey
from data.transport.batch import Batch, write_batch
from data.transport.spool import Spool
from data.transport.spool_names import safe_name

WAIT_S: Final = 60.0
"""How long the running clock may take to keep a batch."""
COUNTED: Final = ("accepted", "duplicates", "superseded", "conflicts", "personal_data_dropped")
SHOWN_REJECTS: Final = 20
"""Rejected rows that the summary names one by one; all are counted, and all stand in the quarantine."""
Summary = dict[str, Any]


class HandOverError(Exception):
    """The running clock did not keep what was handed over to it; says why."""


def ingest(feed: str, files: Sequence[Path], *, mode: str | None, backfill: bool) -> tuple[int, Summary]:
    """Read files through a feed into the store; (0, summary), or (2, summary with `error`) for what is not that feed.

    A file that is no report of the feed stops nothing: the others are kept, and `failed` names it.
    """
    known = all_feeds()
    if feed not in known:
        return 2, {"feed": feed, "error": f"unknown feed; known are {', '.join(sorted(known))}"}
    run = running(mode=mode or mode_of_running(running()))
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        return 2, {"feed": feed, "error": f"no such file: {', '.join(missing)}"}
    with closing(open_store(run.state, run.mode, write=True)) as store:
        try:
            return _ingest_all(run, known[feed], files, store, backfill=backfill)
        except HandOverError as error:
            return 2, {"feed": feed, "mode": run.mode, "error": str(error)}


def places_of(run: Running) -> Reference:
    """Reference data that count in the mode."""
    return load(run.deployment).for_mode(exercise=run.mode == "exercise")


def mode_of_running(run: Running) -> RunningMode:
    """Mode of the clock that runs on this state folder; else the environment's."""
    return next((m for m in MODES if is_locked(run.state / m)), run.mode)


def _ingest_all(
    run: Running, feed: Feed, files: Sequence[Path], store: SqliteStore, *, backfill: bool
) -> tuple[int, Summary]:
    now = store.timebase().now(time.time())
    reference, seen = places_of(run), list[Observation]()
    failed: dict[str, str] = {}
    rejects: list[Reject] = []
    totals, rejected = Counter[str](), Counter[str]()
    for file in files:
        delivery = Delivery(
            safe_name(file.name, hide_persons=feed.sensitivity == "personal"),
            file.read_bytes(),
            min(now, store.timebase().now(file.stat().st_mtime)),
        )
        intake = read(feed, delivery, reference=reference, store=store, now=now, exercise=run.mode == "exercise")
        receipt = _keep(run, feed, intake, store, now, backfill=backfill)
        if intake.report is None:
            failed[file.name] = ": ".join(filter(None, (intake.run.reason, intake.run.detail)))
        else:
            seen.extend(intake.report.observations)
            rejects.extend(intake.report.rejects)
        totals.update({name: receipt[name] for name in COUNTED})
        rejected.update(receipt["rejected"])
    summary: Summary = {
        "feed": feed.name,
        "mode": run.mode,
        **{name: totals[name] for name in COUNTED},
        "rejected": dict(rejected),
        "rejects": [_named(reject) for reject in rejects[:SHOWN_REJECTS]],
        "first": iso(min(o.valid_to for o in seen)) if seen else None,
        "last": iso(max(o.valid_to for o in seen)) if seen else None,
        "latest": _latest(store, feed, seen),
    }
    if failed:
        return 2, {**summary, "error": f"not a report of {feed.name}", "failed": failed}
    return 0, summary


def _keep(run: Running, feed: Feed, intake: Intake, store: SqliteStore, now: Moment, *, backfill: bool) -> Summary:
    """Keep it here while no clock runs; else hand it over, reduced, and wait for the receipt."""
    try:
        with writer_lock(run.folder):
            return counters(keep(feed, intake, reference=places_of(run), store=store, received=now, backfill=backfill))
    except WriterBusyError:
        return _hand_over(run, feed, intake, backfill=backfill)


def _hand_over(run: Running, feed: Feed, intake: Intake, *, backfill: bool) -> Summary:
    done = intake.run
    report = intake.report
    batch = Batch(
        feed=feed.name,
        source=done.source,
        started=done.started,
        ended=done.ended,
        outcome="failed" if intake.failed else "used",
        report=report or Report(),
        reason=done.reason,
        detail=done.detail,
        digest=done.digest,
        backfill=backfill,
        stamp=done.stamp,
    )
    file = Spool(run.spool).deliver(feed.name, f"{uuid.uuid4().hex}.batch.json", write_batch(batch))
    return _receipt(receipt_path(run, file.name))


def _receipt(path: Path) -> Summary:
    deadline = time.monotonic() + WAIT_S
    while not path.is_file():
        if time.monotonic() > deadline:
            raise HandOverError(f"the clock has not kept the batch within {WAIT_S:g} s; it waits in the spool")
        time.sleep(0.1)
    receipt: Summary = orjson.loads(path.read_bytes())
    path.unlink()
    if "error" in receipt:
        raise HandOverError(f"the clock refused the batch: {receipt['error']}")
    return receipt


def _named(reject: Reject) -> Summary:
    return {"file": reject.source, "row": reject.row, "column": reject.column, "reason": reject.reason}


def _latest(store: SqliteStore, feed: Feed, seen: Iterable[Observation]) -> Mapping[str, Summary]:
    """Newest value of every series of the files, as the store now has it."""
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
