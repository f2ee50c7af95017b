"""What lies in the spool: read, kept, put away. A kill at any moment loses nothing and doubles nothing."""

import logging
from pathlib import Path
from typing import Any, Final

import orjson

from data.desk import Desk
from data.feeds.contract import Feed
from data.intake import OUR_FAULT, Delivery, Intake, keep, place_of_fault, read
from data.running import Running
from data.store.contract import Receipt, Run, StoreBusyError
from data.transport.batch import Batch, read_batch
from data.transport.contract import TransportError
from data.transport.spool import SpoolFile
from data.transport.tries import end_try

LOG: Final = logging.getLogger("mezha.pickup")


def pick_up(desk: Desk, feed: Feed) -> int:
    """Take the files that wait for a feed; returns how many. The first is kept before the next is read.

    A clock that stops leaves the others where the next one finds them.

    Raises:
        StoreBusyError: the store keeps nothing now; all files wait.
        OSError: a file could not be put away; it is found again, and those behind it were taken.
    """
    source = desk.sources.get(feed.name)
    left = desk.spool.unreadable(feed.name)
    files = desk.spool.pending(feed.name, signed=source is not None and source.signers is not None)
    _tell_unreadable(feed.name, left, desk.spool.unreadable(feed.name))
    faults = list[OSError]()
    for number, file in enumerate(files):
        if desk.stopping.is_set():
            return number
        try:
            _take(desk, feed, file)
        except OSError as fault:
            faults.append(fault)
        desk.changed.set()
    if faults:
        raise faults[0]
    return len(files)


def _tell_unreadable(feed: str, before: int, now: int) -> None:
    """Say once that files lie in the spool which are not ours to move, and once that they are gone."""
    if now > before:
        LOG.warning("%s: %d file(s) in the spool cannot be taken: their owner must change", feed, now)
    elif before and not now:
        LOG.info("%s: all files in the spool can be taken again", feed)


def receipt_path(run: Running, name: str) -> Path:
    """Where the receipt of a handed-over batch is put."""
    return run.receipts / f"{name}.json"


def counters(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON."""
    return {
        "accepted": receipt.accepted,
        "duplicates": receipt.duplicates,
        "superseded": receipt.superseded,
        "conflicts": receipt.conflicts,
        "rejected": dict(receipt.rejected),
        "personal_data_dropped": receipt.personal_data_dropped,
    }


def _take(desk: Desk, feed: Feed, file: SpoolFile) -> None:
    """Read and keep one file, then put it away; until then it stays where a restarted clock finds it."""
    try:
        intake, backfill = _intake(desk, feed, file)
        receipt = keep(feed, intake, reference=desk.reference, store=desk.store, received=desk.now(), backfill=backfill)
    except TransportError as error:
        _refuse(desk, feed, file, error.reason, error.detail)
        return
    except StoreBusyError:
        end_try(file.path)  # the store is busy, full or lost: the file waits for the next look
        raise
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one file must not hold back those behind it
        LOG.error("%s: our fault, %s", feed.name, place_of_fault(fault))  # noqa: TRY400 - a trace may quote the report
        _refuse(desk, feed, file, OUR_FAULT, "")
        return
    if file.is_batch:
        _hand_back(desk, file, counters(receipt))
    if intake.report is not None and intake.report.personal_data_dropped:
        desk.spool.discard(file)
    elif intake.failed:
        desk.spool.rejected(file, intake.run.reason)
    else:
        desk.spool.done(file)
    if intake.failed:
        LOG.warning("%s: %s is not used, %s", feed.name, file.name, intake.run.reason)


def _refuse(desk: Desk, feed: Feed, file: SpoolFile, reason: str, detail: str) -> None:
    """Say that a file is not used, and set it aside."""
    now = desk.now()
    desk.store.record_run(Run(feed.name, now, now, "failed", file.name, reason, detail))
    if file.is_batch:
        _hand_back(desk, file, {"error": reason})
    desk.spool.rejected(file, reason)
    LOG.warning("%s: %s is not used, %s", feed.name, file.name, reason)


def _intake(desk: Desk, feed: Feed, file: SpoolFile) -> tuple[Intake, bool]:
    source = desk.sources.get(feed.name)
    body = file.read_signed(None if source is None else source.signers)
    if file.is_batch:
        return _of_batch(read_batch(body, feed, desk.reference))
    now = desk.now()
    asked = min(now, desk.timebase.now(file.path.stat().st_mtime))
    delivery = Delivery(file.name, body, asked)
    intake = read(feed, delivery, reference=desk.reference, store=desk.store, now=now, exercise=desk.exercise)
    return intake, False


def _of_batch(batch: Batch) -> tuple[Intake, bool]:
    """A batch was parsed by the process that handed it over; here it is only kept."""
    run = Run(
        feed=batch.feed,
        started=batch.started,
        ended=batch.ended,
        outcome=batch.outcome,
        source=batch.source,
        reason=batch.reason,
        detail=batch.detail,
        digest=batch.digest,
        stamp=batch.stamp,
    )
    return Intake(run, batch.report if batch.outcome == "used" or batch.report.rejects else None), batch.backfill


def _hand_back(desk: Desk, file: SpoolFile, receipt: dict[str, Any]) -> None:
    path = receipt_path(desk.run, file.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(orjson.dumps(receipt))
    part.replace(path)
