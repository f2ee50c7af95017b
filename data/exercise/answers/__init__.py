"""What the agencies answer over HTTP at a moment of the picture, by feed and path."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from data.domain.moment import Moment
from data.exercise.answers import cap_alerts, equeue, hospital_places, tables
from data.exercise.world import World

JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8"
ATOM: Final = "application/atom+xml"


class Question(NamedTuple):
    """What is asked: the path below the feed's name, the checkpoint of the query, and the moment."""

    path: str
    checkpoint: str
    now: Moment


class Answer(NamedTuple):
    """A body and what it is."""

    body: bytes
    content_type: str


def answer(world: World, feed: str, question: Question) -> Answer | None:
    """The answer of a feed; None where it serves nothing at that path."""
    respond, content_type = _FEEDS.get(feed, (None, ""))
    body = respond(world, question) if respond else None
    return None if body is None else Answer(body, content_type)


def _equeue(world: World, question: Question) -> bytes | None:
    match question.path:
        case "info/checkpoint":
            return equeue.checkpoints(world, question.now)
        case "info/monitoring-new":
            return equeue.queue(world, question.checkpoint, question.now)
        case "info/monitoring/statistics" | "info/statistics":
            return equeue.statistics(world, question.checkpoint, question.now)
    return None


def _detections(world: World, question: Question) -> bytes | None:
    body, dot, kind = question.path.partition(".")
    return tables.detections(world, body, question.now) if dot and kind == "csv" else None


def _whole(respond: Callable[[World, Moment], bytes]) -> Callable[[World, Question], bytes | None]:
    """A feed of one report, at the feed's own address."""
    return lambda world, question: None if question.path else respond(world, question.now)


_FEEDS: Final[Mapping[str, tuple[Callable[[World, Question], bytes | None], str]]] = MappingProxyType(
    {
        "gpk_equeue": (_equeue, JSON),
        "gpk_crossings": (_whole(tables.crossings), CSV),
        "gpk_detections": (_detections, CSV),
        "hydromet_night": (_whole(tables.nights), CSV),
        "mz_hospital_places": (_whole(hospital_places.places), JSON),
        "mchs_cap_alerts": (_whole(cap_alerts.alerts), ATOM),
    }
)
SERVED: Final = tuple(_FEEDS)
"""Feeds that are asked over HTTP; reception reports come as files."""
