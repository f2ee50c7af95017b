"""The electronic queue's answers: list of checkpoints, queue of one, vehicles sent to the border.

Plates are invented and look like none: `EX-0001`.
"""

from datetime import datetime
from typing import Any, Final

import numpy as np
import orjson

from data.domain.moment import DAY, HOUR, MINSK, MINUTE, Moment
from data.domain.places import Crossing
from data.exercise.answers.contract import JSON, Answer, Question
from data.exercise.hours import Counts
from data.exercise.plan import VehicleClass
from data.exercise.traffic import CrossingTraffic, Queue
from data.exercise.world import World

WORDS: Final[dict[VehicleClass, str]] = {"cars": "car", "trucks": "truck", "buses": "bus"}
WAITING, CALLED = 2, 3
LIVE, PRIORITY = 3, 1
CALLED_S: Final = 10 * MINUTE
"""A called vehicle is still listed for this long, three of a class at most."""
CONTROL_S: Final = 2 * HOUR
"""A vehicle takes this long to pass the control of the crossing."""
BOOKED_SHARE: Final = 0.15
"""Booked vehicles that have not come yet, as a share of a day's traffic."""


def checkpoints(world: World, now: Moment) -> bytes:
    """Counts of every checkpoint in use."""
    return orjson.dumps({"result": [_counts(c, world.traffic[c.id], world, now) for c in _in_use(world)]})


def queue(world: World, checkpoint: str, now: Moment) -> bytes | None:
    """The vehicles before one checkpoint; None when there is no such checkpoint."""
    crossing = _crossing(world, checkpoint)
    if crossing is None:
        return None
    traffic = world.traffic[crossing.id]
    answer: dict[str, Any] = {
        "info": {
            "id": crossing.queue_checkpoint_id,
            "nameEn": crossing.names.en,
            "name": crossing.names.ru,
            "address": "",
            "phone": "",
            "isBts": 0,
        }
    }
    for vehicles, word in WORDS.items():
        answer[f"{word}LiveQueue"] = _live(traffic.queues[vehicles], now)
        answer[f"{word}Priority"] = []
    answer["carPriority"] = _priority(traffic, world, now)
    answer |= {"truckGpk": [], "motorcycleLiveQueue": [], "motorcyclePriority": []}
    return orjson.dumps(answer)


def statistics(world: World, checkpoint: str, now: Moment) -> bytes | None:
    """Vehicles sent to the border in the last hour and day; None when there is no such checkpoint."""
    crossing = _crossing(world, checkpoint)
    if crossing is None:
        return None
    answer: dict[str, Any] = {"id": crossing.queue_slug, "checkpointId": crossing.queue_checkpoint_id}
    queues = world.traffic[crossing.id].queues
    for key, window in (("LastHour", HOUR), ("LastDay", DAY)):
        for vehicles, word in WORDS.items():
            answer[f"{word}{key}"] = _sent(queues[vehicles], now, window)
        answer[f"motorcycle{key}"] = 0
    return orjson.dumps(answer)


def _in_use(world: World) -> list[Crossing]:
    return [c for c in world.reference.crossings if c.queue_checkpoint_id and c.id in world.traffic]


def _crossing(world: World, checkpoint: str) -> Crossing | None:
    return next((c for c in _in_use(world) if c.queue_checkpoint_id == checkpoint.lower()), None)


def _sent(queue: Queue, now: Moment, window: int) -> int:
    return queue.sent_by(now) - queue.sent_by(now - window)


def _counts(crossing: Crossing, traffic: CrossingTraffic, world: World, now: Moment) -> dict[str, Any]:
    waiting = {WORDS[v]: q.come_by(now) - q.sent_by(now) for v, q in traffic.queues.items()}
    priority = int(traffic.priority[world.hours.index(now)])
    booked = sum(int(_sent(q, now, DAY) * BOOKED_SHARE) for q in traffic.queues.values())
    live = sum(waiting.values())
    return {
        "id": crossing.queue_checkpoint_id,
        "name": crossing.names.ru,
        "address": "",
        "phone": "",
        "countAll": live + priority + booked,
        "countCar": waiting["car"] + priority,
        "countTruck": waiting["truck"],
        "countBus": waiting["bus"],
        "countMotorcycle": 0,
        "countLiveQueue": live,
        "countBookings": booked,
        "countPriority": priority,
        "countPassedSCC": sum(_sent(q, now, CONTROL_S) for q in traffic.queues.values()),
    }


def _live(queue: Queue, now: Moment) -> list[dict[str, Any]]:
    """Called vehicles without a place in the order, then those that wait, longest first."""
    sent, come = queue.sent_by(now), queue.come_by(now)
    called = min(sent - queue.sent_by(now - CALLED_S), 3)
    numbers = np.arange(sent - called + 1, come + 1, dtype=np.int64)
    joined, moved = queue.joined(numbers).tolist(), queue.called(numbers).tolist()
    return [
        _vehicle(n, CALLED, None, LIVE, came, left) if n <= sent else _vehicle(n, WAITING, n - sent, LIVE, came, came)
        for n, came, left in zip(numbers.tolist(), joined, moved, strict=True)
    ]


def _priority(traffic: CrossingTraffic, world: World, now: Moment) -> list[dict[str, Any]]:
    hour = world.hours.index(now)
    came = world.hours.first + hour * HOUR
    count: Counts = traffic.priority
    return [_vehicle(hour * 10 + n, WAITING, n + 1, PRIORITY, came, came) for n in range(int(count[hour]))]


def _vehicle(number: int, status: int, order: int | None, kind: int, joined: Moment, changed: Moment) -> dict[str, Any]:
    return {
        "regnum": f"EX-{number % 10_000:04d}",
        "status": status,
        "order_id": order,
        "type_queue": kind,
        "registration_date": _time(joined),
        "changed_date": _time(changed),
    }


def _time(moment: Moment) -> str:
    return datetime.fromtimestamp(moment, MINSK).strftime("%H:%M:%S %d.%m.%Y")


def respond(world: World, question: Question) -> Answer | None:
    """The three reports of the queue."""
    checkpoint = question.query.get("checkpointId", "")
    match question.path:
        case "info/checkpoint":
            body: bytes | None = checkpoints(world, question.now)
        case "info/monitoring-new":
            body = queue(world, checkpoint, question.now)
        case "info/monitoring/statistics" | "info/statistics":
            body = statistics(world, checkpoint, question.now)
        case _:
            body = None
    return None if body is None else Answer(body, JSON)


ANSWERS = {"gpk_equeue": respond}
