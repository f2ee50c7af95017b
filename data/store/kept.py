"""What a store keeps and gives back, and how it says that it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import Moment
from data.domain.situation import FeedState

RunOutcome = Literal["used", "unchanged", "failed", "skipped"]
"""`skipped`: the clock did not try, because the one before was still running or its time was missed."""
Grain = Literal["hour", "day"]
"""Bins of roll-ups: (start, start + length], so that a period or a stock belongs to the bin in which it ends. Days are
those of Minsk."""


class ModeMismatchError(Exception):
    """The store belongs to the other mode: an exercise never writes into live data."""


class SchemaError(Exception):
    """The store cannot be opened by this program: a newer schema, or no store of Mezha at all."""


class StoreBusyError(Exception):
    """The store cannot take it now: busy, full, or the connection to it is lost. The same call may succeed later."""


class SeriesKey(NamedTuple):
    """A series is what one feed says of one metric at one place."""

    feed: str
    place: str
    metric: str


class Point(NamedTuple):
    """The newest observation of a series; a tuple, for thousands of them are made at each reading."""

    valid_from: Moment
    valid_to: Moment
    issued: Moment
    received: Moment
    value: float


class Statement(NamedTuple):
    """One kept row: what a feed said of a metric at a place; corrections stand beside what they correct."""

    feed: str
    place: str
    metric: str
    valid_from: Moment
    valid_to: Moment
    issued: Moment
    received: Moment
    value: float


@dataclass(frozen=True, slots=True)
class Track:
    """History of one series, one value a valid_to (the last issued), ascending; arrays of equal length."""

    valid_from: NDArray[np.int64]
    valid_to: NDArray[np.int64]
    value: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rolled:
    """Roll-up of one series over bins that hold anything, ascending; arrays of equal length.

    Of each valid_to the last issue counts, so a late correction comes out right.
    """

    start: NDArray[np.int64]
    count: NDArray[np.int64]
    total: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    last: NDArray[np.float64]
    """Value with the greatest valid_to of the bin."""


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt to read one report of a feed."""

    feed: str
    started: Moment
    ended: Moment
    outcome: RunOutcome
    source: str
    """File name or address path."""
    reason: str = ""
    """Key, when failed."""
    detail: str = ""
    digest: str = ""
    """SHA-256 of the body."""
    stamp: Moment | None = None
    """Moment that `issued` fell back to when the body was parsed: kept with the digest, so that the same bytes
    always get the same one. None: the time of receipt."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Counters of one recorded report (DECISIONS: observations, then rows, then values)."""

    accepted: int = 0
    duplicates: int = 0
    superseded: int = 0
    conflicts: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    personal_data_dropped: int = 0
    touched: Mapping[SeriesKey, Moment] = field(default_factory=dict)
    """Series that accepted rows belong to, with the earliest valid_to among these: what must be reckoned anew."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as it is kept, with what it brought; `receipt.touched` is not kept."""

    number: int
    run: Run
    receipt: Receipt
    backfill: bool


@dataclass(frozen=True, slots=True)
class UnitReport:
    """The first time that a reporting unit spoke of a valid_to; for reports of the present, of the asking."""

    feed: str
    unit: str
    valid_to: Moment
    received: Moment


@dataclass(frozen=True, slots=True)
class FeedChange:
    """A feed's state as it was read when it became another one: the log of outages, never the source of a state."""

    feed: str
    at: Moment
    state: FeedState
    reason: str = ""
    """Key of the reason, where there is one."""


MANUAL_SOURCE: Final = "manual"
"""`Run.source` of values entered by hand."""


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What is known of one reporting unit of a feed."""

    newest: Moment | None
    """Newest valid_to."""
    confirmed: Moment | None
    """Last time that it spoke: newest issue of what it said, or end of a run that named it without a word of it."""
    by_hand: bool = False
    """Its newest datum was entered by hand, and no report has replaced it."""


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """What is known of a feed: units, last run, last failure since the last good run."""

    units: Mapping[str, UnitRecord]
    last_run: Run | None
    failing_since: Moment | None
    failure: Run | None
    rejected_24h: int
    """Rows and observations that were not used (rejected or in conflict), by the end of their run."""
    dropped_24h: int
    """Personal values left behind."""
    accepted_24h: int = 0
    """Observations that were new."""
    rejected_by: Mapping[str, int] = field(default_factory=dict)
    """What `rejected_24h` counts, by key of the reason."""


@dataclass(frozen=True, slots=True)
class HistoryColumns:
    """A past of many observations in columns of equal length; `series` indexes `keys`."""

    keys: tuple[SeriesKey, ...]
    units: tuple[str, ...]
    """Reporting unit of each key."""
    series: NDArray[np.int32]
    valid_from: NDArray[np.int64]
    valid_to: NDArray[np.int64]
    issued: NDArray[np.int64]
    received: NDArray[np.int64]
    value: NDArray[np.float64]
