"""What a feed promises, and what its parser is given."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

from data.domain.moment import Moment
from data.domain.observation import Metric, Report
from data.domain.places import Reference

Stamp = Literal["sender", "content", "poll"]
"""Where `issued` comes from: the report names it; first seen with these bytes; the time of asking."""
Speaks = Literal["periods", "present"]
"""`present`: the report states the present, so an unchanged answer confirms it.
`periods`: it speaks of past periods, so an unchanged answer brings nothing newer and age goes on."""


class FeedError(Exception):
    """The body is not a report of this feed at all. `reason` is a key, `detail` harmless and short."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail[:120]


def speaks_for_itself(place: str, _reference: Reference) -> str:
    """Reporting unit of a feed in which every place reports for itself."""
    return place


@dataclass(frozen=True, slots=True)
class Context:
    """What a parser may know besides the bytes."""

    reference: Reference
    source: str
    """File name or address path, for reject reports."""
    stamp: Moment
    """Time of asking (HTTP Date), or the time first recorded for these bytes; `issued` where the report names none."""
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """The contract of one agency report."""

    name: str
    """`<agency>_<subject>`, equal to the module's name."""
    agency: str
    format: str
    """For people: `JSON`, `CSV, hourly`, `XLSX`."""
    cycle_s: int
    """Usual time between reports, seconds."""
    tolerance_s: int
    stamp: Stamp
    speaks: Speaks
    metrics: tuple[Metric, ...]
    parse: Callable[[bytes, Context], Report]
    unit_of: Callable[[str, Reference], str]
    """Reporting unit (body, crossing, site, oblast, or the feed's own name) of a place."""
    units: Callable[[Reference], tuple[str, ...]]
    """Units that are expected to report."""
    requests: Callable[[Reference], tuple[str, ...]] = field(default=lambda _: ("",))
    """Paths below the source's address that are asked at each cycle."""
    window_h: float = 24.0
    """Observation window of a day; unlike windows are never compared."""
    no_rows_means: Literal["zero", "missing"] = "missing"
    sensitivity: Literal["open", "restricted", "personal"] = "restricted"
    """`personal`: the raw body is never kept, not even in the spool."""
    manual_allowed: bool = False
    places: Callable[[Reference], Collection[str]] = field(default=lambda reference: reference.names)
    """Ids of the places that its observations may speak of, also those that are not expected to report."""
    columns: tuple[str, ...] = ()
    """Names that its rejects may carry besides those of its metrics: columns, keys, elements."""
    due_rule: str = ""
    """In words, for the contract's documentation."""

    def metric(self, name: str) -> Metric:
        """Metric by name."""
        return next(m for m in self.metrics if m.name == name)
