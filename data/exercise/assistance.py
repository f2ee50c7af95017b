"""What the health ministry counts of persons at heightened risk: by site and day, the gravest categories by oblast."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np

from data.domain.moment import DAY, HOUR, MINUTE, Moment
from data.exercise.hours import Counts, Hours, dice
from data.exercise.world import World

SENT_AFTER_S: Final = 7 * HOUR + 40 * MINUTE
"""After the midnight that ends the day."""
SHARES: Final[Mapping[str, float]] = {
    "SC": 0.03, "CR": 0.02, "PG": 0.04, "WR": 0.02, "ER": 0.03, "SP": 0.03, "DS": 0.02, "SM": 0.015, "FU": 0.01,
    "LP": 0.01,
}  # fmt: skip
"""Of the people who come to a site in a day."""
OBLAST_SHARES: Final[Mapping[str, float]] = {"TR": 0.006, "SV": 0.006, "VT": 0.004}
USUAL_HOURS: Final[Mapping[str, float]] = {"SM": 1.2, "ER": 30.0, "SP": 28.0, "DS": 36.0, "FU": 44.0}
"""From identification to service; elsewhere 12."""


class Need(NamedTuple):
    """One row of the report."""

    place: str
    category: str
    identified: int
    accepted: int
    in_transfer: int
    service_started: int
    closed: int
    median_hours: float | None
    services_needed: int
    services_available: int


def due_between(hours: Hours, after: Moment, until: Moment) -> list[Moment]:
    """Ends of the days whose report is delivered after `after` and by `until`."""
    sent = day_ends(hours) + SENT_AFTER_S
    return [int(at) - SENT_AFTER_S for at in sent[(sent > after) & (sent <= until)]]


def day_ends(hours: Hours) -> Counts:
    """Midnights in Minsk that end a whole day of the exercise."""
    ends: Counts = hours.ends[((hours.clock + 1) % 24 == 0) & (np.arange(hours.count) >= 23)]
    return ends


def needs(world: World, day_end: Moment) -> Iterator[Need]:
    """Every site and category of the day that ends at a moment, then the oblasts."""
    oblasts: dict[str, int] = {}
    for site in world.reference.sites:
        people = world.people.sites.get(site.id)
        if people is None:
            continue
        hour = world.hours.index(day_end - HOUR)
        come = int(people.arrived[max(hour - 23, 0) : hour + 1].sum())
        oblasts[site.oblast] = oblasts.get(site.oblast, 0) + come
        places = world.scenario.sites[site.id].places
        yield from (_need(world, site.id, code, come * share, places, day_end) for code, share in SHARES.items())
    for oblast, come in oblasts.items():
        yield from (_need(world, oblast, code, come * share, 200, day_end) for code, share in OBLAST_SHARES.items())


def _need(world: World, place: str, code: str, expected: float, places: int, day_end: Moment) -> Need:
    chance = dice(world.seed, "need", place, code, str(day_end // DAY))
    identified = int(chance.poisson(expected))
    accepted = int(chance.binomial(identified, 0.93))
    started = int(chance.binomial(accepted, 0.85))
    slots = max(places // 60, 2)
    strain = max(identified / slots, 0.5)
    hours = round(2 * USUAL_HOURS.get(code, 12.0) * strain * float(chance.uniform(0.7, 1.3))) / 2
    return Need(
        place=place,
        category=code,
        identified=identified,
        accepted=accepted,
        in_transfer=accepted - started,
        service_started=started,
        closed=int(chance.binomial(started, 0.8)),
        median_hours=min(hours, 240.0) if started else None,
        services_needed=identified + accepted - started,
        services_available=slots,
    )
