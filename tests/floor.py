"""Work weighed against a floor measured just before it, so that no bound depends on the machine."""

import time
from collections.abc import Callable


def floors(work: Callable[[], object]) -> float:
    """CPU of some work as a multiple of two million multiplications; what is quadratic misses a bound by hundreds."""
    floor = _cpu(lambda: sum(number * number for number in range(2_000_000)))
    return _cpu(work) / floor


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
