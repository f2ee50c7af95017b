"""BD7: cold exposure of a section, persons waiting outdoors times degrees of the night below 0 °C."""

from typing import Final

from data.domain.moment import HOUR
from data.domain.places import Section
from data.domain.warning import Reading
from data.indicators.contract import Indicator, Inputs
from data.indicators.readings import unconfigured, unknown

PEOPLE: Final = "gpk_detections"
NIGHT: Final = "hydromet_night"


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section; evaluated when people outdoors are counted anew."""
    missing = unconfigured(INDICATOR, inputs)
    return missing or tuple(_exposure(inputs, section) for section in inputs.reference.sections)


def _exposure(inputs: Inputs, section: Section) -> Reading:
    counts = inputs.provider(section.id, PEOPLE, "persons_waiting_outdoors")
    nights = inputs.provider(section.oblast, NIGHT, "night_min_c")
    people = inputs.newest(counts, section.id, "persons_waiting_outdoors")
    night = inputs.newest(nights, section.oblast, "night_min_c")
    if people is None or night is None:
        return unknown(INDICATOR, section.id, "no_report")
    fresh = inputs.is_fresh(counts, section.id, people.at) and inputs.is_fresh(nights, section.oblast, night.at)
    return Reading(
        indicator=INDICATOR.key,
        place=section.id,
        value=people.value * max(0.0, -night.value),
        unit=INDICATOR.unit,
        valid_to=people.at,
        source=counts,
        step_s=inputs.step(INDICATOR.step_s),
        fresh=fresh,
        why="" if fresh else "stale",
    )


INDICATOR = Indicator(
    key="bd7",
    unit="degree_persons",
    feeds=(PEOPLE, NIGHT),
    metrics=("persons_waiting_outdoors", "night_min_c"),
    step_s=HOUR,
    compute=compute,
)
