"""A section's count of 24 hours against the same weekday and hours of the eight weeks before."""

from dataclasses import dataclass
from typing import Final

from data.domain.moment import WEEK, Moment
from data.domain.warning import Reading
from data.indicators.contract import REFERENCE_WEEKS, Indicator, Inputs
from data.indicators.history import Windows
from data.indicators.readings import unconfigured, unknown

LEAST_REFERENCES: Final = 3
"""Fewer reference values make nothing expected."""
LEAST_EXPECTED: Final = 1.0
"""A ratio is taken against at least this many, so that nothing expected does not make everything infinite."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual at these hours: median and 5-95 % range of the reference values."""

    expected: float
    low: float
    high: float


def usual(windows: Windows, end: Moment) -> Usual | None:
    """What the windows that ended one to eight weeks before say; None with fewer than three values."""
    earlier = (windows.ending(end - week * WEEK) for week in range(1, REFERENCE_WEEKS + 1))
    values = sorted(v for v in earlier if v is not None)
    if len(values) < LEAST_REFERENCES:
        return None
    return Usual(quantile(values, 0.5), quantile(values, 0.05), quantile(values, 0.95))


def quantile(ascending: list[float], share: float) -> float:
    """Quantile by linear interpolation between order statistics."""
    place = share * (len(ascending) - 1)
    below = int(place)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (place - below) * (ascending[above] - ascending[below])


def count_days(inputs: Inputs, indicator: Indicator) -> tuple[Reading, ...]:
    """Readings of all sections of the one metric of an indicator."""
    missing = unconfigured(indicator, inputs)
    return missing or tuple(_count(inputs, indicator, s.id) for s in inputs.reference.sections)


def _count(inputs: Inputs, indicator: Indicator, section: str) -> Reading:
    (usual_feed,), (metric,) = indicator.feeds, indicator.metrics
    feed = inputs.provider(section, usual_feed, metric)
    windows = inputs.days(feed, section, metric)
    index = windows.newest(inputs.now)
    if index is None:
        return unknown(indicator, section, "no_report")
    end, observed = windows.ends[index], windows.sums[index]
    known = usual(windows, end)
    fresh = inputs.is_fresh(feed, section, end)
    return Reading(
        indicator=indicator.key,
        place=section,
        value=observed,
        unit=indicator.unit,
        valid_to=end,
        source=feed,
        step_s=inputs.step(indicator.step_s),
        expected=known.expected if known else None,
        low=known.low if known else None,
        high=known.high if known else None,
        ratio=None if observed is None or known is None else observed / max(known.expected, LEAST_EXPECTED),
        excess=None if observed is None or known is None else observed - known.expected,
        window_h=24.0,
        fresh=fresh,
        why=_why(observed, known, fresh=fresh),
    )


def _why(observed: float | None, known: Usual | None, *, fresh: bool) -> str:
    if not fresh:
        return "stale"
    if observed is None:
        return "window_incomplete"
    return "few_references" if known is None else ""
