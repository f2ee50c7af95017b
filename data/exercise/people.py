"""Where people are: they arrive, wait at the line, are fetched to a reception site, move on. Nobody is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from data.exercise.arrivals import arrive
from data.exercise.hours import Counts, Hours, Values, whole
from data.exercise.plan import Scenario, SectionPlan
from data.exercise.sites import SiteRun, open_sites

SENT_BACK_AFTER_H: Final = 6
"""Hours after which a neighbour sends people back."""
GROUP_SIZE: Final = 30
"""Persons of one group, on average."""
GROUP_FLOOR: Final = 1.7
"""Arrivals up to this many times the usual come one by one."""


@dataclass(frozen=True, slots=True)
class AtLine:
    """People of one section, hour by hour; `waiting` stands at the end of the hour."""

    arrived: Counts
    attempted: Counts
    prevented: Counts
    returned: Counts
    groups: Counts
    fetched: Counts
    left: Counts
    waiting: Counts
    outdoors: Counts


@dataclass(frozen=True, slots=True)
class InSite:
    """People of one site, hour by hour; `occupied` stands at the end of the hour."""

    arrived: Counts
    departed: Counts
    occupied: Counts


@dataclass(frozen=True, slots=True)
class People:
    """All people of an exercise."""

    sections: Mapping[str, AtLine]
    sites: Mapping[str, InSite]


def move_people(scenario: Scenario, hours: Hours, seed: int) -> People:
    """Let people come, wait, be fetched and move on, for every hour."""
    lines = {name: _Line.prepare(name, plan, hours, seed) for name, plan in scenario.sections.items()}
    sites = open_sites(scenario, hours)
    for hour in range(hours.count):
        for site in sites.values():
            site.turn_over(hour, sites)
        for transfer in scenario.transfers:
            if transfer.from_h <= hours.of_scenario[hour] < transfer.to_h:
                sites[transfer.source].hand_over(transfer.per_h, sites[transfer.target], hour)
        for line in lines.values():
            line.pass_hour(hour, sites)
        for site in sites.values():
            site.close_hour()
    return People(
        {name: line.record() for name, line in lines.items()},
        {name: InSite(*map(_counts, (s.arrived, s.departed, s.occupied))) for name, s in sites.items()},
    )


@dataclass(slots=True)
class _Line:
    """The people at one section while they are moved through the hours."""

    plan: SectionPlan
    arrived: list[int]
    attempts: list[int]
    prevented: list[int]
    groups: list[int]
    most: list[float]
    returned: list[int] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    attempted: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    due: float = 0.0
    going: float = 0.0

    @classmethod
    def prepare(cls, name: str, plan: SectionPlan, hours: Hours, seed: int) -> "_Line":
        """Draw what comes from outside: arrivals, and the attempts and groups among them."""
        arrived = arrive(name, plan, hours, seed)
        recent: Values = np.convolve(arrived, np.full(6, 1 / 6))[: hours.count].astype(np.float64)
        attempts = whole(recent * plan.attempts)
        prevented = np.minimum(whole((attempts * plan.prevented).astype(np.float64)), attempts)
        crowd = np.maximum(recent - GROUP_FLOOR * plan.daily / 24, 0) if plan.outdoors else np.zeros(hours.count)
        groups = whole(crowd / GROUP_SIZE)
        most = hours.follow(plan.fetch_per_h, otherwise=np.inf)
        return cls(plan, arrived.tolist(), attempts.tolist(), prevented.tolist(), groups.tolist(), most.tolist())

    def pass_hour(self, hour: int, sites: Mapping[str, SiteRun]) -> None:
        """Let one hour pass: people come, some cross and are sent back, some are fetched, some go home."""
        back = self._sent_back(hour)
        present = (self.waiting[-1] if self.waiting else 0) + self.arrived[hour] + back
        attempted = min(self.attempts[hour], present)
        held = min(self.prevented[hour], attempted)
        present -= attempted - held
        fetched = self._fetch(hour, present, sites)
        left = min(self._leave(present), present - fetched)
        self.returned.append(back)
        self.attempted.append(attempted)
        self.held.append(held)
        self.fetched.append(fetched)
        self.left.append(left)
        self.waiting.append(present - fetched - left)

    def _sent_back(self, hour: int) -> int:
        before = hour - SENT_BACK_AFTER_H
        if before < 0:
            return 0
        self.due += (self.attempted[before] - self.held[before]) * self.plan.returned
        back = int(self.due)
        self.due -= back
        return back

    def _fetch(self, hour: int, present: int, sites: Mapping[str, SiteRun]) -> int:
        wanted = min(round(present / self.plan.fetch_h), int(min(self.most[hour], present)))
        taken = 0
        for name, share in self.plan.fetched_to:
            taken += sites[name].take(min(round(wanted * share), wanted - taken), hour)
        for name, _ in self.plan.fetched_to:
            taken += sites[name].take(wanted - taken, hour)
        return taken

    def _leave(self, present: int) -> int:
        self.going += present * self.plan.leave_per_h
        gone = int(self.going)
        self.going -= gone
        return gone

    def record(self) -> AtLine:
        """The hours that have passed."""
        waiting = _counts(self.waiting)
        return AtLine(
            arrived=_counts(self.arrived),
            attempted=_counts(self.attempted),
            prevented=_counts(self.held),
            returned=_counts(self.returned),
            groups=_counts(self.groups),
            fetched=_counts(self.fetched),
            left=_counts(self.left),
            waiting=waiting,
            outdoors=waiting if self.plan.outdoors else np.zeros_like(waiting),
        )


def _counts(values: list[int]) -> Counts:
    return np.asarray(values, dtype=np.int64)
