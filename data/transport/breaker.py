"""The circuit breaker of one source: a pure step from cycle to cycle. It lives as long as the clock, no longer.

closed: asked at every cycle. open: failed for some cycles, and is left alone for a growing while. half open: the while
is over, and one address is asked to see. The feed stays in error all the time: leaving a source alone hides nothing.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from data.domain.moment import Moment

FAILURES: Final = 3
"""Failed cycles that open it."""
LONGEST_REST_S: Final = 1800
"""Picture seconds; feeds with longer cycles are asked at each."""
LONGEST_WISH_S: Final = 3600
"""Longest rest that a source may ask for by `Retry-After`, picture seconds."""
State = Literal["closed", "open", "half_open"]


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is remembered of a source's troubles."""

    failures: int = 0
    """Failed cycles in a row."""
    rests: int = 0
    """Times that it was opened in a row."""
    until: Moment | None = None
    """Asked again from then on; None: closed."""

    def state(self, now: Moment) -> State:
        """How it stands. A rest that lies further ahead than any rest is long was set by a clock that was wrong."""
        if self.until is None:
            return "closed"
        return "open" if now < self.until <= now + LONGEST_WISH_S else "half_open"


def after_cycle(
    breaker: Breaker, now: Moment, *, failed: bool, cycle_s: float, retry_after_s: float | None = None
) -> Breaker:
    """The breaker after a cycle; `failed`: nothing at all came from the source. All times in picture seconds.

    A source that asks for time gets it, also where it has answered for some of its addresses.
    """
    wished = min(retry_after_s or 0.0, LONGEST_WISH_S)
    if not failed:
        return Breaker(until=now + round(wished)) if wished > cycle_s else Breaker()
    failures = breaker.failures + 1
    if failures < FAILURES and wished <= cycle_s:
        return replace(breaker, failures=failures, until=None)
    rests = breaker.rests + 1 if failures >= FAILURES else breaker.rests
    rest = min(cycle_s * 2.0 ** min(rests, 12), LONGEST_REST_S) if failures >= FAILURES else 0.0
    return Breaker(failures, rests, now + round(max(rest, wished)))
