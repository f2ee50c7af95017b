"""Free hospital places as JSON, in the words of EDXL-HAVE."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import orjson

from data.domain.moment import MINSK, Moment
from data.exercise.answers.contract import JSON, whole
from data.exercise.hospitals import Beds
from data.exercise.world import World


def places(world: World, now: Moment) -> bytes:
    """The newest report of each hospital that has made one."""
    return orjson.dumps({"facilities": list(_facilities(world, now))})


def _facilities(world: World, now: Moment) -> Iterator[dict[str, Any]]:
    for name, beds in world.beds.items():
        newest = int(np.searchsorted(beds.updated, now, side="right")) - 1
        if newest >= 0:
            yield _facility(name, world.reference.hospital[name].names.ru, beds, newest)


def _facility(identifier: str, name: str, beds: Beds, number: int) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "lastUpdate": datetime.fromtimestamp(int(beds.updated[number]), MINSK).isoformat(),
        "beds": [
            {"type": kind, "baseline": beds.baseline[kind], "available": int(free[number])}
            for kind, free in beds.available.items()
        ],
        "services": [{"name": "emergency", "status": "open", "waiting": int(beds.waiting[number])}],
    }


ANSWERS = {"mz_hospital_places": whole(places, JSON)}
