"""The clock of a picture: wall time, or the faster time of an exercise."""

from dataclasses import dataclass
from typing import ClassVar, Final

from data.domain.moment import Moment


@dataclass(frozen=True, slots=True)
class TimeBase:
    """Maps wall time to picture time: t0 + speed x (wall - wall0) until `until`, then speed 1.

    `t0` and `until` are picture moments, `wall0` is the wall time at which `t0` was shown.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    t0: Moment
    wall0: float
    speed: float = 1.0
    until: Moment | None = None

    def now(self, wall: float) -> Moment:
        """Picture time at a wall time, in whole seconds."""
        return int(self.t0 + self._elapsed(wall))

    def rate(self, wall: float) -> float:
        """Picture seconds that pass in one wall second."""
        return self.speed if self.until is None or self.now(wall) < self.until else 1.0

    def wall_of(self, moment: Moment) -> float:
        """Wall time at which a picture moment is, was or will be shown."""
        ahead = moment - self.t0
        if self.until is None or moment <= self.until:
            return self.wall0 + ahead / self.speed
        fast = self.until - self.t0
        return self.wall0 + fast / self.speed + (ahead - fast)

    def _elapsed(self, wall: float) -> float:
        fast = (wall - self.wall0) * self.speed
        if self.until is None or self.t0 + fast <= self.until:
            return fast
        span = self.until - self.t0
        return span + (wall - self.wall0 - span / self.speed)


LIVE: Final = TimeBase(t0=0, wall0=0.0)
"""Picture time is wall time."""
