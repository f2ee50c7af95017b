"""Queues at the neighbours' crossing points: a level of their own, moved by what goes on at ours. Invented."""

from typing import Final

import numpy as np

from data.domain.moment import HOUR, MINUTE, Moment
from data.exercise.hours import dice
from data.exercise.plan import VehicleClass
from data.exercise.world import World

USUAL: Final[dict[VehicleClass, float]] = {"cars": 22.0, "trucks": 260.0, "buses": 7.0}
"""Vehicles before a middling crossing point."""
PER_H: Final[dict[VehicleClass, float]] = {"cars": 55.0, "trucks": 24.0, "buses": 6.0}
"""Vehicles that it lets through in an hour."""
FOLLOWS: Final = 0.5
"""Share of a change at our crossing points that is felt there: traffic goes round a closed way."""
DELAY_S: Final = 5 * HOUR
"""So much later."""
MOST: Final = 3.0
"""Times the usual, at most."""


def pressure(world: World, at: Moment) -> float:
    """Cars that waited to leave for Poland in the day before, as a multiple of what was usual before the scenario."""
    cars = [t.queues["cars"] for place, t in world.traffic.items() if place.startswith("BY-PL-")]
    if not cars:
        return 1.0
    waiting = np.sum([queue.come - queue.sent for queue in cars], axis=0)
    usual = float(np.mean(waiting[: world.hours.index(world.scenario.begins)]))
    hour = world.hours.index(at)
    day = float(np.mean(waiting[max(hour - 23, 0) : hour + 1]))
    return min(day / usual, MOST) if usual >= 1 else 1.0


def standing(world: World, place: str, vehicles: VehicleClass, at: Moment) -> int:
    """Vehicles that stand before a neighbour's crossing point."""
    hour = (at - world.hours.first) // HOUR
    level = float(dice(world.seed, "abroad", place, vehicles).lognormal(0.0, 0.6))
    moves = 1 + FOLLOWS * (pressure(world, at - DELAY_S) - 1)
    noise = 1 + 0.06 * float(dice(world.seed, "abroad", place, vehicles, str(hour)).normal())
    rhythm = 1 + 0.25 * float(np.sin(2 * np.pi * (hour % 24 - 6) / 24))
    return max(round(USUAL[vehicles] * level * moves * max(noise, 0.5) * rhythm), 0)


def wait_min(world: World, place: str, vehicles: VehicleClass, at: Moment) -> int:
    """Minutes until one that comes now would pass, as its border guard works them out."""
    return round(standing(world, place, vehicles, at) / PER_H[vehicles] * HOUR / MINUTE)
