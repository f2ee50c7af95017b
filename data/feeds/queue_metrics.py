"""What the electronic queue counts, in the sender's keys and in ours."""

from collections.abc import Iterator, Mapping
from typing import Final

from data.domain.moment import DAY, HOUR
from data.domain.observation import Metric

CLASSES: Final[Mapping[str, str]] = {"car": "cars", "truck": "trucks", "bus": "buses", "motorcycle": "motorcycles"}
"""Vehicle classes."""
LIVE: Final = "LiveQueue"
APART: Final[Mapping[str, str]] = {"Priority": "priority", "Booking": "booked"}
"""Lists whose waiting vehicles are counted apart from the live queue."""
LISTED: Final[Mapping[str, str]] = {
    **{f"count{word.capitalize()}": f"listed_{ours}" for word, ours in CLASSES.items()},
    "countLiveQueue": "listed_live",
    "countBookings": "listed_bookings",
    "countPriority": "listed_priority",
    "countPassedSCC": "passed_control",
}
"""Counts of the list of checkpoints."""
SENT: Final[Mapping[str, tuple[str, int]]] = {
    f"{word}{key}": (f"sent_{ours}_{window // HOUR}h", window)
    for word, ours in CLASSES.items()
    for key, window in (("LastHour", HOUR), ("LastDay", DAY))
}
"""Vehicles sent to the border: metric and window in seconds."""
_VEHICLES: Final = 100_000.0
_LONGEST_WAIT_MIN: Final = 43_200.0
"""30 days."""


def _metrics() -> Iterator[Metric]:
    for ours in CLASSES.values():
        for count in ("waiting", "called", "other", *APART.values()):
            yield Metric(f"{count}_{ours}", "vehicles", "stock", high=_VEHICLES)
        for wait in ("wait_p50", "wait_p90"):
            yield Metric(f"{wait}_{ours}", "minutes", "stock", high=_LONGEST_WAIT_MIN)
    for name in LISTED.values():
        yield Metric(name, "vehicles", "stock", high=_VEHICLES)
    for name, _ in SENT.values():
        yield Metric(name, "vehicles", "flow", high=_VEHICLES)


METRICS: Final[Mapping[str, Metric]] = {metric.name: metric for metric in _metrics()}
