"""IN2: occupancy of the fullest reception site of a section against its binding resource."""

from typing import Final

from data.capacity import Binding, binding, occupancy, phase_of, supplies_of
from data.domain.moment import HOUR
from data.domain.places import Site
from data.domain.warning import Reading
from data.indicators.contract import Indicator, Inputs
from data.indicators.readings import unconfigured, unknown, worst_places

FEED: Final = "mvd_reception"
NIGHT: Final = "hydromet_night"
SUPPLIES: Final = ("site_places", "site_toilets", "site_showers", "site_water_l", "site_meals", "site_staff")


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section that has a reception site."""
    missing = unconfigured(INDICATOR, inputs)
    return missing or worst_places(site_occupancies(inputs, s.id) for s in inputs.reference.sections)


def site_occupancies(inputs: Inputs, section: str) -> list[Reading]:
    """One reading for each reception site of a section."""
    return [_occupancy(inputs, site) for site in inputs.sites(section)]


def bind_site(inputs: Inputs, site: Site) -> Binding:
    """Capacity of a site by its newest reported supplies, its phase and the newest night."""
    samples = {m: inputs.newest(inputs.provider(site.id, FEED, m), site.id, m) for m in SUPPLIES}
    reported = {metric: sample.value for metric, sample in samples.items() if sample is not None}
    return binding(
        supplies_of(site, reported),
        inputs.standards,
        phase=phase_of(site, inputs.standards, inputs.now),
        cold=_is_cold(inputs, site.oblast),
    )


def _is_cold(inputs: Inputs, oblast: str) -> bool | None:
    """Whether the night is cold; None without a fresh report of it."""
    feed = inputs.provider(oblast, NIGHT, "night_min_c")
    if feed not in inputs.configured:
        return None
    night = inputs.newest(feed, oblast, "night_min_c")
    if night is None or not inputs.is_fresh(feed, oblast, night.at):
        return None
    return night.value < inputs.standards.cold_below_c


def _occupancy(inputs: Inputs, site: Site) -> Reading:
    feed = inputs.provider(site.id, FEED, "site_occupied")
    occupied = inputs.newest(feed, site.id, "site_occupied")
    if occupied is None:
        return unknown(INDICATOR, site.section, "no_report", subject=site.id)
    bound = bind_site(inputs, site)
    if bound.capacity is None:
        return unknown(INDICATOR, site.section, "capacity_unknown", subject=site.id)
    fresh = inputs.is_fresh(feed, site.id, occupied.at)
    return Reading(
        indicator=INDICATOR.key,
        place=site.section,
        value=occupancy(occupied.value, bound.capacity),
        unit=INDICATOR.unit,
        valid_to=occupied.at,
        source=feed,
        step_s=inputs.step(INDICATOR.step_s),
        subject=site.id,
        fresh=fresh,
        why="" if fresh else "stale",
    )


INDICATOR = Indicator(
    key="in2",
    unit="share",
    feeds=(FEED,),
    metrics=("site_occupied", *SUPPLIES, "night_min_c"),
    step_s=4 * HOUR,
    compute=compute,
)
