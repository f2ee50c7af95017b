"""What people may do from a page: take a role, and answer a proposed level."""

import asyncio
import re
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from pydantic import TypeAdapter, ValidationError

from dashboard.access.actor import ROLES, Actor, actor_of, cookie_for
from dashboard.delivery.desk import Desk
from dashboard.delivery.exchange import BodyTooLongError, Reply, Request, json_reply, refusal
from data.domain.moment import iso
from data.domain.places import STRICT
from data.domain.warning import Answer
from data.store import open_store
from data.store.bell import knock

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


async def read_actor(desk: Desk, request: Request) -> Reply:
    """`GET /api/actor`: the role chosen in this browser; asking keeps the scripted actors out of it."""
    actor = actor_of(request.header(b"cookie"))
    if actor is not None:
        await asyncio.to_thread(desk.holding.hold, actor.role)
    return json_reply(200, _told(actor))


async def choose_actor(desk: Desk, request: Request) -> Reply:
    """`POST /api/actor` with `{"role": id | null}`: take a role, or none."""
    try:
        choice = _CHOICE.validate_json(await request.body())
    except (ValidationError, BodyTooLongError):
        return refusal(422, "bad_choice")
    if choice.role is not None and choice.role not in ROLES:
        return refusal(422, "unknown_role")
    before = actor_of(request.header(b"cookie"))
    if before is not None and before.role != choice.role:
        await asyncio.to_thread(desk.holding.release, before.role)
    if choice.role is not None:
        await asyncio.to_thread(desk.holding.hold, choice.role)
    cookie = (b"set-cookie", cookie_for(choice.role).encode())
    return json_reply(200, _told(ROLES.get(choice.role or "")), cookie)


async def decide(desk: Desk, request: Request) -> Reply:
    """`POST /api/decisions`: keep one agency's answer to a proposed level; the clock draws the conclusions.

    A scripted actor of an exercise (`X-Actor: scripted`) stands back, 409, where a person holds the role.
    """
    try:
        decision = _DECISION.validate_json(await request.body(), strict=True)
    except (ValidationError, BodyTooLongError):
        return _counted(desk, refusal(422, "bad_decision"))
    actor, reason = await _author(desk, request, decision)
    if actor is None:
        return _counted(desk, refusal(409 if reason == "role_taken" else 403, reason))
    fault = _fault(desk, decision, actor)
    if fault:
        return _counted(desk, refusal(422, fault))
    at = desk.now()
    answer = Answer(decision.place, decision.level, actor.role, actor.agency, decision.agrees, at, decision.note)
    await asyncio.to_thread(_record, desk, answer)
    return _counted(desk, json_reply(202, {"recorded": True, "at": iso(at)}))


async def _author(desk: Desk, request: Request, decision: Decision) -> tuple[Actor | None, str]:
    """Who decides, or why nobody may: the chosen role where there is one, else the one that is named."""
    if request.header(b"x-actor") == "scripted":
        if desk.settings.running.mode != "exercise":
            return None, "scripted_outside_exercise"
        if await asyncio.to_thread(desk.holding.is_held, decision.role):
            return None, "role_taken"
        return Actor(decision.role, decision.agency), ""
    chosen = actor_of(request.header(b"cookie"))
    named = Actor(decision.role, decision.agency)
    if chosen is None:
        return (named, "") if decision.role else (None, "no_role")
    if (decision.role or chosen.role, decision.agency or chosen.agency) != (chosen.role, chosen.agency):
        return None, "other_role"
    await asyncio.to_thread(desk.holding.hold, chosen.role)
    return chosen, ""


def _fault(desk: Desk, decision: Decision, actor: Actor) -> str:
    if decision.place not in desk.surface.reference.section:
        return "unknown_section"
    if actor.agency not in desk.surface.reference.agency:
        return "unknown_agency"
    if not _ROLE.fullmatch(actor.role):
        return "bad_role"
    return "note_too_long" if len(decision.note) > NOTE_LENGTH else ""


def _record(desk: Desk, answer: Answer) -> None:
    running = desk.settings.running
    store = open_store(running.state, running.mode, write=True)
    try:
        store.record_answer(answer)
    finally:
        store.close()
    knock(running.folder)


def _told(actor: Actor | None) -> dict[str, str | None]:
    return {"role": actor.role if actor else None, "agency": actor.agency if actor else None}


def _counted(desk: Desk, reply: Reply) -> Reply:
    desk.counts.add("mezha_decisions_total", f'status="{reply.status}"')
    return reply
