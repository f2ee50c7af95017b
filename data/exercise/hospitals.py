"""Free beds of the hospitals, four times a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from data.domain.moment import MINUTE
from data.exercise.hours import Counts, Hours, dice
from data.exercise.plan import HospitalPlan, Scenario

EVERY_H: Final = 6
REPORTED_WITHIN_MIN: Final = 25
USUALLY_WAITING: Final = 4.0
"""Persons in an emergency room while `strain` is 1."""


@dataclass(frozen=True, slots=True)
class Beds:
    """Beds of one hospital at each of its reports; `updated` is the hospital's own time stamp."""

    updated: Counts
    baseline: Mapping[str, int]
    available: Mapping[str, Counts]
    waiting: Counts
    """Persons who wait in the emergency room."""


def fill_beds(scenario: Scenario, hours: Hours, seed: int) -> Mapping[str, Beds]:
    """Beds of every hospital through the whole exercise."""
    return {name: _fill(name, plan, hours, seed) for name, plan in scenario.hospitals.items()}


def _fill(name: str, plan: HospitalPlan, hours: Hours, seed: int) -> Beds:
    chance = dice(seed, "beds", name)
    rounds = np.flatnonzero(hours.clock % EVERY_H == 0)
    updated = hours.begins[rounds] + chance.integers(2, REPORTED_WITHIN_MIN, rounds.size) * MINUTE
    strain = hours.follow(plan.strain, otherwise=1.0)[rounds]
    available = {}
    for kind, beds in plan.beds.items():
        drift = np.convolve(chance.normal(0, 0.25, rounds.size), np.full(8, 1 / 8), mode="same")
        free = np.round(beds * plan.free * strain * (1 + drift)).astype(np.int64)
        available[kind] = np.clip(free, 0, beds)
    return Beds(updated, dict(plan.beds), available, chance.poisson(USUALLY_WAITING / strain))
