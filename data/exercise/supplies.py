"""Stocks of the oblast stores and staff of the border bodies: used up by those who come, filled up now and then."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from data.domain.moment import HOUR, MINUTE, Moment
from data.exercise.hours import Values, dice
from data.exercise.world import World

COUNTED_AT_H: Final = 6
COUNTED_TELLS_AFTER_S: Final = 80 * MINUTE
SHIFT_H: Final = 12
SHIFT_TOLD_AFTER_S: Final = 25 * MINUTE
USE: Final[Mapping[str, float]] = {
    "food_portions": 3.0, "water_litres": 15.0, "blankets_pieces": 0.25, "medicines_kits": 0.02, "fuel_litres": 4.0,
}  # fmt: skip
"""A person and day."""
FEWEST: Final = 40
"""Persons for whom a store without reception sites provides."""
FIRST_DAYS: Final = 18.0
FILLED_BELOW_DAYS: Final = 13.0
FILLED_UP_DAYS: Final = 7.0
"""A delivery, in days of the usual use: it does not grow with the need."""


class Stock(NamedTuple):
    """One item of a store: amount, and days that it lasts at the use of the last week."""

    amount: int
    days: float


def stocks(world: World, oblast: str, counted: Moment) -> Mapping[str, Stock]:
    """What is left of each item that is used up when it is counted."""
    people = _people(world, oblast, counted)
    return {item: _left(world, oblast, item, people * use) for item, use in USE.items()}


def standing(world: World, oblast: str) -> tuple[int, int]:
    """Heaters and tents of a store."""
    chance = dice(world.seed, "stock", oblast)
    return int(chance.integers(40, 200)), int(chance.integers(20, 90))


def _people(world: World, oblast: str, until: Moment) -> Values:
    """Persons in the sites of an oblast at each morning up to a moment."""
    hours = world.hours
    mornings = np.flatnonzero(((hours.clock + 1) % 24 == COUNTED_AT_H) & (hours.ends <= until))
    names = [site.id for site in world.reference.sites if site.oblast == oblast and site.id in world.people.sites]
    total = sum((world.people.sites[name].occupied[mornings] for name in names), np.zeros(mornings.size, np.int64))
    return np.maximum(total, FEWEST).astype(np.float64)


def _left(world: World, oblast: str, item: str, use: Values) -> Stock:
    usual = float(use[: world.scenario.history_days].mean())
    left = usual * FIRST_DAYS * float(dice(world.seed, "stock", oblast, item).uniform(0.8, 1.3))
    for day, used in enumerate(use.tolist()):
        left = max(left - used, 0.0)
        if day % 3 == 0 and left < FILLED_BELOW_DAYS * usual:
            left += FILLED_UP_DAYS * usual
    return Stock(int(left), round(int(left) / float(use[-7:].mean()), 1))


class Shift(NamedTuple):
    """Staff of one body at the beginning of a shift."""

    body: str
    begins: Moment
    planned: int
    present: int
    reserve: int


def shifts(world: World, now: Moment, last: int = 4) -> Iterator[Shift]:
    """The last shifts of every body that have been told by `now`, oldest first."""
    hours = world.hours
    starts = hours.begins[(hours.clock % SHIFT_H == 8) & (hours.begins + SHIFT_TOLD_AFTER_S <= now)]
    guarded = {section.body for section in world.reference.sections}
    for begins in starts[-last:].tolist():
        for body in world.reference.bodies:
            if body.id in guarded:
                yield _shift(world, body.id, begins)


def _shift(world: World, body: str, begins: Moment) -> Shift:
    strength = int(dice(world.seed, "staff", body).integers(110, 330))
    chance = dice(world.seed, "staff", body, str(begins // HOUR))
    by_day = int(world.hours.clock[world.hours.index(begins)]) == 8
    planned = strength if by_day else round(strength * 0.7)
    present = round(planned * float(chance.uniform(0.88, 0.99)))
    return Shift(body, begins, planned, present, round(planned * 0.12))
