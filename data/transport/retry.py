"""Trying again within one cycle: a pure plan, and a thin loop that ends at once when the clock stops.

Exponential backoff with full jitter: each pause is drawn evenly between nothing and a bound that doubles, so that
many clocks which lost the same source do not come back to it together.
"""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from data.transport.contract import Answer, TransportError

PASSING: Final = frozenset({"interrupted", "refused", "timeout", "truncated", "unreachable"})
PASSING_CODES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Refusals that may pass by themselves within seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds of the tries of one address; wall seconds."""

    tries: int = 3
    base_s: float = 0.5
    """Bound of the first pause."""
    longest_s: float = 10.0
    """A source that wants a longer pause is left to the next cycle."""
    total_s: float = 20.0
    """No try begins later than this after the first."""


ONCE: Final = Patience(tries=1)


def passes(error: TransportError) -> bool:
    """Tell whether a failure may pass by itself."""
    if error.reason == "http_status":
        return error.detail.isdecimal() and int(error.detail) in PASSING_CODES
    return error.reason in PASSING and not error.permanent


def pause(error: TransportError, tried: int, spent_s: float, draw: float, patience: Patience) -> float | None:
    """Seconds to wait before the next try; None: give up for this cycle.

    `tried` counts the tries so far, `spent_s` the seconds since the first began, `draw` is in [0, 1). What the source
    itself asks for (`Retry-After`) is never undercut.
    """
    if tried >= patience.tries or not passes(error):
        return None
    bound = min(patience.base_s * 2 ** (tried - 1), patience.longest_s)
    wanted = max(bound * draw, error.retry_after_s or 0.0)
    return None if wanted > patience.longest_s or spent_s + wanted > patience.total_s else wanted


def try_again(
    ask: Callable[[], Answer],
    patience: Patience,
    stopping: threading.Event,
    *,
    draw: Callable[[], float] = random.random,
    elapsed: Callable[[], float] = time.monotonic,
) -> Answer:
    """Ask until an answer comes or the plan gives up.

    Raises:
        TransportError: that of the last try, also when the clock stops in between.
    """
    begun, tried = elapsed(), 0
    while True:
        try:
            return ask()
        except TransportError as error:
            tried += 1
            wait = pause(error, tried, elapsed() - begun, draw(), patience)
            if wait is None or stopping.wait(wait):
                raise
