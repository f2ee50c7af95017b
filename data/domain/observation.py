"""What agencies report: metrics, observations, rejected rows, and one parsed report."""

from dataclasses import dataclass, field
from typing import Literal

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment

MetricKind = Literal["flow", "stock"]
"""A flow happened between valid_from and valid_to; a stock stands at valid_to (valid_from equals it)."""


@dataclass(frozen=True, slots=True)
class Metric:
    """What is counted, in which unit, within which plausible bounds (generous, fixed, inclusive)."""

    name: str
    unit: str
    """Key of the unit's word: persons, vehicles, minutes, degrees_c, places, count, litres_day, portions, share."""
    kind: MetricKind = "flow"
    low: float = 0.0
    high: float = 1_000_000.0

    def admits(self, value: float) -> bool:
        """Tell whether a value is plausible; NaN and infinities are not."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Observation:
    """One reported number. Key: (feed, place, metric), valid_to, issued; the feed is known from its report."""

    place: str
    """Id of a section, crossing point, reception site, hospital or oblast of the reference data."""
    metric: str
    valid_from: Moment
    valid_to: Moment
    issued: Moment
    """When the agency said so."""
    value: float


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of a report that was not used, and why. Holds no text of the row unless it is known to be harmless."""

    source: str
    """File name or address path of the report."""
    row: int | None
    """Number of the row, line or list item, counted from 1; None for the report as a whole."""
    column: str | None
    reason: str
    """Key of a reason: bad_number, out_of_bounds, unknown_place, bad_time, unknown_checkpoint, conflict, ..."""
    detail: str = ""
    """At most 80 characters, ids and numbers only, never free text of the sender."""
    redacted: str = ""
    """The row with numbers, times and ids that we know, and a mark in place of every other cell; at most 200
    characters. Empty: not shown."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one parsed body yields; personal data have been dropped before it exists."""

    observations: tuple[Observation, ...] = ()
    rejects: tuple[Reject, ...] = ()
    personal_data_dropped: int = 0
    """Values (plates, phones, names) that were seen and left behind."""
    units: frozenset[str] = frozenset()
    """Reporting units that spoke in this report, also when they reported nothing."""
    alerts: tuple[HazardAlert, ...] = field(default=())
