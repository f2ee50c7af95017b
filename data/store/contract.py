"""What any store must do: one ingest writer, many readers, nothing lost, nothing twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.observation import Reject, Report
from data.domain.timebase import TimeBase
from data.domain.warning import Answer, LevelChange, SectionState
from data.store.kept import (
    MANUAL_SOURCE,
    FeedChange,
    FeedRecord,
    Grain,
    HistoryColumns,
    ModeMismatchError,
    Point,
    Receipt,
    Rolled,
    Run,
    RunOutcome,
    RunRecord,
    SchemaError,
    SeriesKey,
    Statement,
    StoreBusyError,
    Track,
    UnitRecord,
    UnitReport,
)

__all__ = [
    "MANUAL_SOURCE",
    "Compose",
    "FeedChange",
    "FeedRecord",
    "Grain",
    "HistoryColumns",
    "ModeMismatchError",
    "Point",
    "Receipt",
    "Rolled",
    "Run",
    "RunOutcome",
    "RunRecord",
    "SchemaError",
    "SeriesKey",
    "Statement",
    "Store",
    "StoreBusyError",
    "StoreReader",
    "Track",
    "UnitRecord",
    "UnitReport",
]


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

    def tracks_of(
        self, keys: Collection[SeriesKey], since: Moment, until: Moment | None = None
    ) -> Mapping[SeriesKey, Track]:
        """Histories of these series with since < valid_to <= until."""
        ...

    def statements(
        self, since: Moment, until: Moment, feed: str | None = None, known_at: Moment | None = None
    ) -> Sequence[Statement]:
        """Every kept row with since < valid_to <= until, received by `known_at`, in the order of its key.

        They come all at once: ask for a day at a time.
        """
        ...

    def reach(self) -> tuple[Moment, Moment] | None:
        """Span (since, until] in which every kept row's valid_to lies; None of an empty store."""
        ...

    def rolled(
        self,
        metrics: Iterable[str],
        grain: Grain,
        since: Moment,
        until: Moment | None = None,
        places: Collection[str] | None = None,
    ) -> Mapping[SeriesKey, Rolled]:
        """Roll-ups of the series of these metrics (at these places) whose bins begin in since <= start < until."""
        ...

    def runs(self, feed: str | None = None, since: Moment = 0, limit: int = 200) -> Sequence[RunRecord]:
        """Runs that ended at `since` or later, newest first."""
        ...

    def unit_reports(self, since: Moment) -> Sequence[UnitReport]:
        """What units reported of valid_to > since, for completeness and timeliness."""
        ...

    def feed_changes(self, since: Moment) -> Sequence[FeedChange]:
        """Changes of state at `since` or later, and of each feed the last one before, ascending by time."""
        ...

    def feed_records(self, now: Moment) -> Mapping[str, FeedRecord]:
        """Units, runs and failures of every feed that was ever tried."""
        ...

    def quarantine(
        self, feed: str | None = None, since: Moment = 0, run: int | None = None
    ) -> Sequence[tuple[str, Moment, Reject]]:
        """(feed, when, reject) of rows that were not used, of one run or of all, newest first."""
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

    def record_history(self, columns: HistoryColumns) -> int:
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

    def record_feed_changes(self, changes: Iterable[FeedChange]) -> None:
        """Add to the log of feed states."""
        ...

    def thin(self, feed: str, before: Moment) -> int:
        """Delete single observations of a feed with valid_to <= before, whole hours; roll-ups, latest and levels stay.

        Returns the rows deleted. From then on observations of that time are refused (`too_old`): their roll-ups can
        no longer be reckoned, and a replay must add nothing.
        """
        ...

    def forget(self, before: Moment) -> None:
        """Delete runs, quarantined rows and unit reports from before a moment; observations and levels stay."""
        ...

    def put_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value with the store."""
        ...

    def news(self) -> AbstractContextManager[Mapping[SeriesKey, Moment]]:
        """A snapshot, with the series that this writer touched since the last such snapshot; each told once.

        With each series the earliest valid_to of what was new. What is told is in the snapshot, and what is not told
        is not. For one caller.
        """
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
