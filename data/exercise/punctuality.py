"""When the agencies say what they know: usual lags, late reports, silences, corrections."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from data.domain.moment import HOUR, MINUTE
from data.exercise.hours import Counts, Hours, dice
from data.exercise.plan import Scenario, Silence

NEVER: Final = 2**62
"""Issue time of what is never said."""


@dataclass(frozen=True, slots=True)
class Issues:
    """When a unit issues the report of each hour; NEVER where it stays silent."""

    at: Counts


@dataclass(frozen=True, slots=True)
class Corrections:
    """Hours of a place that are issued again: their numbers, when, and how far off the first issue was."""

    hours: Counts
    at: Counts
    error: Counts


def issue(feed: str, unit: str, scenario: Scenario, hours: Hours, seed: int) -> Issues:
    """Issue times of a unit's hourly reports."""
    chance = dice(seed, "issue", feed, unit)
    lag = int(chance.integers(4, 10)) * MINUTE
    at = hours.ends + lag + chance.integers(0, 90, hours.count)
    late = chance.random(hours.count) < scenario.manners.late
    at += np.where(late, chance.integers(2 * HOUR, 6 * HOUR, hours.count), 0)
    silences = [s for s in scenario.silences if s.feed == feed and s.unit == unit]
    return Issues(_silence(at, silences, scenario))


def _silence(at: Counts, silences: Iterable[Silence], scenario: Scenario) -> Counts:
    for silence in silences:
        begin, end = scenario.moment(silence.from_h), scenario.moment(silence.to_h)
        caught = (at >= begin) & (at < end)
        back = end + 5 * MINUTE if silence.backlog else NEVER
        at = np.where(caught, back, at)
    return at


def correct(feed: str, place: str, issues: Issues, scenario: Scenario, hours: Hours, seed: int) -> Corrections:
    """Choose the rows of a place that are issued twice, the second time right."""
    chance = dice(seed, "correct", feed, place)
    drawn = chance.random(hours.count) < scenario.manners.corrected
    chosen = np.flatnonzero(drawn & (issues.at < NEVER))
    at = issues.at[chosen] + chance.integers(3 * HOUR, 20 * HOUR, chosen.size)
    error = chance.choice(np.array([-2, -1, 1, 2, 3]), chosen.size)
    return Corrections(chosen, at, error)
