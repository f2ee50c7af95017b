"""Night minimum of each oblast: autumn falls towards winter, some nights are given by the scenario."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from data.domain.moment import DAY, HOUR, MINUTE, Moment, local
from data.exercise.hours import Counts, Hours, Values, dice
from data.exercise.plan import NightPlan, Scenario

NIGHT_BEGINS_H: Final = 18
NIGHT_ENDS_H: Final = 8
NIGHT_S: Final = (24 - NIGHT_BEGINS_H + NIGHT_ENDS_H) * HOUR
FORECAST_BEFORE_S: Final = NIGHT_S + 2 * HOUR + 25 * MINUTE
"""The coming night is foretold this long before its end: in the afternoon."""
MEASURED_AFTER_S: Final = 35 * MINUTE
REPEATED_S: Final = 7 * DAY
WHIM_C: Final = 2.2
"""Standard deviation of single nights."""


class NightReport(NamedTuple):
    """What is said of one oblast's night."""

    oblast: str
    begins: Moment
    ends: Moment
    minimum: float
    issued: Moment


@dataclass(frozen=True, slots=True)
class Nights:
    """Nights of all oblasts: `ends` are the mornings; minima to a tenth of a degree."""

    ends: Counts
    minima: Mapping[str, Values]


def make_nights(scenario: Scenario, hours: Hours, seed: int) -> Nights:
    """Every night that ends within the hours of the exercise."""
    ends = hours.ends[(hours.clock + 1) % 24 == NIGHT_ENDS_H]
    return Nights(ends, {name: _minima(name, p, ends, scenario.begins, seed) for name, p in scenario.nights.items()})


def _minima(name: str, plan: NightPlan, ends: Counts, start: Moment, seed: int) -> Values:
    fall = np.interp(ends, [ends[0], start], [plan.first_c, plan.last_c])
    # cold comes over all oblasts at once, so most of a night's whim is common
    common, own = dice(seed, "nights"), dice(seed, "nights", name)
    whim = 0.9 * common.normal(0, WHIM_C, ends.size) + 0.4 * own.normal(0, WHIM_C, ends.size)
    usual = np.convolve(whim, [0.6, 0.3, 0.1])[: ends.size] + fall
    given = [plan.nights.get(local(int(end)).date().isoformat()) for end in ends]
    chosen = [u if g is None else g for u, g in zip(usual.tolist(), given, strict=True)]
    return np.asarray([round(minimum, 1) for minimum in chosen], dtype=np.float64)


def known_nights(nights: Nights, now: Moment, since: Moment | None = None) -> Iterator[NightReport]:
    """Reports issued by `now` of nights that ended after `since` (default: the last week), oldest first.

    A forecast names whole degrees, the measured minimum tenths.
    """
    begin = now - REPEATED_S if since is None else since
    for number, end in enumerate(nights.ends.tolist()):
        if end <= begin:
            continue
        for name, minima in nights.minima.items():
            minimum = float(minima[number])
            if end - FORECAST_BEFORE_S <= now:
                yield NightReport(name, end - NIGHT_S, end, float(round(minimum)), end - FORECAST_BEFORE_S)
            if end + MEASURED_AFTER_S <= now:
                yield NightReport(name, end - NIGHT_S, end, minimum, end + MEASURED_AFTER_S)
