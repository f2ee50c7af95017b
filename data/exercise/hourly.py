"""Hourly reports of border bodies and crossing points: what is said of each hour, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from data.domain.moment import HOUR, Moment
from data.domain.places import Reference
from data.exercise.hours import Counts, Hours
from data.exercise.people import AtLine, People
from data.exercise.plan import Scenario
from data.exercise.punctuality import Corrections, Issues, correct, issue
from data.exercise.traffic import CrossingTraffic

REPEATED_S: Final = 48 * HOUR
"""Every answer repeats the rows of the last two days."""
DETECTION_COLUMNS: Final = (
    "arrived",
    "attempted",
    "prevented",
    "groups",
    "persons_waiting_outdoors",
    "returned_by_neighbour",
)
CROSSING_COLUMNS: Final = ("cars", "trucks", "buses", "persons", "refused")
STOCKS: Final = frozenset({"persons_waiting_outdoors"})


class Row(NamedTuple):
    """One row of a report: the hour it speaks of, its numbers in the order of the columns, when it was issued."""

    start: Moment
    values: tuple[int, ...]
    issued: Moment


@dataclass(frozen=True, slots=True)
class Hourly:
    """Hourly rows of one place; the first issue of a corrected row is off in its first column."""

    place: str
    unit: str
    direction: str
    """`in` or `out` at a crossing point, else empty."""
    columns: Mapping[str, Counts]
    issues: Issues
    corrections: Corrections
    hours: Hours

    def first(self, column: str) -> Counts:
        """Values of a column as they were first issued."""
        values = self.columns[column].copy()
        if column == next(iter(self.columns)):
            off = self.corrections
            values[off.hours] = np.maximum(values[off.hours] + off.error, 0)
        return values

    def metric(self, column: str) -> str:
        """Name of the metric in the feed."""
        return f"{self.direction}_{column}" if self.direction else column

    def known(self, now: Moment) -> Iterator[Row]:
        """Rows of the two days before the newest hour that was issued by `now`, as last issued by then."""
        issued = np.flatnonzero(self.issues.at <= now)
        if not issued.size:
            return
        recent = issued[issued > issued[-1] - REPEATED_S // HOUR]
        corrected = {int(h): int(at) for h, at in zip(self.corrections.hours, self.corrections.at, strict=True)}
        first = {column: self.first(column) for column in self.columns}
        for hour in recent.tolist():
            again = corrected.get(hour, now + 1) <= now
            source = self.columns if again else first
            at = corrected[hour] if again else int(self.issues.at[hour])
            yield Row(int(self.hours.begins[hour]), tuple(int(source[c][hour]) for c in source), at)


def report_detections(
    scenario: Scenario, reference: Reference, people: People, hours: Hours, seed: int
) -> tuple[Hourly, ...]:
    """Hourly rows of every section, by the body that reports them."""
    feed = "gpk_detections"
    issues = {body.id: issue(feed, body.id, scenario, hours, seed) for body in reference.bodies}
    reports = []
    for section in reference.sections:
        own = issues[section.body]
        again = correct(feed, section.id, own, scenario, hours, seed)
        columns = _detections(people.sections[section.id])
        reports.append(Hourly(section.id, section.body, "", columns, own, again, hours))
    return tuple(reports)


def _detections(line: AtLine) -> Mapping[str, Counts]:
    values = (line.arrived, line.attempted, line.prevented, line.groups, line.outdoors, line.returned)
    return dict(zip(DETECTION_COLUMNS, values, strict=True))


def report_crossings(
    scenario: Scenario, traffic: Mapping[str, CrossingTraffic], hours: Hours, seed: int
) -> tuple[Hourly, ...]:
    """Hourly rows of every crossing point and direction."""
    feed = "gpk_crossings"
    reports = []
    for name, crossing in traffic.items():
        own = issue(feed, name, scenario, hours, seed)
        for direction in ("in", "out"):
            again = correct(feed, f"{name} {direction}", own, scenario, hours, seed)
            columns = {column: crossing.passed[f"{direction}_{column}"] for column in CROSSING_COLUMNS}
            reports.append(Hourly(name, name, direction, columns, own, again, hours))
    return tuple(reports)
