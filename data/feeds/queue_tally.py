"""From vehicles to counts: the only place that sees a row of the electronic queue.

What leaves this module are numbers; no field of its results could hold a plate, a name or an address.
"""

from dataclasses import dataclass
from typing import Any, Final

from data.domain.moment import Moment, parse_local
from data.feeds.personal import count_values
from data.feeds.reading import CLOCK_LEEWAY_S

WAITING: Final = 2
CALLED: Final = 3
SMALLEST_GROUP: Final = 5
"""Percentiles of fewer vehicles would speak of single ones."""
PERSONAL_KEYS: Final = frozenset({"regnum", "phone", "address"})
_TIME_FORM: Final = "%H:%M:%S %d.%m.%Y"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one queue. Waits in whole minutes; None where fewer than five vehicles have one."""

    waiting: int
    called: int
    other: int
    wait_p50: float | None
    wait_p90: float | None
    malformed: tuple[int, ...]
    """Numbers of the rows without a usable status; they count nowhere."""
    untimed: tuple[int, ...]
    """Numbers of the waiting rows without a usable time of registration; they count as waiting."""

    @property
    def mostly_malformed(self) -> bool:
        """More rows could not be read than could."""
        return len(self.malformed) > self.waiting + self.called + self.other


def personal_values(document: Any) -> int:
    """Non-empty plates, phones and addresses anywhere in a report; every one of them is left behind."""
    return count_values(document, PERSONAL_KEYS, scan=False)


def tally(rows: list[Any], at: Moment) -> Tally:
    """Count the vehicles of one queue as of `at`: status 2 waits, 3 is called, any other number is other."""
    statuses = [_status(row) for row in rows]
    waits = {n: _wait(row, at) for n, row in enumerate(rows, start=1) if statuses[n - 1] == WAITING}
    minutes = sorted(wait for wait in waits.values() if wait is not None)
    enough = len(minutes) >= SMALLEST_GROUP
    known = [status for status in statuses if status is not None]
    return Tally(
        waiting=known.count(WAITING),
        called=known.count(CALLED),
        other=len(known) - known.count(WAITING) - known.count(CALLED),
        wait_p50=_percentile(minutes, 0.5) if enough else None,
        wait_p90=_percentile(minutes, 0.9) if enough else None,
        malformed=tuple(n for n, status in enumerate(statuses, start=1) if status is None),
        untimed=tuple(n for n, wait in waits.items() if wait is None),
    )


def _status(row: Any) -> int | None:
    status = row.get("status") if isinstance(row, dict) else None
    return status if isinstance(status, int) and not isinstance(status, bool) else None


def _wait(row: dict[str, Any], at: Moment) -> float | None:
    text = row.get("registration_date")
    try:
        registered = parse_local(text, _TIME_FORM) if isinstance(text, str) else None
    except (ValueError, OverflowError):
        registered = None
    if registered is None or registered > at + CLOCK_LEEWAY_S:
        return None
    return max(at - registered, 0) / 60


def _percentile(ascending: list[float], share: float) -> float:
    """Linear between neighbours, rounded to the minute so that no single vehicle's wait is given exactly."""
    position = share * (len(ascending) - 1)
    below = int(position)
    above = min(below + 1, len(ascending) - 1)
    return float(round(ascending[below] + (ascending[above] - ascending[below]) * (position - below)))
