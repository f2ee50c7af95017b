"""Feeds that answer wrongly: by the scenario, or on demand in tests and drills."""

import threading
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from data.domain.moment import Moment
from data.domain.names import STRICT
from data.exercise.pace import Pace
from data.exercise.plan import FaultKind, Scenario


class Trouble(NamedTuple):
    """How a feed misbehaves now, and the picture moment since which it does."""

    kind: FaultKind
    since: Moment


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What is asked for: `for_s` counts wall seconds; 0 ends it."""

    __pydantic_config__: ClassVar = STRICT

    feed: str
    kind: FaultKind
    for_s: float


@dataclass(slots=True)
class Faults:
    """Troubles of all feeds; asked from many threads."""

    scenario: Scenario
    pace: Pace
    _asked: dict[str, tuple[Trouble, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def misbehave(self, asked: Misbehaviour) -> None:
        """Let a feed misbehave for some seconds, in place of what it did before."""
        trouble = Trouble(asked.kind, self.pace.now())
        with self._lock:
            self._asked[asked.feed] = trouble, self.pace.wall() + asked.for_s

    def trouble(self, feed: str, now: Moment) -> Trouble | None:
        """How a feed misbehaves at a picture moment, or None."""
        with self._lock:
            asked = self._asked.get(feed)
        if asked and self.pace.wall() < asked[1]:
            return asked[0]
        for fault in self.scenario.faults:
            since = self.scenario.moment(fault.from_h)
            if fault.feed == feed and since <= now < self.scenario.moment(fault.to_h):
                return Trouble(fault.kind, since)
        return None
