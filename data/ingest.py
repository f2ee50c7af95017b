"""Files from the command line: parsed here, kept by the one ingest writer, summed up as JSON."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import orjson

from data.domain.observation import Observation, Reject
from data.feeds import SpecError, all_feeds, feeds_of, read_spec
from data.feeds.contract import Feed
from data.handover import (
    COUNTED,
    SHOWN_REJECTS,
    HandOverError,
    Office,
    Summary,
    hand_in,
    latest_of,
    mode_of_running,
    named,
    office,
    places_of,
    span,
)
from data.intake import Delivery, read
from data.reference import reference_of
from data.running import Running, running
from data.store import is_locked
from data.transport.spool_names import safe_name

__all__ = ["HandOverError", "ingest", "mode_of_running", "places_of"]


def ingest(feed: str, files: Sequence[Path], *, mode: str | None, backfill: bool) -> tuple[int, Summary]:
    """Read files through a feed into the store; (0, summary), or (2, summary with `error`) for what is not that feed.

    A file that is no report of the feed stops nothing: the others are kept, and `failed` names it.
    """
    run = running(mode=mode or mode_of_running(running()))
    known = feeds_of(run)
    if feed not in known:
        return 2, {"feed": feed, "error": f"unknown feed; known are {', '.join(sorted(known))}"}
    return _ingest_files(run, known[feed], files, backfill=backfill)


def ingest_table(spec: Path, files: Sequence[Path], *, mode: str | None, backfill: bool) -> tuple[int, Summary]:
    """The same through the table feed of a spec, which need not be installed while no clock runs."""
    run = running(mode=mode or mode_of_running(running()))
    name = spec.stem
    try:
        feed = read_spec(spec, reference_of(run))
    except SpecError as error:
        return 2, {"feed": name, "error": f"not a table spec: {spec}", "faults": [str(fault) for fault in error.faults]}
    if name in all_feeds():
        return 2, {"feed": name, "error": f"{name} is a feed of the product: give the spec another file name"}
    if is_locked(run) and name not in feeds_of(run):
        return 2, {"feed": name, "mode": run.mode, "error": _unknown_to_clock(run, name)}
    return _ingest_files(run, feed, files, backfill=backfill)


def _ingest_files(run: Running, feed: Feed, files: Sequence[Path], *, backfill: bool) -> tuple[int, Summary]:
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        return 2, {"feed": feed.name, "error": f"no such file: {', '.join(missing)}"}
    with office(run) as at:
        if is_locked(run) and feed.name not in _heard_by_clock(at):
            return 2, {"feed": feed.name, "mode": run.mode, "error": _unknown_to_clock(run, feed.name)}
        try:
            return _ingest_all(at, feed, files, backfill=backfill)
        except HandOverError as error:
            return 2, {"feed": feed.name, "mode": run.mode, "error": str(error)}


def _heard_by_clock(at: Office) -> frozenset[str]:
    """Feeds of the newest picture; before the first one all that this process knows.

    A clock reads the specs when it starts: a batch of a spec that is newer would wait for its next start.
    """
    newest = at.store.newest_situation()
    return (
        frozenset(feeds_of(at.run))
        if newest is None
        else frozenset(f["name"] for f in orjson.loads(newest[1])["feeds"])
    )


def _unknown_to_clock(run: Running, name: str) -> str:
    return f"the running clock does not know {name}: it reads {run.tables} when it starts; start it again"


def _ingest_all(at: Office, feed: Feed, files: Sequence[Path], *, backfill: bool) -> tuple[int, Summary]:
    seen = list[Observation]()
    failed: dict[str, str] = {}
    rejects: list[Reject] = []
    totals, rejected = Counter[str](), Counter[str]()
    for file in files:
        delivery = Delivery(
            safe_name(file.name, hide_persons=feed.sensitivity == "personal"),
            file.read_bytes(),
            min(at.now, at.store.timebase().now(file.stat().st_mtime)),
        )
        intake = read(
            feed, delivery, reference=at.reference, store=at.store, now=at.now, exercise=at.run.mode == "exercise"
        )
        receipt = hand_in(at, feed, intake, backfill=backfill)
        if intake.report is None:
            failed[file.name] = ": ".join(filter(None, (intake.run.reason, intake.run.detail)))
        else:
            seen.extend(intake.report.observations)
            rejects.extend(intake.report.rejects)
        totals.update({name: receipt[name] for name in COUNTED})
        rejected.update(receipt["rejected"])
    summary: Summary = {
        "feed": feed.name,
        "mode": at.run.mode,
        **{name: totals[name] for name in COUNTED},
        "rejected": dict(rejected),
        "rejects": [named(reject) for reject in rejects[:SHOWN_REJECTS]],
        **span(seen),
        "latest": latest_of(at.store, feed, seen),
    }
    if failed:
        return 2, {**summary, "error": f"not a report of {feed.name}", "failed": failed}
    return 0, summary
