"""`POST /api/manual/{feed}`: a duty officer enters values by hand."""

from functools import partial
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from dashboard.access.actor import STAFF, may_see
from dashboard.delivery.exchange import BodyTooLongError, Reply, Request, json_reply, refusal
from dashboard.delivery.worker import Worker
from dashboard.intake.entry import MANUAL_SOURCE, Entry, EntryError, Period, check, compose, may_enter
from dashboard.intake.gate import FullError
from data.domain.moment import Moment, iso
from data.feeds import feeds_of
from data.feeds.contract import Feed
from data.handover import HandOverError, Office, StillWaitingError, hand_in, office
from data.intake import Intake
from data.running import Running
from data.store import ModeMismatchError, SchemaError, StoreBusyError
from data.store.contract import Run

PREFIX: Final = "/api/manual/"
WAIT_S: Final = 10.0
TOLD: Final = ("accepted", "duplicates", "superseded", "conflicts")
_ENTRY: Final = TypeAdapter(Entry)


async def manual(worker: Worker, request: Request) -> Reply:
    """Check an entry and hand it in like a report; the picture's time is its time."""
    feed = feeds_of(worker.settings.running).get(request.path.removeprefix(PREFIX))
    refused = _refused(worker, request, feed)
    if refused is not None or feed is None:
        return refused or refusal(404, "unknown_feed")
    try:
        entry = _ENTRY.validate_json(await request.body(), strict=True)
    except (ValidationError, BodyTooLongError):
        return refusal(422, "bad_entry")
    try:
        async with worker.gate.place():
            reply = await worker.gate.do(partial(_hand_in, worker.settings.running, feed, entry))
    except FullError:
        reply = refusal(503, "store_busy")
    worker.counts.add("mezha_entries_total", f'status="{reply.status}"')
    return reply


def _refused(worker: Worker, request: Request, feed: Feed | None) -> Reply | None:
    actor = worker.actor(request)
    if not may_see(actor, STAFF):
        return refusal(403, "not_for_visitors")
    if feed is None:
        return refusal(404, "unknown_feed")
    if actor is None:
        return refusal(403, "no_role")
    return None if may_enter(feed, actor.agency) else refusal(403, "other_agency")


def _hand_in(run: Running, feed: Feed, entry: Entry) -> Reply:
    try:
        with office(run) as at:
            return _kept(at, feed, entry, check(feed, entry, at.reference, at.now))
    except EntryError as error:
        return json_reply(error.status, {"error": error.reason, **error.facts})
    except StillWaitingError:
        return json_reply(202, {"feed": feed.name, "waiting": True})
    except HandOverError:
        return refusal(503, "clock_refused")
    except StoreBusyError:
        return refusal(503, "store_busy")
    except (ModeMismatchError, SchemaError):
        return refusal(503, "no_store")


def _kept(at: Office, feed: Feed, entry: Entry, period: Period) -> Reply:
    report = compose(feed, entry, period, at.store, at.reference)
    run = Run(feed.name, at.now, at.now, "used", MANUAL_SOURCE)
    receipt: dict[str, Any] = hand_in(at, feed, Intake(run, report), wait_s=WAIT_S)
    issued: Moment = max(o.issued for o in report.observations)
    told = {name: receipt[name] for name in TOLD}
    return json_reply(
        200,
        {"feed": feed.name, "source": MANUAL_SOURCE, **told, "valid_to": iso(period.end), "issued": iso(issued)},
    )
