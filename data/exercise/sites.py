"""Reception sites while people are moved through the hours: let in, let go, handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from data.exercise.hours import Hours, whole
from data.exercise.plan import Scenario, SitePlan

_BY_DAY: Final = range(8, 20)
"""Hours of the day in which people leave a site."""


@dataclass(slots=True)
class SiteRun:
    """One site: stock at the end of the last hour, and the hours so far."""

    plan: SitePlan
    leaving: list[float]
    """People who leave in each hour, as a share of the stock."""
    brought: list[int]
    """People brought from elsewhere in each hour, as far as there is room."""
    opened: list[bool]
    stock: int
    arrived: list[int]
    departed: list[int]
    occupied: list[int] = field(default_factory=list)
    going: float = 0.0

    def room(self, hour: int) -> int:
        """Persons that may still be let in."""
        most = self.plan.places if self.plan.most is None else self.plan.most
        return max(most - self.stock, 0) if self.opened[hour] else 0

    def take(self, wanted: int, hour: int) -> int:
        """Let in as many as there is room for; returns how many."""
        taken = max(min(wanted, self.room(hour)), 0)
        self.stock += taken
        self.arrived[hour] += taken
        return taken

    def turn_over(self, hour: int, sites: Mapping[str, "SiteRun"]) -> None:
        """Let in those brought from elsewhere; let this hour's people leave: some to other sites, the others home."""
        self.take(self.brought[hour], hour)
        self.going += self.stock * self.leaving[hour]
        gone = min(int(self.going), self.stock)
        self.going -= gone
        for name, share in self.plan.passes_on:
            gone -= self.hand_over(round(gone * share), sites[name], hour)
        self._release(gone, hour)

    def hand_over(self, wanted: int, target: "SiteRun", hour: int) -> int:
        """Bring people to another site that has room; returns how many."""
        moved = target.take(min(wanted, self.stock), hour)
        self._release(moved, hour)
        return moved

    def close_hour(self) -> None:
        """Note who is there at the end of the hour."""
        self.occupied.append(self.stock)

    def _release(self, count: int, hour: int) -> None:
        self.stock -= count
        self.departed[hour] += count


def open_sites(scenario: Scenario, hours: Hours) -> dict[str, SiteRun]:
    """The sites as the history begins."""
    return {name: _open_site(plan, hours) for name, plan in scenario.sites.items()}


def _open_site(plan: SitePlan, hours: Hours) -> SiteRun:
    factor = hours.follow(plan.leave_factor, otherwise=1.0)
    hourly = plan.leave_per_day / len(_BY_DAY)
    leaving = [hourly * f if c in _BY_DAY else 0.0 for f, c in zip(factor.tolist(), hours.clock.tolist(), strict=True)]
    opens = float("-inf") if plan.opens_h is None else plan.opens_h
    opened = (hours.of_scenario >= opens).tolist()
    brought = whole(hours.follow(plan.brought)).tolist()
    return SiteRun(plan, leaving, brought, opened, plan.start, [0] * hours.count, [0] * hours.count)
