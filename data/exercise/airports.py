"""Arrivals by air: in the weeks before people come to the border more of them land from origin hubs."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from data.domain.moment import DAY, HOUR, MINUTE, Moment
from data.exercise.assistance import day_ends
from data.exercise.hours import dice
from data.exercise.world import World

TOLD_AFTER_S: Final = 7 * HOUR + 20 * MINUTE
"""After the midnight that ends the day."""
REPEATED: Final = 35
"""Days in one report: five weeks, so that a change over four can be reckoned at once."""
MAIN: Final = "BY-AIR-60"
SEATS: Final = 168
"""Of one aircraft, on average."""
USUAL_FLIGHTS: Final = 48
HUB_FLIGHTS: Final = (6.0, 15.0)
"""A day, in the quiet past and when the exercise begins."""
GROWTH_BEGINS_DAYS: Final = 28
"""Before the exercise."""


class Arrivals(NamedTuple):
    """One day of one airport."""

    airport: str
    begins: Moment
    issued: Moment
    flights: int
    seats: int
    passengers: int
    hub_flights: int
    hub_seats: int
    hub_passengers: int


def arrivals(world: World, now: Moment) -> Iterator[Arrivals]:
    """The last days that have been told by `now`, oldest first."""
    ends = day_ends(world.hours)
    for end in ends[ends + TOLD_AFTER_S <= now][-REPEATED:].tolist():
        for crossing in world.reference.crossings:
            if crossing.mode == "air":
                yield _day(world, crossing.id, end)


def _day(world: World, airport: str, end: Moment) -> Arrivals:
    chance = dice(world.seed, "air", airport, str(end // DAY))
    hub = others = 0
    if airport == MAIN:
        grown = min(max(1 + (end - world.scenario.begins) / (GROWTH_BEGINS_DAYS * DAY), 0.0), 1.0)
        hub = int(chance.poisson(HUB_FLIGHTS[0] + grown * (HUB_FLIGHTS[1] - HUB_FLIGHTS[0])))
        others = int(chance.poisson(USUAL_FLIGHTS - HUB_FLIGHTS[0]))
    else:
        others = int(chance.poisson(0.4))
    hub_seats, other_seats = hub * SEATS, others * SEATS
    on_hub, on_others = (int(chance.binomial(seats, share)) for seats, share in ((hub_seats, 0.9), (other_seats, 0.76)))
    return Arrivals(
        airport, end - DAY, end + TOLD_AFTER_S, hub + others, hub_seats + other_seats, on_hub + on_others,
        hub, hub_seats, on_hub,
    )  # fmt: skip
