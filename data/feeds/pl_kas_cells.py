"""What the Polish administration declares, and how it writes a wait."""

import re
from collections.abc import Mapping
from typing import Final

from data.domain.observation import Metric
from data.feeds.reading import CellError, Fault, Period, Reading, admit

WAYS: Final[Mapping[str, str]] = {"wyjazd": "entry", "wjazd": "exit"}
CLASSES: Final[Mapping[str, str]] = {"osobowe": "cars", "ciezarowe": "trucks", "autokary": "buses"}
METRICS: Final[Mapping[str, Metric]] = {
    f"czas_{theirs}_{way}": Metric(f"wait_{ours}_{vehicles}", "minutes", "stock", high=14_400.0)
    for way, ours in WAYS.items()
    for theirs, vehicles in CLASSES.items()
}
"""By the sender's element. Ten days are more than anybody has declared (31 hours)."""
_HOURS: Final = re.compile(r"(\d{1,4})(?:[.,](\d{1,4}))?", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,4}):([0-5]\d)", re.ASCII)
_NONE: Final = frozenset({"", "-", "–"})


def observe_wait(place: str, metric: Metric, text: str, period: Period, fault: Fault) -> Reading:
    """Read one declared wait; a dash is missing."""
    if text in _NONE:
        return Reading()
    minutes = _minutes(text)
    if minutes is None:
        return Reading(faults=(fault,))
    try:
        return Reading((period.observe(place, metric, admit(minutes, metric)),))
    except CellError as error:
        return Reading(faults=(Fault(None, fault.column, error.reason),))


def _minutes(text: str) -> float | None:
    """Minutes of a wait written as hours (`31`, `0.5`) or as hours and minutes (`1:30`)."""
    if clock := _CLOCK.fullmatch(text):
        return float(int(clock[1]) * 60 + int(clock[2]))
    if hours := _HOURS.fullmatch(text):
        return float(round(float(f"{hours[1]}.{hours[2] or 0}") * 60))
    return None
