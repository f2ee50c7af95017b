"""What one part of a report yields, and how the parts become one report."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from data.domain.hazard import HazardAlert
from data.domain.moment import HOUR, Moment, parse_iso
from data.domain.observation import Metric, Observation, Reject, Report
from data.feeds.cells import Cell
from data.feeds.contract import Context
from data.feeds.reasons import FeedReason
from data.feeds.redaction import redact

WHOLE_UNITS = frozenset({"persons", "vehicles", "places", "count", "portions"})
"""Units of things that are counted: a fraction of one is a fault."""
EARLIEST: Moment = 946_684_800
"""2000-01-01: plausible times are fixed, never relative to a clock."""
LATEST: Moment = 4_102_444_800
"""2100-01-01."""
CLOCK_LEEWAY_S = 300
"""A sender's clock may run ahead by this much."""
LONGEST_PERIOD_S = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Fault:
    """A part that was not used. `column` is always one of our own names, never text of the sender."""

    row: int | None
    column: str | None
    reason: FeedReason
    redacted: str = ""
    """The row as `firewall.redact` leaves it; empty: not shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one row, line or list item yields."""

    observations: tuple[Observation, ...] = ()
    faults: tuple[Fault, ...] = ()
    dropped: int = 0
    units: frozenset[str] = frozenset()
    alerts: tuple[HazardAlert, ...] = ()


class CellError(Exception):
    """A cell that cannot be read; it knows why, never what stood there."""

    def __init__(self, reason: FeedReason) -> None:
        super().__init__(reason)
        self.reason: FeedReason = reason


@dataclass(frozen=True, slots=True)
class Period:
    """The period that a row speaks of, and when its agency said so."""

    start: Moment
    end: Moment
    issued: Moment

    def observe(self, place: str, metric: Metric, value: float) -> Observation:
        """A flow takes the whole period, a stock stands at its end."""
        start = self.start if metric.kind == "flow" else self.end
        return Observation(place, metric.name, start, self.end, self.issued, value)


def admit(number: float, metric: Metric) -> float:
    """Give a plausible number as float; compares first, since an integer may be too large for one.

    Raises:
        CellError: out_of_bounds (also NaN and infinities) or not_whole.
    """
    if not metric.admits(number):
        raise CellError("out_of_bounds")
    value = float(number)
    if metric.unit in WHOLE_UNITS and not value.is_integer():
        raise CellError("not_whole")
    return value


def observe_number(place: str, metric: Metric, value: object, period: Period, fault: Fault) -> Reading:
    """Read one JSON number; null is missing, anything but a plausible number is a fault."""
    if value is None:
        return Reading()
    if not isinstance(value, int | float) or isinstance(value, bool):
        return Reading(faults=(fault,))
    try:
        return Reading((period.observe(place, metric, admit(value, metric)),))
    except CellError as error:
        return Reading(faults=(replace(fault, reason=error.reason),))


def read_time(text: object) -> Moment:
    """Read an ISO 8601 time with offset between 2000 and 2100.

    Raises:
        CellError: bad_time; a naive time is never guessed.
    """
    try:
        moment = parse_iso(text) if isinstance(text, str) else 0
    except (ValueError, OverflowError):
        moment = 0
    if not EARLIEST <= moment <= LATEST:
        raise CellError("bad_time")
    return moment


def join(parts: Iterable[Reading]) -> Reading:
    """One reading of many."""
    all_parts = tuple(parts)
    return Reading(
        tuple(observation for part in all_parts for observation in part.observations),
        tuple(fault for part in all_parts for fault in part.faults),
        sum(part.dropped for part in all_parts),
        frozenset(unit for part in all_parts for unit in part.units),
        tuple(alert for part in all_parts for alert in part.alerts),
    )


def show(reading: Reading, cells: Iterable[Cell], known: Container[str]) -> Reading:
    """Let the faults of a row carry the row, made harmless."""
    if not reading.faults:
        return reading
    redacted = redact(cells, known)
    return replace(reading, faults=tuple(replace(fault, redacted=redacted) for fault in reading.faults))


def collect(parts: Iterable[Reading], context: Context) -> Report:
    """Make the report of its parts; every fault becomes a reject without any text of the sender."""
    whole = join(parts)
    rejects = tuple(
        Reject(context.source, fault.row, fault.column, fault.reason, redacted=fault.redacted) for fault in whole.faults
    )
    return Report(whole.observations, rejects, whole.dropped, whole.units, whole.alerts)
