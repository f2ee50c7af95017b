"""BD4: median wait of cars before the slowest open crossing point of a section, minutes."""

from typing import Final

from data.domain.moment import MINUTE, Moment
from data.domain.places import Crossing
from data.domain.warning import Reading
from data.indicators.contract import Indicator, Inputs
from data.indicators.readings import unconfigured, unknown, worst_places

FEED: Final = "gpk_equeue"
METRICS: Final = ("wait_p50_cars", "waiting_cars")
SMALLEST_GROUP: Final = 5
"""The queue gives no median for fewer waiting cars (their owners could be told); so few are no queue: 0 minutes."""
SLOT_S: Final = 5 * MINUTE
"""Crossing points are asked one after the other; answers of one round make one evaluation."""


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section that has an open crossing point in the electronic queue."""
    missing = unconfigured(INDICATOR, inputs)
    return missing or worst_places(
        [_wait(inputs, s.id, c) for c in inputs.open_crossings(s.id) if c.queue_checkpoint_id or _is_told(inputs, c)]
        for s in inputs.reference.sections
    )


def _wait(inputs: Inputs, section: str, crossing: Crossing) -> Reading:
    feed = inputs.provider(crossing.id, FEED, *METRICS)
    median = inputs.newest(feed, crossing.id, "wait_p50_cars")
    waiting = inputs.newest(feed, crossing.id, "waiting_cars")
    newest = max((s.at for s in (median, waiting) if s), default=None)
    if newest is None:
        return unknown(INDICATOR, section, "no_report", subject=crossing.id)
    if median and median.at == newest:
        return _reading(inputs, section, crossing.id, newest, median.value)
    if waiting and waiting.value < SMALLEST_GROUP:
        return _reading(inputs, section, crossing.id, newest, 0.0, "few_vehicles")
    last = None if median is None else median.value
    return unknown(INDICATOR, section, "no_report", subject=crossing.id, silent=last)


def _is_told(inputs: Inputs, crossing: Crossing) -> bool:
    """Another feed tells of a queue before a crossing point that has no electronic one."""
    return inputs.provider(crossing.id, FEED, *METRICS) != FEED


def _reading(inputs: Inputs, section: str, crossing: str, newest: Moment, minutes: float, why: str = "") -> Reading:
    feed = inputs.provider(crossing, FEED, *METRICS)
    at = inputs.said_at(feed, crossing, newest)
    fresh = inputs.is_fresh(feed, crossing, at)
    return Reading(
        indicator=INDICATOR.key,
        place=section,
        value=minutes,
        unit=INDICATOR.unit,
        valid_to=at // SLOT_S * SLOT_S,
        source=feed,
        step_s=inputs.step(INDICATOR.step_s),
        subject=crossing,
        fresh=fresh,
        why=why if fresh else "stale",
    )


INDICATOR = Indicator(
    key="bd4",
    unit="minutes",
    feeds=(FEED,),
    metrics=METRICS,
    step_s=SLOT_S,
    compute=compute,
)
