"""People who come to each border section outside ordinary travel, hour by hour."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from data.exercise.hours import Counts, Hours, Values, dice
from data.exercise.plan import Episode, SectionPlan

_BORDER: Final = (0.45, 0.4, 0.35, 0.35, 0.4, 0.55, 0.75, 0.95, 1.15, 1.3, 1.45, 1.5)
_BORDER_PM: Final = (1.5, 1.5, 1.45, 1.4, 1.35, 1.3, 1.2, 1.1, 0.95, 0.8, 0.65, 0.55)
_AIRPORT: Final = (0.9, 1.1, 0.8, 0.4, 0.3, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2)
_AIRPORT_PM: Final = (1.3, 1.4, 1.4, 1.3, 1.2, 1.2, 1.3, 1.4, 1.3, 1.1, 0.9, 0.8)
DAY_RHYTHM: Final = {"border": (*_BORDER, *_BORDER_PM), "airport": (*_AIRPORT, *_AIRPORT_PM)}
"""Weight of each hour of the day in Minsk."""
WEEK_RHYTHM: Final = (0.96, 0.98, 1.0, 1.02, 1.08, 1.02, 0.94)
"""Weight of each day of the week, from Monday."""
SPREAD: Final = 12.0
"""Gamma shape of single hours: counts vary more than by chance alone, as reports of groups do."""
DAY_SPREAD: Final = 0.05
"""Standard deviation of whole days around the usual."""


def rhythm(hours: Hours, kind: str = "border") -> Values:
    """Share of a day's number that belongs to each hour: 24 of them make about one day."""
    weights = np.array(DAY_RHYTHM[kind])
    days = np.array(WEEK_RHYTHM)
    share: Values = (weights / weights.sum())[hours.clock] * (days / days.mean())[hours.weekday]
    return share


def arrive(name: str, plan: SectionPlan, hours: Hours, seed: int) -> Counts:
    """Arrivals of a section in each hour."""
    chance = dice(seed, "arrivals", name)
    mood = np.repeat(chance.normal(1.0, DAY_SPREAD, hours.count // 24 + 1), 24)[: hours.count]
    usual = plan.daily * rhythm(hours, plan.rhythm) * mood * in_episodes(plan.episodes, hours)
    bursts = chance.gamma(SPREAD, 1 / SPREAD, hours.count)
    return chance.poisson(usual * bursts) + chance.poisson(hours.follow(plan.surge))


def in_episodes(episodes: Sequence[Episode], hours: Hours) -> Values:
    """Factor of the episodes in each hour, 1 outside them; it comes and goes within three hours."""
    factor = np.ones(hours.count)
    for episode in episodes:
        points = (episode.from_h - 3, 0.0), (episode.from_h, 1.0), (episode.to_h, 1.0), (episode.to_h + 3, 0.0)
        factor += (episode.factor - 1) * hours.follow(points)
    return factor
