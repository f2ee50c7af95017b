"""What every store keeps beside observations, in SQL of both databases: runs, units, levels, situations, settings."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.observation import Reject, Report
from data.domain.timebase import TimeBase
from data.domain.warning import Answer, LevelChange, SectionState
from data.store import feed_history, journal, levels, publishing, recording, statements
from data.store.contract import (
    Compose,
    FeedChange,
    FeedRecord,
    Receipt,
    Run,
    RunRecord,
    SeriesKey,
    Statement,
    UnitReport,
)
from data.store.readers import ReaderConnection
from data.store.series import SeriesNumbers

C = TypeVar("C", bound=ReaderConnection)
"""The database's own connection."""
C_co = TypeVar("C_co", bound=ReaderConnection, covariant=True)


class Readers(Protocol[C_co]):
    """Read-only connections of a process, one a thread."""

    def mine(self) -> C_co:
        """Connection of this thread, for one statement."""
        ...

    def snapshot(self) -> AbstractContextManager[C_co]:
        """Connection of this thread, held at one state; may be nested."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class Records(ABC, Generic[C]):
    """Reads and writes of a store that differ in nothing but the connection; usable from any thread.

    Threads may write: they take turns. Without a writer it is open for reading only.
    """

    _by_day: ClassVar[bool] = False
    """Observations are kept by day, and must be asked for so."""

    def __init__(self, readers: Readers[C], wall: Callable[[], float] = time.time) -> None:
        self._readers = readers
        self._wall = wall
        self._turn = threading.Lock()
        self._numbers = SeriesNumbers()
        self._touched: dict[SeriesKey, Moment] = {}
        """Series recorded since the last news, with the earliest valid_to of what was new."""
        self._doubted: dict[SeriesKey, Moment] = {}
        """What a call that failed may have kept all the same, or may yet keep: the database may still be at it."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[C]:
        """A write transaction, all or nothing; the right to write is taken at its start."""

    @abstractmethod
    def _ledger(self, connection: C) -> recording.Ledger:
        """Where observations lie, inside a write transaction."""

    @contextmanager
    def _writing(self) -> Iterator[C]:
        """The turn to write, and a transaction."""
        with self._turn, self._written() as connection:
            yield connection

    @contextmanager
    def _written(self) -> Iterator[C]:
        """A transaction, in a turn that the caller has."""
        try:
            with self._transaction() as connection:
                yield connection
        except BaseException:
            self._numbers.forget()
            raise
        # Writers take turns in the database too: whatever was in doubt is over now, and told once more.
        note(self._touched, self._doubted)
        self._doubted = {}

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, all reads of this thread see one and the same state."""
        with self._readers.snapshot():
            yield

    @contextmanager
    def news(self) -> Iterator[Mapping[SeriesKey, Moment]]:
        """A snapshot, with the series that this store's writer touched since the last such snapshot.

        Nothing is recorded between the two: what is told is in the snapshot, and what is not told is not. Each is told
        once, but what a failed call may have kept until it is certain; the earliest valid_to of a series is that from
        which it must be read anew.

        Raises:
            RuntimeError: inside another snapshot, which may be older than what was touched.
        """
        with ExitStack() as held:
            with self._turn:
                if self._readers.mine().in_transaction:
                    raise RuntimeError("news inside a snapshot")
                connection = held.enter_context(self._readers.snapshot())
                publishing.timebase(connection)  # the first read fixes the state
                touched, self._touched = self._touched, {}
                note(touched, self._doubted)
            yield touched

    def close(self) -> None:
        """Close the connections."""
        self._readers.close()

    def feed_records(self, now: Moment) -> Mapping[str, FeedRecord]:
        """Units, runs and failures of every feed that was ever tried."""
        with self._readers.snapshot() as connection:
            return feed_history.feed_records(connection, now)

    def quarantine(
        self, feed: str | None = None, since: Moment = 0, run: int | None = None
    ) -> Sequence[tuple[str, Moment, Reject]]:
        """(feed, when, reject) of rows that were not used, of one run or of all, newest first."""
        return journal.quarantine(self._readers.mine(), feed, since, run)

    def runs(self, feed: str | None = None, since: Moment = 0, limit: int = 200) -> Sequence[RunRecord]:
        """Runs that ended at `since` or later, newest first."""
        return journal.runs(self._readers.mine(), feed, since, limit)

    def unit_reports(self, since: Moment) -> Sequence[UnitReport]:
        """What units reported of valid_to > since, for completeness and timeliness."""
        return journal.unit_reports(self._readers.mine(), since)

    def feed_changes(self, since: Moment) -> Sequence[FeedChange]:
        """Changes of state at `since` or later, and of each feed the last one before, ascending by time."""
        return journal.feed_changes(self._readers.mine(), since)

    def statements(
        self, since: Moment, until: Moment, feed: str | None = None, known_at: Moment | None = None
    ) -> Sequence[Statement]:
        """Every kept row with since < valid_to <= until, received by `known_at`, in the order of its key."""
        connection = self._readers.mine()
        return statements.statements(connection, since, until, feed, known_at, by_day=self._by_day)

    def reach(self) -> tuple[Moment, Moment] | None:
        """Span (since, until] in which every kept row's valid_to lies; None of an empty store."""
        return statements.reach(self._readers.mine(), by_day=self._by_day)

    def hazards(self, since: Moment) -> Sequence[HazardAlert]:
        """Hazard messages sent at `since` or later, or not yet expired then, and those that answer them."""
        with self._readers.snapshot() as connection:
            return levels.hazards(connection, since)

    def level_changes(self, since: Moment) -> Sequence[LevelChange]:
        """Changes at `since` or later, and of each place the last one before, ascending by time."""
        return levels.level_changes(self._readers.mine(), since)

    def section_states(self) -> Mapping[str, SectionState]:
        """What the level engine remembers, by section."""
        return levels.section_states(self._readers.mine())

    def answers(self, since: Moment) -> Sequence[Answer]:
        """Answers of agencies to proposals, ascending by time."""
        return levels.answers(self._readers.mine(), since)

    def stamp_of(self, feed: str, digest: str) -> Moment | None:
        """Time first recorded for these bytes."""
        return feed_history.stamp_of(self._readers.mine(), feed, digest)

    def newest_situation(self) -> tuple[int, bytes] | None:
        """Version and JSON of the newest situation."""
        return publishing.newest_situation(self._readers.mine())

    def situation(self, version: int) -> bytes | None:
        """JSON of one version, while it is kept."""
        return publishing.situation(self._readers.mine(), version)

    def timebase(self) -> TimeBase:
        """Clock of the picture."""
        return publishing.timebase(self._readers.mine())

    def setting(self, name: str) -> Any:
        """A JSON value kept with the store, or None."""
        return publishing.setting(self._readers.mine(), name)

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
        """Keep a report and say exactly what it brought."""
        if feed != run.feed:
            raise ValueError(f"a run of {run.feed} recorded as {feed}")
        entry = recording.Entry(report, run, received, unit_of, backfill)
        with self._turn, self._doubting({SeriesKey(feed, o.place, o.metric): o.valid_to} for o in report.observations):
            with self._written() as connection:
                receipt = recording.record(connection, self._ledger(connection), entry)
            note(self._touched, receipt.touched)
        return receipt

    @contextmanager
    def _doubting(self, brought: Iterable[Mapping[SeriesKey, Moment]]) -> Iterator[None]:
        """Whatever ends a call may have come after all was kept; the caller has the turn."""
        try:
            yield
        except BaseException:
            for part in brought:
                note(self._doubted, part)
            raise

    def record_run(self, run: Run, units: Iterable[str] = ()) -> None:
        """Keep a run without a report: a failure, or an unchanged answer that confirms `units`."""
        with self._writing() as connection:
            recording.record_run(connection, run, units)

    def record_levels(self, states: Iterable[SectionState], changes: Iterable[LevelChange]) -> None:
        """Keep what the engine remembers, and its changes."""
        with self._writing() as connection:
            levels.record_levels(connection, states, changes)

    def record_answer(self, answer: Answer) -> None:
        """Keep an agency's answer (the one write that web processes make)."""
        with self._writing() as connection:
            levels.record_answer(connection, answer)

    def record_feed_changes(self, changes: Iterable[FeedChange]) -> None:
        """Add to the log of feed states."""
        with self._writing() as connection:
            journal.record_feed_changes(connection, changes)

    def publish(self, as_of: Moment, compose: Compose, keep: int = 100) -> int:
        """Keep a new situation; returns its version."""
        with self._writing() as connection:
            return publishing.publish(connection, as_of, compose, wall=self._wall(), keep=keep)

    def put_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value with the store."""
        with self._writing() as connection:
            publishing.put_setting(connection, name, value)

    def forget(self, before: Moment) -> None:
        """Delete runs, quarantined rows and unit reports from before a moment; observations and levels stay."""
        with self._writing() as connection:
            feed_history.forget(connection, before)
            journal.forget_unit_reports(connection, before)


def note(noted: dict[SeriesKey, Moment], more: Mapping[SeriesKey, Moment]) -> None:
    """Add series, each with the earliest moment."""
    for key, at in more.items():
        noted[key] = min(at, noted.get(key, at))
