"""What is asked of an agency of the exercise, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from data.domain.moment import Moment
from data.exercise.hours import Hours
from data.exercise.world import World

JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8"
ATOM: Final = "application/atom+xml"
XML: Final = "application/xml"
HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Question:
    """One request to a feed's address at a moment of the picture."""

    path: str
    """Below the feed's name, without a leading slash."""
    now: Moment
    query: Mapping[str, str] = field(default_factory=dict)
    """First value of each parameter."""
    body: bytes = b""
    """Of a POST."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body and what it is."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Drop:
    """A report that an office lays into the spool as a file."""

    due: Callable[[Hours, Moment, Moment], list[Moment]]
    """Moments of the reports that are delivered after one moment and by another."""
    every_s: int
    """Usual time between reports."""
    body: Callable[[World, Moment], bytes]
    name: str
    """With `{}` for date and time of the moment: `reception_{}.xlsx`."""


Respond = Callable[[World, Question], Answer | None]
"""None: there is nothing at that path."""


def whole(respond: Callable[[World, Moment], bytes], content_type: str) -> Respond:
    """A feed of one report, at the feed's own address."""

    def answer(world: World, question: Question) -> Answer | None:
        return None if question.path else Answer(respond(world, question.now), content_type)

    return answer
