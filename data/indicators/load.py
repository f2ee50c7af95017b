"""Crossing load: throughput of 24 hours as a share of a crossing point's named basis; the worst of a section."""

from collections.abc import Iterable
from itertools import product
from types import MappingProxyType
from typing import Final

from data.domain.moment import DAY, HOUR
from data.domain.places import Crossing
from data.domain.warning import Reading
from data.indicators.contract import Indicator, Inputs
from data.indicators.history import Sample, Windows
from data.indicators.readings import unconfigured, unknown, worst_places

FEED: Final = "gpk_crossings"
VEHICLES: Final = ("cars", "trucks", "buses")
CLASSES: Final = MappingProxyType({"vehicles_day": VEHICLES, "trucks_day": ("trucks",)})
"""Vehicle classes that a basis counts, both directions together."""


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section that has an open crossing point with a basis."""
    missing = unconfigured(INDICATOR, inputs)
    return missing or worst_places(crossing_loads(inputs, s.id) for s in inputs.reference.sections)


def crossing_loads(inputs: Inputs, section: str) -> list[Reading]:
    """One reading for each open crossing point of a section that has a basis; the first basis of the table counts."""
    return [_load(inputs, section, c) for c in inputs.open_crossings(section) if c.capacities]


def passed_in_day(inputs: Inputs, crossing: str, classes: Iterable[str] = VEHICLES) -> Sample | None:
    """Vehicles of these classes that passed in both directions in 24 hours; None while an hour of any is missing."""
    windows = _windows(inputs, crossing, classes)
    index = windows[0].newest(inputs.now)
    if index is None:
        return None
    end = windows[0].ends[index]
    sums = [w.ending(end) for w in windows]
    known = [s for s in sums if s is not None]
    return Sample(end, sum(known)) if len(known) == len(sums) else None


def _windows(inputs: Inputs, crossing: str, classes: Iterable[str]) -> list[Windows]:
    metrics = [f"{way}_{kind}" for way, kind in product(("in", "out"), classes)]
    return [inputs.days(inputs.provider(crossing, FEED, metric), crossing, metric) for metric in metrics]


def source_of(inputs: Inputs, crossing: str) -> str:
    """The feed that tells of the traffic at a crossing point."""
    return inputs.provider(crossing, FEED, "in_cars", "in_trucks")


def _load(inputs: Inputs, section: str, crossing: Crossing) -> Reading:
    basis = crossing.capacities[0]
    passed = passed_in_day(inputs, crossing.id, CLASSES[basis.unit])
    if passed is None:
        return _unknown(inputs, section, crossing)
    feed = source_of(inputs, crossing.id)
    fresh = inputs.is_fresh(feed, crossing.id, passed.at)
    return Reading(
        indicator=INDICATOR.key,
        place=section,
        value=passed.value / basis.value,
        unit=INDICATOR.unit,
        valid_to=passed.at,
        source=feed,
        step_s=inputs.step(INDICATOR.step_s),
        subject=crossing.id,
        window_h=24.0,
        fresh=fresh,
        why="" if fresh else "stale",
    )


def _unknown(inputs: Inputs, section: str, crossing: Crossing) -> Reading:
    """Unknown, with the newest day of which every hour is known as what was last said."""
    basis = crossing.capacities[0]
    first, *others = _windows(inputs, crossing.id, CLASSES[basis.unit])
    index = first.newest(inputs.now)
    if index is None:
        return unknown(INDICATOR, section, "no_report", subject=crossing.id)
    for end, own in zip(reversed(first.ends[: index + 1]), reversed(first.sums[: index + 1]), strict=True):
        rest = [w.ending(end) for w in others]
        if own is not None and None not in rest:
            last = (own + sum(s for s in rest if s is not None)) / basis.value
            return unknown(INDICATOR, section, "window_incomplete", subject=crossing.id, silent=last)
    return unknown(INDICATOR, section, "window_incomplete", subject=crossing.id)


INDICATOR = Indicator(
    key="load",
    unit="share",
    feeds=(FEED,),
    metrics=tuple(f"{way}_{kind}" for way, kind in product(("in", "out"), VEHICLES)),
    step_s=HOUR,
    compute=compute,
    history_s=2 * DAY,
)
