"""Invented histories over the real reference data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from data.domain.moment import HOUR, parse_iso
from data.indicators import Inputs
from data.reference import load, load_standards
from data.store.contract import Point, SeriesKey, Track

NOW = parse_iso("2026-11-18T02:00:00+03:00")
FEEDS = frozenset(
    {"gpk_detections", "gpk_crossings", "gpk_equeue", "mvd_reception", "hydromet_night", "mchs_cap_alerts"}
)


@dataclass
class Told:
    """Collects what agencies said, and gives the inputs that result."""

    now: int = NOW
    tracks: dict[SeriesKey, Track] = field(default_factory=dict)
    latest: dict[SeriesKey, Point] = field(default_factory=dict)
    fresh: dict[tuple[str, str], str] = field(default_factory=dict)
    heard: dict[tuple[str, str], int] = field(default_factory=dict)
    hazards: tuple = ()
    configured: frozenset[str] = FEEDS
    exercise: bool = True

    def hours(self, feed: str, place: str, metric: str, by_hours_ago: Mapping[int, float]) -> None:
        """Counts of hours that ended so many hours ago."""
        ends = np.array(sorted(self.now - ago * HOUR for ago in by_hours_ago), dtype=np.int64)
        values = np.array([by_hours_ago[(self.now - int(e)) // HOUR] for e in ends], dtype=np.float64)
        self.tracks[SeriesKey(feed, place, metric)] = Track(ends - HOUR, ends, values)
        self.speak(feed, place)

    def stands(self, feed: str, place: str, metric: str, value: float, age_s: int = 0) -> None:
        at = self.now - age_s
        self.latest[SeriesKey(feed, place, metric)] = Point(at, at, at, at, value)
        self.speak(feed, place)

    def speak(self, feed: str, place: str, state: str = "current") -> None:
        self.fresh[feed, self.inputs.unit_of(feed, place)] = state

    @property
    def inputs(self) -> Inputs:
        return Inputs(
            reference=load(),
            now=self.now,
            latest=self.latest,
            tracks=self.tracks,
            fresh=self.fresh,
            configured=self.configured,
            hazards=self.hazards,
            standards=load_standards(),
            exercise=self.exercise,
            heard=self.heard,
        )

    def read(self, indicator, section: str = "grodno-pl"):
        """Reading of one section, or None where the indicator does not apply."""
        return next((r for r in indicator.compute(self.inputs) if r.place == section), None)


@pytest.fixture
def told() -> Told:
    return Told()
