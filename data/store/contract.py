"""What any store must do: one ingest writer, many readers, nothing lost, nothing twice."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.observation import Reject, Report
from data.domain.timebase import TimeBase
from data.domain.warning import Answer, LevelChange, SectionState

RunOutcome = Literal["used", "unchanged", "failed"]


class ModeMismatchError(Exception):
    """The store belongs to the other mode: an exercise never writes into live data."""


class SchemaError(Exception):
    """The store cannot be opened by this program: a newer schema, or no store of Mezha at all."""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """A series is what one feed says of one metric at one place."""

    feed: str
    place: str
    metric: str


@dataclass(frozen=True, slots=True)
class Point:
    """The newest observation of a series."""

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


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What is known of one reporting unit of a feed."""

    newest: Moment | None
    """Newest valid_to."""
    confirmed: Moment | None
    """Last time that it spoke: newest issue of what it said, or end of a run that named it without a word of it."""


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


class StoreReader(Protocol):
    """What readers may ask; each call sees one consistent state."""

    def latest(self, feed: str | None = None) -> Mapping[SeriesKey, Point]:
        """Newest observation of each series."""
        ...

    def tracks(
        self, metrics: Iterable[str], since: Moment, until: Moment | None = None, known_at: Moment | None = None
    ) -> Mapping[SeriesKey, Track]:
        """Histories of all series of these metrics with since < valid_to <= until, as known at `known_at`."""
        ...

    def feed_records(self, now: Moment) -> Mapping[str, FeedRecord]:
        """Units, runs and failures of every feed that was ever tried."""
        ...

    def quarantine(self, feed: str | None = None, since: Moment = 0) -> Sequence[tuple[str, Moment, Reject]]:
        """(feed, when, reject) of rows that were not used, newest first."""
        ...

    def hazards(self, since: Moment) -> Sequence[HazardAlert]:
        """Hazard messages sent at `since` or later, or not yet expired then."""
        ...

    def level_changes(self, since: Moment) -> Sequence[LevelChange]:
        """Changes at `since` or later, and of each place the last one before, ascending by time."""
        ...

    def section_states(self) -> Mapping[str, SectionState]:
        """What the level engine remembers, by section."""
        ...

    def answers(self, since: Moment) -> Sequence[Answer]:
        """Answers of agencies to proposals, ascending by time."""
        ...

    def stamp_of(self, feed: str, digest: str) -> Moment | None:
        """Time first recorded for these bytes."""
        ...

    def newest_situation(self) -> tuple[int, bytes] | None:
        """Version and JSON of the newest situation."""
        ...

    def situation(self, version: int) -> bytes | None:
        """JSON of one version, while it is kept."""
        ...

    def timebase(self) -> TimeBase:
        """Clock of the picture."""
        ...

    def setting(self, name: str) -> Any:
        """A JSON value kept with the store, or None."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it, all reads of this thread see one and the same state."""
        ...


class Store(StoreReader, Protocol):
    """What the one ingest writer may do; every call is one transaction."""

    def record(
        self,
        feed: str,
        report: Report,
        run: Run,
        received: Moment,
        unit_of: Mapping[str, str],
        *,
        backfill: bool = False,
    ) -> Receipt:
        """Keep a report: observations (insert or ignore), latest, units, quarantine, hazards, run, stamp.

        `unit_of` maps places to their reporting units; a place without one leaves its unit as it was. With
        `backfill` each observation counts as received when it was issued, so that an old vintage can be replayed;
        the run is marked.
        """
        ...

    def record_history(self, columns: "HistoryColumns") -> int:
        """Keep many observations with their own received times (an exercise's past); returns rows added."""
        ...

    def record_run(self, run: Run, units: Iterable[str] = ()) -> None:
        """Keep a run without a report: a failure, or an unchanged answer that confirms `units`."""
        ...

    def record_levels(self, states: Iterable[SectionState], changes: Iterable[LevelChange]) -> None:
        """Keep what the engine remembers, and its changes."""
        ...

    def record_answer(self, answer: Answer) -> None:
        """Keep an agency's answer (the one write that web processes make)."""
        ...

    def publish(self, as_of: Moment, compose: "Compose", keep: int = 100) -> int:
        """Keep a new situation; version = max(previous + 1, wall clock in ms); sweeps old ones. Returns the version."""
        ...

    def forget(self, before: Moment) -> None:
        """Delete runs and quarantined rows that ended before a moment; observations and levels stay."""
        ...

    def put_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value with the store."""
        ...

    def checkpoint(self) -> bool:
        """Bring what is written into the main file and shorten the log; False when a reader still needs the log."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class Compose(Protocol):
    """Serialises the situation once its version is known."""

    def __call__(self, version: int) -> bytes:
        """JSON of the situation."""
        ...


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
