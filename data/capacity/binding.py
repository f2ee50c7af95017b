"""How many persons a reception site holds: the least of what its resources allow, and which resource that is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.domain.capacity import Phase, Standards
from data.domain.moment import MINSK, Moment
from data.domain.places import Site
from data.domain.situation import Limit


@dataclass(frozen=True, slots=True)
class Supplies:
    """What a site has of each resource; None is unknown, never 0."""

    area_m2: float | None = None
    places: float | None = None
    """Beds set up."""
    toilets: float | None = None
    showers: float | None = None
    taps: float | None = None
    water_l: float | None = None
    """Litres a day, before losses."""
    meals: float | None = None
    """Portions a day."""
    staff: float | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """Capacity with the resource that binds it."""

    resource: str | None
    """Key of the resource's word; None when no resource is known."""
    capacity: int | None
    """Persons; with `incomplete` the true figure may be lower, never higher."""
    limits: tuple[Limit, ...]
    """What each resource allows, in a fixed order."""
    incomplete: bool
    """A resource that has a standard has no value."""


def supplies_of(site: Site, reported: Mapping[str, float]) -> Supplies:
    """Area and taps of the reference data, and the newest reported numbers by metric name (`site_toilets`, ...)."""
    return Supplies(
        area_m2=site.area_m2,
        places=reported.get("site_places"),
        toilets=reported.get("site_toilets"),
        showers=reported.get("site_showers"),
        taps=site.taps,
        water_l=reported.get("site_water_l"),
        meals=reported.get("site_meals"),
        staff=reported.get("site_staff"),
    )


def phase_of(site: Site, standards: Standards, now: Moment) -> Phase:
    """`emergency` until `phase_days` days after the day (in Minsk) on which the site opened."""
    opened = datetime.fromisoformat(site.opened).replace(tzinfo=MINSK)
    ends = opened + timedelta(days=standards.phase_days)
    return "emergency" if now < ends.timestamp() else "post"


def binding(supplies: Supplies, standards: Standards, *, phase: Phase, cold: bool | None) -> Binding:
    """The least limit (the first of equals) and its resource. Unknown weather counts as cold, the stricter standard."""
    limits = _limits(supplies, standards, phase, cold=cold is not False)
    known = [(limit.persons, limit.resource) for limit in limits if limit.persons is not None]
    capacity, resource = min(known, key=lambda pair: pair[0], default=(None, None))
    return Binding(resource, capacity, limits, incomplete=len(known) < len(limits))


def _limits(supplies: Supplies, standards: Standards, phase: Phase, *, cold: bool) -> tuple[Limit, ...]:
    area = standards.area_m2_person_cold if cold else standards.area_m2_person
    water = standards.water_l_person_day[phase] / standards.water_usable_share
    limits = (
        _limit("area", supplies.area_m2, 1 / area),
        _limit("places", supplies.places, 1),
        _limit("toilets", supplies.toilets, standards.toilets[phase]),
        _limit("showers", supplies.showers, standards.showers[phase]),
        _limit("taps", supplies.taps, standards.taps[phase]),
        _limit("water", supplies.water_l, 1 / water),
        _limit("meals", supplies.meals, 1 / standards.meals_person_day),
    )
    if standards.persons_per_staff is None:
        return limits
    return (*limits, _limit("staff", supplies.staff, standards.persons_per_staff))


def _limit(resource: str, amount: float | None, persons_each: float) -> Limit:
    return Limit(resource, None if amount is None else math.floor(amount * persons_each + 1e-9))
