"""What a feed promises, and what its parser is given."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from data.domain.moment import HOUR, Moment
from data.domain.names import Names
from data.domain.observation import Metric, Report
from data.domain.places import Reference

Stamp = Literal["sender", "content", "poll"]
"""Where `issued` comes from: the report names it; first seen with these bytes; the time of asking."""
MOST_FOLLOWED: Final = 100
"""Addresses that one cycle of a feed follows at most."""
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
class Ask:
    """One request below a source's address; credentials are added by the source, never here."""

    path: str = ""
    """Below the address; empty: the address itself."""
    method: Literal["GET", "POST"] = "GET"
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Fixed ones that the sender demands of everybody."""
    label: str = ""
    """Name of the request in runs and reports, harmless and the same at each asking; empty: the path."""

    @property
    def name(self) -> str:
        """What runs call it."""
        return self.label or self.path


@dataclass(frozen=True, slots=True)
class Due:
    """When reports are due: at times of the day, or a cycle after the one before."""

    at: tuple[str, ...] = ()
    """Local times of day, `HH:MM`, ascending; empty: whenever a cycle is over."""
    zone: str = "Europe/Minsk"


def ask_once(_reference: Reference, _now: Moment) -> tuple[Ask, ...]:
    """Ask the address itself."""
    return (Ask(),)


def never_ask(_reference: Reference, _now: Moment) -> tuple[Ask, ...]:
    """A feed that comes as files only."""
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a parser may know besides the bytes."""

    reference: Reference
    source: str
    """File name or address path, for reject reports."""
    stamp: Moment
    """Time of asking (HTTP Date), or the time first recorded for these bytes; `issued` where the report names none."""
    exercise: bool = False
    follows: bool = False
    """Addresses that the body refers to are asked too: what they bring need not be missed here."""


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
    requests: Callable[[Reference, Moment], tuple[Ask, ...]] = ask_once
    """What is asked at each cycle, at a moment of the picture."""
    follow: Callable[[bytes], tuple[str, ...]] | None = None
    """Addresses that a body refers to (next page, linked message), asked in the same cycle; only those of the source's
    own host and port are, and no more than `MOST_FOLLOWED`. Never raises."""
    due: Due = field(default_factory=Due)
    zone: str = "Europe/Minsk"
    """Zone of times that the report writes without offset."""
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
    expires_s: int | None = None
    """Age at which a value is not used at all any more; None: three cycles."""
    raw_days: int | None = None
    """Days that single observations are kept; older ones are thinned to their roll-ups. None: always."""
    content_types: tuple[str, ...] = ()
    """Media types that may be pushed; empty: any that the parser understands."""

    longest_s: int = 24 * HOUR
    """Longest period that one of its flows covers, seconds."""
    texts: Mapping[str, Names] = field(default_factory=dict)
    """Words that it brings besides the catalogues, by text key: `feed_<name>`, `metric_<metric>`."""
    names: Mapping[str, Names] = field(default_factory=dict)
    """Names of places outside the reference data that it speaks of, by id."""
    sample: str = ""
    """A few invented lines of the form, for those who set up the sending; shown on the data page."""

    def metric(self, name: str) -> Metric:
        """Metric by name."""
        return next(m for m in self.metrics if m.name == name)
