"""The electronic queue of Ukraine: two queues of trucks and one of buses at each crossing point."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from data.domain.moment import HOUR, MINUTE, Moment
from data.domain.places import NeighbourCrossing
from data.exercise.abroad import standing, wait_min
from data.exercise.answers.contract import JSON, Answer, Question
from data.exercise.hours import dice
from data.exercise.plan import VehicleClass
from data.exercise.world import World

COUNTRIES: Final = {"PL": 133, "SK": 149, "HU": 167}
BOOKED: Final = 1.6
"""Booked vehicles for each one that stands before the border."""
QUEUES: Final[dict[int, tuple[tuple[VehicleClass, str, float], ...]]] = {
    1: (("trucks", " (для вантажівок ≥ 7,5 тонн)", 0.8), ("trucks", " (для порожніх вантажівок ≥ 7,5 тонн)", 0.2)),
    2: (("buses", ". Автобуси", 1.0),),
}
"""By class of vehicles: end of the title, and share of the booked."""


def workload(world: World, kind: int, now: Moment) -> bytes:
    """The queues of a class of vehicles."""
    known = [n for n in world.reference.neighbours if n.echerha_titles]
    data = [dict(queue) for number, n in enumerate(known) for queue in _queues(world, kind, number, n, now)]
    return orjson.dumps({"data": data, "filters": {"countries": [{"id": i, "name": c} for c, i in COUNTRIES.items()]}})


def _queues(
    world: World, kind: int, number: int, neighbour: NeighbourCrossing, now: Moment
) -> Iterator[dict[str, Any]]:
    at = now - now % (15 * MINUTE)
    for index, (vehicles, ending, share) in enumerate(QUEUES[kind]):
        booked = standing(world, neighbour.place, vehicles, at) * BOOKED * share
        yield {
            "id": 9000 + 100 * kind + 10 * number + index,
            "title": neighbour.echerha_titles[0] + ending,
            "tooltip": None,
            "country_id": COUNTRIES.get(neighbour.countries[0], 0),
            "for_vehicle_type": kind,
            "queue_flow": 1,
            "is_paused": index > 0 and _paused(world, neighbour.place, at),
            "cancel_after": 240,
            "wait_time": round(wait_min(world, neighbour.place, vehicles, at) * BOOKED * MINUTE),
            "vehicle_in_active_queues_counts": round(booked),
        }


def _paused(world: World, place: str, at: Moment) -> bool:
    return bool(dice(world.seed, "paused", place, str(at // (6 * HOUR))).random() < 0.05)


def respond(world: World, question: Question) -> Answer | None:
    """Trucks and buses; the others that the sender knows are left out."""
    start, _, kind = question.path.rpartition("/")
    if start != "api/v4/workload" or kind not in {"1", "2"}:
        return None
    return Answer(workload(world, int(kind), question.now), JSON)


ANSWERS = {"ua_mindev_echerha": respond}
