"""The hours of an exercise: its past, its scenario and some days after, as one row of equal steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import DAY, HOUR, Moment

MINSK_OFFSET_S = 3 * HOUR
"""Minsk keeps UTC+3 all the year, so a fixed shift gives its calendar."""

Points = Sequence[tuple[float, float]]
"""(hour of the scenario, value), rising in hours: straight lines between them, flat before and after."""
Counts = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Hours:
    """Whole hours from `first`; `start` is the scenario's first moment."""

    first: Moment
    start: Moment
    count: int

    @cached_property
    def begins(self) -> Counts:
        """First moment of each hour."""
        return self.first + HOUR * np.arange(self.count, dtype=np.int64)

    @cached_property
    def ends(self) -> Counts:
        """Moment at which each hour is over."""
        return self.begins + HOUR

    @cached_property
    def marks(self) -> Counts:
        """Borders of the hours: one more than hours."""
        return self.first + HOUR * np.arange(self.count + 1, dtype=np.int64)

    @cached_property
    def of_scenario(self) -> Values:
        """Hours since the scenario's start at the beginning of each hour; negative in the past."""
        return np.asarray((self.begins - self.start) / HOUR, dtype=np.float64)

    @cached_property
    def clock(self) -> Counts:
        """Hour of the day in Minsk, 0..23."""
        return (self.begins + MINSK_OFFSET_S) // HOUR % 24

    @cached_property
    def weekday(self) -> Counts:
        """Day of the week in Minsk, Monday 0."""
        return ((self.begins + MINSK_OFFSET_S) // DAY + 3) % 7

    @property
    def last(self) -> Moment:
        """Moment at which the last hour is over."""
        return self.first + HOUR * self.count

    def index(self, moment: Moment) -> int:
        """Number of the hour that holds a moment, kept inside the row."""
        return min(max((moment - self.first) // HOUR, 0), self.count - 1)

    def follow(self, points: Points, otherwise: float = 0.0) -> Values:
        """A course of values at the middle of each hour."""
        if not points:
            return np.full(self.count, otherwise)
        at, values = zip(*points, strict=True)
        course: Values = np.interp(self.of_scenario + 0.5, at, values)
        return course


def dice(seed: int, *names: str) -> np.random.Generator:
    """A generator of its own for each series: the same seed and names give the same numbers, in any order."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def whole(shares: Values) -> Counts:
    """Round a course of fractions to whole units so that no part is lost: the remainder goes to the next hour."""
    total = np.floor(np.cumsum(shares) + 1e-9).astype(np.int64)
    return np.diff(total, prepend=np.int64(0))
