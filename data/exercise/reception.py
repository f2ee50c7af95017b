"""What the reception sites report: the state of a moment, with the movement of the day before it."""

from typing import Final, NamedTuple

import numpy as np

from data.domain.moment import HOUR, MINUTE, Moment
from data.exercise.hours import Counts, Hours, dice
from data.exercise.people import InSite
from data.exercise.plan import SitePlan
from data.exercise.world import World

EVERY_H: Final = 4
FIRST_H: Final = 2
"""Reports stand at 02:00, 06:00, ..., 22:00 in Minsk."""
SENT_AFTER_S: Final = 9 * MINUTE
"""A report is delivered this long after the moment of which it speaks."""


class SiteReport(NamedTuple):
    """One row of the reception report; arrivals and departures of 24 hours."""

    site: str
    places: int
    occupied: int
    arrived: int
    departed: int
    toilets: int
    showers: int
    water_l: int
    meals: int
    staff: int


def report_moments(hours: Hours) -> Counts:
    """Moments at which the sites are counted, a full day after the history's begin at the earliest."""
    whole_days = np.arange(hours.count) >= 24
    moments: Counts = hours.ends[((hours.clock + 1) % EVERY_H == FIRST_H) & whole_days]
    return moments


def due_between(hours: Hours, after: Moment, until: Moment) -> list[Moment]:
    """Moments of the reports that are delivered after `after` and by `until`."""
    sent = report_moments(hours) + SENT_AFTER_S
    return [int(at) - SENT_AFTER_S for at in sent[(sent > after) & (sent <= until)]]


def site_reports(world: World, at: Moment) -> list[SiteReport]:
    """One row a site, in the order of the reference data."""
    hour = world.hours.index(at - HOUR)
    return [
        _report(site.id, world.scenario.sites[site.id], world.people.sites[site.id], hour, world)
        for site in world.reference.sites
        if site.id in world.scenario.sites
    ]


def _report(name: str, plan: SitePlan, people: InSite, hour: int, world: World) -> SiteReport:
    day = slice(hour - 23, hour + 1)
    return SiteReport(
        site=name,
        places=plan.places,
        occupied=int(people.occupied[hour]),
        arrived=int(people.arrived[day].sum()),
        departed=int(people.departed[day].sum()),
        toilets=plan.toilets,
        showers=plan.showers,
        water_l=plan.water_l,
        meals=plan.meals,
        staff=int(on_duty(name, plan, world)[hour]),
    )


def on_duty(name: str, plan: SitePlan, world: World) -> Counts:
    """Staff in each hour: fewer at night, some missing."""
    hours = world.hours
    missing = dice(world.seed, "staff", name).random(hours.count) * 0.08
    night = (hours.clock < 7) | (hours.clock >= 21)
    return np.ceil(plan.staff * (1 - missing) * np.where(night, 0.75, 1.0)).astype(np.int64)
