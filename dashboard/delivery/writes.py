"""What people may do from a page: take a role, and answer a proposed level."""

import asyncio
import re
from contextlib import closing
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from pydantic import TypeAdapter, ValidationError

from dashboard.access.actor import ROLES, STAFF, Actor, cookie_for, may_see
from dashboard.delivery.exchange import BodyTooLongError, Reply, Request, json_reply, refusal
from dashboard.delivery.worker import Worker
from data.domain.moment import iso
from data.domain.names import STRICT
from data.domain.warning import Answer
from data.feeds.personal import looks_personal
from data.store import open_store
from data.store.bell import belfry

NOTE_LENGTH: Final = 200
_ROLE: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Decision:
    """Body of `POST /api/decisions`."""

    __pydantic_config__: ClassVar = STRICT

    place: str
    level: Literal[0, 1, 2, 3]
    agrees: bool
    role: str = ""
    agency: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Body of `POST /api/actor`."""

    __pydantic_config__: ClassVar = STRICT

    role: str | None


_DECISION: Final = TypeAdapter(Decision)
_CHOICE: Final = TypeAdapter(Choice)


async def read_actor(worker: Worker, request: Request) -> Reply:
    """`GET /api/actor`: the role chosen in this browser; asking keeps the scripted actors out of it."""
    actor = worker.actor(request)
    if actor is not None:
        await asyncio.to_thread(worker.holding.hold, actor.role)
    return json_reply(200, _told(actor))


async def choose_actor(worker: Worker, request: Request) -> Reply:
    """`POST /api/actor` with `{"role": id | null}`: take a role, or none."""
    try:
        choice = _CHOICE.validate_json(await request.body())
    except (ValidationError, BodyTooLongError):
        return refusal(422, "bad_choice")
    if choice.role is not None and choice.role not in ROLES:
        return refusal(422, "unknown_role")
    before = worker.actor(request)
    if not may_see(before, STAFF):
        return refusal(403, "not_for_visitors")
    if before is not None and before.role != choice.role:
        await asyncio.to_thread(worker.holding.release, before.role)
    if choice.role is not None:
        await asyncio.to_thread(worker.holding.hold, choice.role)
    cookie = (b"set-cookie", cookie_for(choice.role).encode())
    return json_reply(200, _told(ROLES.get(choice.role or "")), cookie)


async def decide(worker: Worker, request: Request) -> Reply:
    """`POST /api/decisions`: keep one agency's answer to a proposed level; the clock draws the conclusions.

    A scripted actor of an exercise (`X-Actor: scripted`) stands back, 409, where a person holds the role. Before the
    clock's bell rang there is no picture to decide on, and no time to write down: 503.
    """
    try:
        decision = _DECISION.validate_json(await request.body(), strict=True)
    except (ValidationError, BodyTooLongError):
        return _counted(worker, refusal(422, "bad_decision"))
    fault = _fault(worker, decision)
    actor = refusal(422, fault) if fault else await _author(worker, request, decision)
    at = worker.now()
    if isinstance(actor, Reply) or at is None:
        return _counted(worker, actor if isinstance(actor, Reply) else refusal(503, "clock_silent"))
    answer = Answer(decision.place, decision.level, actor.role, actor.agency, decision.agrees, at, decision.note)
    await asyncio.to_thread(_record, worker, answer)
    return _counted(worker, json_reply(202, {"recorded": True, "at": iso(at)}))


def _fault(worker: Worker, decision: Decision) -> str:
    """What is wrong with a decision, whoever took it; the note is kept for good, so it names nobody."""
    if decision.place not in worker.surface.reference.section:
        return "unknown_section"
    if len(decision.note) > NOTE_LENGTH:
        return "note_too_long"
    return "note_personal" if looks_personal(decision.note) else ""


async def _author(worker: Worker, request: Request, decision: Decision) -> Actor | Reply:
    """Who decides, or why nobody may: the chosen role where there is one, else the one that is named."""
    chosen = worker.actor(request)
    if not may_see(chosen, STAFF):
        return refusal(403, "not_for_visitors")
    if request.header(b"x-actor") == "scripted":
        return await _scripted(worker, decision)
    if chosen is None:
        return _named(worker, decision)
    if not chosen.agency:
        return refusal(403, "no_role")
    if (decision.role or chosen.role, decision.agency or chosen.agency) != (chosen.role, chosen.agency):
        return refusal(403, "other_role")
    await asyncio.to_thread(worker.holding.hold, chosen.role)
    return chosen


async def _scripted(worker: Worker, decision: Decision) -> Actor | Reply:
    """A scenario's own actor: it may have a role that is not in the list, and has none that a person holds."""
    if worker.settings.running.mode != "exercise":
        return refusal(403, "scripted_outside_exercise")
    actor = _named(worker, decision, scripted=True)
    if isinstance(actor, Actor) and await asyncio.to_thread(worker.holding.is_held, actor.role):
        return refusal(409, "role_taken")
    return actor


def _named(worker: Worker, decision: Decision, *, scripted: bool = False) -> Actor | Reply:
    """The role that a decision names, of an agency that is known; a role of the list speaks for its own alone."""
    if not decision.role:
        return refusal(403, "no_role")
    if not _ROLE.fullmatch(decision.role):
        return refusal(422, "bad_role")
    listed = ROLES.get(decision.role)
    if listed is None and not scripted:
        return refusal(422, "unknown_role")
    if decision.agency not in worker.surface.reference.agency:
        return refusal(422, "unknown_agency")
    if listed is not None and listed.agency != decision.agency:
        return refusal(422, "other_agency")
    return Actor(decision.role, decision.agency)


def _record(worker: Worker, answer: Answer) -> None:
    running = worker.settings.running
    with closing(open_store(running, write=True)) as store, closing(belfry(running)) as bell:
        store.record_answer(answer)
        bell.knock()


def _told(actor: Actor | None) -> dict[str, str | None]:
    return {"role": actor.role if actor else None, "agency": actor.agency if actor else None}


def _counted(worker: Worker, reply: Reply) -> Reply:
    worker.counts.add("mezha_decisions_total", f'status="{reply.status}"')
    return reply
