"""Scripted duty officers: they answer proposed levels as people do, and stand back where a person has their role."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import httpx

from data.domain.exercise import ActorPolicy
from data.domain.moment import MINUTE, Moment, parse_iso
from data.exercise.pace import Pace

LOG: Final = logging.getLogger("mezha.exercise")
LOOK_PICTURE_S: Final = 120
"""Picture seconds between two looks at the situation, within these wall seconds."""
LOOK_S: Final = (1.0, 10.0)
TIMEOUT_S: Final = 5.0
HEADERS: Final = {"X-Actor": "scripted"}
TAKEN: Final = 409
"""A person has the role."""


class Turn(NamedTuple):
    """One policy's turn to answer one proposal."""

    place: str
    level: int
    since: Moment
    policy: int
    """Number of the policy in the scenario."""


def turns_due(
    sections: Sequence[Mapping[str, Any]], policies: Sequence[ActorPolicy], now: Moment, done: frozenset[Turn]
) -> Iterator[Turn]:
    """Turns that have come by `now` and are not done, the earliest policy first; sections as in `/api/situation`."""
    for number, policy in sorted(enumerate(policies), key=lambda entry: entry[1].after_min):
        for section in sections:
            proposed = section.get("proposed")
            if not proposed:
                continue
            turn = Turn(section["id"], proposed["level"], parse_iso(proposed["since"]), number)
            rising = turn.level >= section["last_known"]
            ripe = now >= turn.since + policy.after_min * MINUTE
            if ripe and turn not in done and policy.speaks_to(turn.place, rising=rising):
                yield turn


@dataclass(slots=True)
class Actors:
    """The scripted actors of one exercise, in front of one web address."""

    policies: Sequence[ActorPolicy]
    pace: Pace
    web: str
    _done: set[Turn] = field(default_factory=set)
    _away: bool = False

    def run(self, stop: threading.Event) -> None:
        """Look and answer until told to stop; the web may be away at any time."""
        with httpx.Client(base_url=self.web, timeout=TIMEOUT_S, trust_env=False, headers=HEADERS) as client:
            while not stop.is_set():
                self._look(client)
                shortest, longest = LOOK_S
                stop.wait(min(max(LOOK_PICTURE_S / self.pace.base.rate(self.pace.wall()), shortest), longest))

    def _look(self, client: httpx.Client) -> None:
        try:
            self.answer_due(client)
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            if not self._away:
                LOG.info("actors wait: %s", type(error).__name__)
            self._away = True
        else:
            self._away = False

    def answer_due(self, client: httpx.Client) -> int:
        """Answer every proposal whose time has come; returns how many answers were given.

        Raises:
            httpx.HTTPError: the web is away; what was not answered is tried again.
            ValueError: it gave something else than a situation.
        """
        situation = client.get("/api/situation").raise_for_status().json()
        turns = list(turns_due(situation["sections"], self.policies, self.pace.now(), frozenset(self._done)))
        return sum(self._answer(client, turn) for turn in turns)

    def _answer(self, client: httpx.Client, turn: Turn) -> bool:
        policy = self.policies[turn.policy]
        decision = {
            "place": turn.place,
            "level": turn.level,
            "agrees": policy.agrees,
            "role": policy.role,
            "agency": policy.agency,
            "note": "",
        }
        answer = client.post("/api/decisions", json=decision)
        if answer.is_server_error:
            answer.raise_for_status()
        # refused for good or because a person has the role: either way this turn is over
        self._done.add(turn)
        if not answer.is_success and answer.status_code != TAKEN:
            LOG.warning("%s: answer refused, %d", policy.role, answer.status_code)
        return answer.is_success
