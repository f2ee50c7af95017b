"""Traffic at crossing points: vehicles come, queue before the border, pass; and who stands in the queue at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from data.domain.moment import HOUR, Moment
from data.domain.places import Reference
from data.exercise.arrivals import rhythm
from data.exercise.hours import Counts, Hours, Values, dice, whole
from data.exercise.plan import CLASSES, CrossingPlan, Scenario, TrafficPlan, VehicleClass

ABOARD: Final[Mapping[VehicleClass, float]] = {"cars": 2.2, "trucks": 1.05, "buses": 34.0}
"""Persons in a vehicle, on average."""
NO_PLAN: Final = CrossingPlan()


@dataclass(frozen=True)
class Queue:
    """Vehicles of one class before a crossing: how many had come and how many had been let out at each mark."""

    marks: Counts
    come: Counts
    sent: Counts

    def come_by(self, moment: Moment) -> int:
        """Vehicles that have joined the queue by a moment, since the history's begin."""
        return self._by(self.come, moment)

    def sent_by(self, moment: Moment) -> int:
        """Vehicles that have been let out by a moment."""
        return self._by(self.sent, moment)

    def _by(self, total: Counts, moment: Moment) -> int:
        hour = int(min(max((moment - self.marks[0]) // HOUR, 0), len(total) - 2))
        passed = int(min(max(moment - self.marks[hour], 0), HOUR))
        return int(total[hour] + (total[hour + 1] - total[hour]) * passed // HOUR)

    def joined(self, numbers: Counts) -> Counts:
        """Moment at which the n-th vehicle (from 1) joined; the history's begin for those before it."""
        return self._when(self.come, numbers)

    def called(self, numbers: Counts) -> Counts:
        """Moment at which the n-th vehicle (from 1) was let out."""
        return self._when(self.sent, numbers)

    def _when(self, total: Counts, numbers: Counts) -> Counts:
        hour = np.clip(np.searchsorted(total, numbers, side="left") - 1, 0, len(total) - 2)
        within = total[hour + 1] - total[hour]
        offset = -((numbers - total[hour]) * -HOUR // np.maximum(within, 1))
        moment: Counts = self.marks[hour] + np.clip(offset, 0, HOUR)
        return moment


@dataclass(frozen=True, slots=True)
class CrossingTraffic:
    """What passed a crossing point in each hour, by `in_cars`, `out_persons`, ..., and its queues."""

    passed: Mapping[str, Counts]
    queues: Mapping[VehicleClass, Queue]
    priority: Counts
    """Cars that may pass the queue, in each hour."""


def run_traffic(scenario: Scenario, reference: Reference, hours: Hours, seed: int) -> Mapping[str, CrossingTraffic]:
    """Traffic of every crossing point that is open and belongs to a section; one without a plan stands empty."""
    names = [c.id for c in reference.crossings if c.section and c.status in {"open", "restricted"}]
    return {name: _run_crossing(name, scenario.crossings.get(name, NO_PLAN), hours, seed) for name in names}


def _run_crossing(name: str, plan: CrossingPlan, hours: Hours, seed: int) -> CrossingTraffic:
    chance = dice(seed, "traffic", name)
    passed: dict[str, Counts] = {}
    queues: dict[VehicleClass, Queue] = {}
    for vehicles in CLASSES:
        traffic = plan.traffic(vehicles) or TrafficPlan(0)
        passed[f"in_{vehicles}"] = chance.poisson(traffic.daily * rhythm(hours))
        queues[vehicles] = _queue(traffic, hours, chance)
        passed[f"out_{vehicles}"] = np.diff(queues[vehicles].sent)
    for direction in ("in", "out"):
        aboard = sum(passed[f"{direction}_{v}"] * ABOARD[v] for v in CLASSES) + plan.on_foot * rhythm(hours)
        persons = whole(np.asarray(aboard, dtype=np.float64))
        refused = np.minimum(chance.poisson(persons * plan.refused), persons)
        passed[f"{direction}_persons"], passed[f"{direction}_refused"] = persons - refused, refused
    return CrossingTraffic(passed, queues, chance.binomial(4, 0.3, hours.count))


def _queue(plan: TrafficPlan, hours: Hours, chance: np.random.Generator) -> Queue:
    coming = chance.poisson(plan.daily * rhythm(hours) * hours.follow(plan.demand, otherwise=1.0))
    usual = np.inf if plan.per_h is None else plan.per_h
    pace = usual * hours.follow(plan.capacity, otherwise=1.0) * chance.normal(1.0, 0.08, hours.count)
    sent = _serve(coming, pace)
    total = np.cumsum(np.stack([coming, sent]), axis=1)
    come, gone = np.pad(total, ((0, 0), (1, 0)))
    return Queue(hours.marks, come, gone)


def _serve(coming: Counts, pace: Values) -> Counts:
    """Let out no more than the pace and no more than are there."""
    waiting, sent = 0, []
    for came, most in zip(coming.tolist(), pace.tolist(), strict=True):
        let_out = int(min(waiting + came, max(most, 0)))
        waiting += came - let_out
        sent.append(let_out)
    return np.asarray(sent, dtype=np.int64)
