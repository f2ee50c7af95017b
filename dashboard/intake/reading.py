"""One pushed report from its bytes to its answer: blocking work for a thread. The body is let go, never written."""

import logging
from dataclasses import dataclass
from typing import Any, Final

from dashboard.intake.receipts import BusyError, Kept, Receipts, digest_of
from data.domain.observation import Reject, Report
from data.feeds.contract import Feed
from data.handover import (
    COUNTED,
    HandOverError,
    Office,
    StillWaitingError,
    hand_in,
    latest_of,
    named,
    office,
    receipt_of,
    span,
    waits,
)
from data.intake import NOTHING_USABLE, Delivery, Intake, place_of_fault, read
from data.running import Running
from data.store import ModeMismatchError, SchemaError, StoreBusyError

LOG: Final = logging.getLogger("mezha.push")
SOURCE: Final = "push"
"""`Run.source` of pushed reports."""
LISTED: Final = 100
"""Rejected rows that an answer lists; all are counted, and all stand in the quarantine."""
WAIT_S: Final = 10.0
"""How long the clock may take before the answer is 202, wall seconds."""
Answer = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Push:
    """A pushed report whose sender is known."""

    feed: Feed
    agency: str
    body: bytes
    key: str = ""
    """Idempotency key; empty: none."""


def answer_push(run: Running, push: Push, wait_s: float = WAIT_S) -> Answer:
    """Status and answer of a push; equal ones under one key wait for each other. Never raises for a report."""
    try:
        if not push.key:
            return _safely(run, push, wait_s)[:2]
        receipts = Receipts(run.receipts, push.agency)
        with receipts.turn(push.key):
            return _once(run, push, receipts, wait_s)
    except BusyError:
        return 503, {"error": "busy"}


def _once(run: Running, push: Push, receipts: Receipts, wait_s: float) -> Answer:
    digest, kept = digest_of(push.feed.name, push.body), receipts.find(push.key)
    if kept is not None and kept.digest != digest:
        return 409, {"error": "key_reused"}
    if kept is not None and kept.status != 202:
        return kept.status, kept.answer
    came = None if kept is None else _come_since(run, push, kept)
    status, answer, batch = came or _safely(run, push, wait_s)
    if status < 500:
        receipts.keep(push.key, Kept(digest, status, answer, batch))
    return status, answer


def _come_since(run: Running, push: Push, kept: Kept) -> tuple[int, dict[str, Any], str] | None:
    """Whether the clock has answered since an answer of 202; None: its answer was swept away, so read again."""
    try:
        receipt = receipt_of(run, kept.batch)
    except HandOverError as refused:
        return 503, {"error": "clock_refused", "reason": refused.reason}, ""
    if receipt is None:
        return (202, kept.answer, kept.batch) if waits(run, push.feed.name, kept.batch) else None
    summary = {name: receipt[name] for name in (*COUNTED, "rejected")}
    return 200, {"feed": push.feed.name, "mode": run.mode, **summary}, ""


def _safely(run: Running, push: Push, wait_s: float) -> tuple[int, dict[str, Any], str]:
    try:
        with office(run) as at:
            return _read(at, push, wait_s)
    except StoreBusyError:
        return 503, {"error": "store_busy"}, ""
    except (ModeMismatchError, SchemaError):
        return 503, {"error": "no_store"}, ""
    except Exception as fault:  # noqa: BLE001 - a trace may quote the report
        LOG.error("%s: our fault, %s", push.feed.name, place_of_fault(fault))  # noqa: TRY400 - the same
        return 500, {"error": "our_fault"}, ""


def _read(at: Office, push: Push, wait_s: float) -> tuple[int, dict[str, Any], str]:
    exercise = at.run.mode == "exercise"
    delivery = Delivery(SOURCE, push.body, at.now)
    intake = read(push.feed, delivery, reference=at.reference, store=at.store, now=at.now, exercise=exercise)
    try:
        receipt = hand_in(at, push.feed, intake, wait_s=wait_s)
    except StillWaitingError as waiting:
        return 202, {"feed": push.feed.name, "mode": at.run.mode, "waiting": True, **_told(intake)}, waiting.name
    except HandOverError as refused:
        return 503, {"error": "clock_refused", "reason": refused.reason}, ""
    if intake.report is None:
        return 422, {"error": "not_this_feed", "reason": intake.run.reason, "detail": intake.run.detail}, ""
    if intake.failed:
        return 422, {"error": NOTHING_USABLE, "rejected": receipt["rejected"], **_told(intake)}, ""
    return 200, {**_summary(at, push.feed, intake.report, receipt), **_told(intake)}, ""


def _summary(at: Office, feed: Feed, report: Report, receipt: dict[str, Any]) -> dict[str, Any]:
    return {
        "feed": feed.name,
        "mode": at.run.mode,
        **{name: receipt[name] for name in (*COUNTED, "rejected")},
        **span(report.observations),
        "latest": latest_of(at.store, feed, report.observations),
    }


def _told(intake: Intake) -> dict[str, Any]:
    rejects: tuple[Reject, ...] = () if intake.report is None else intake.report.rejects
    return {"rejects": [named(reject) for reject in rejects[:LISTED]]}
