"""The store in one SQLite file: many readers, one ingest writer, every write a whole transaction."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.observation import Reject, Report
from data.domain.situation import RunningMode
from data.domain.timebase import TimeBase
from data.domain.warning import Answer, LevelChange, SectionState
from data.store import feed_history, history, levels, publishing, reading, recording
from data.store.connections import Connection, Readers, open_writer, transaction
from data.store.contract import (
    Compose,
    FeedRecord,
    HistoryColumns,
    ModeMismatchError,
    Point,
    Receipt,
    Run,
    SeriesKey,
    Track,
)
from data.store.lock import opening
from data.store.schema import migrate, require_present_schema
from data.store.series import SeriesNumbers

FILE_NAME: Final = "mezha.sqlite"
_MODE: Final = "mode"


class SqliteReader:
    """What readers may ask; usable from any thread."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._readers = Readers(file)

    def require(self, mode: RunningMode) -> None:
        """Check that the file can be read by this program and belongs to the mode; raises as `open_store`."""
        with self._readers.snapshot() as connection:
            require_present_schema(connection)
            _require_mode(connection, mode)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, all reads of this thread see one and the same state."""
        with self._readers.snapshot():
            yield

    def latest(self, feed: str | None = None) -> Mapping[SeriesKey, Point]:
        """Newest observation of each series."""
        return reading.latest(self._readers.mine(), feed)

    def tracks(
        self, metrics: Iterable[str], since: Moment, until: Moment | None = None, known_at: Moment | None = None
    ) -> Mapping[SeriesKey, Track]:
        """Histories of all series of these metrics with since < valid_to <= until, as known at `known_at`."""
        with self._readers.snapshot() as connection:
            return reading.tracks(connection, metrics, since, until, known_at)

    def feed_records(self, now: Moment) -> Mapping[str, FeedRecord]:
        """Units, runs and failures of every feed that was ever tried."""
        with self._readers.snapshot() as connection:
            return feed_history.feed_records(connection, now)

    def quarantine(self, feed: str | None = None, since: Moment = 0) -> Sequence[tuple[str, Moment, Reject]]:
        """(feed, when, reject) of rows that were not used, newest first."""
        return feed_history.quarantine(self._readers.mine(), feed, since)

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

    def close(self) -> None:
        """Close the connections."""
        self._readers.close()


class SqliteStore(SqliteReader):
    """A store opened for writing, or, without a writer, for reading only.

    Threads may write: they take turns. Processes take turns for each transaction too, but the ingest writer
    alone holds the writer's lock.
    """

    def __init__(self, file: Path, writer: Connection | None, wall: Callable[[], float] = time.time) -> None:
        super().__init__(file)
        self._writer = writer
        self._wall = wall
        self._turn = threading.Lock()
        self._numbers = SeriesNumbers()

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
        with self._writing() as connection:
            return recording.record(connection, self._numbers, entry)

    def record_history(self, columns: HistoryColumns) -> int:
        """Keep many observations with their own received times; returns rows added."""
        with self._writing() as connection:
            return history.record_history(connection, self._numbers, columns)

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

    def publish(self, as_of: Moment, compose: Compose, keep: int = 100) -> int:
        """Keep a new situation; returns its version."""
        with self._writing() as connection:
            return publishing.publish(connection, as_of, compose, wall=self._wall(), keep=keep)

    def put_setting(self, name: str, value: Any) -> None:
        """Keep a JSON value with the store."""
        with self._writing() as connection:
            publishing.put_setting(connection, name, value)

    def forget(self, before: Moment) -> None:
        """Delete runs and quarantined rows that ended before a moment; observations and levels stay."""
        with self._writing() as connection:
            feed_history.forget(connection, before)

    def checkpoint(self) -> bool:
        """Bring what is written into the main file and shorten the log; False when a reader still needs the log."""
        with self._turn:
            busy = self._write_connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Close the connections."""
        super().close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn:
            connection = self._write_connection()
            try:
                with transaction(connection):
                    yield connection
            except BaseException:
                self._numbers.forget()
                raise

    def _write_connection(self) -> Connection:
        if self._writer is None:
            raise RuntimeError("the store is open for reading only")
        return self._writer


def open_store(state: Path, mode: RunningMode, *, write: bool, wall: Callable[[], float] = time.time) -> SqliteStore:
    """Open the store of one mode below the state folder, laying it out first when opened for writing.

    Raises:
        FileNotFoundError: opened for reading before anyone has written.
        ModeMismatchError: the file belongs to the other mode.
        SchemaError: the file was written by a newer program, or is not a store of Mezha.
    """
    file = state / mode / FILE_NAME
    store = SqliteStore(file, _prepared(file, mode) if write else None, wall)
    try:
        store.require(mode)
    except BaseException:
        store.close()
        raise
    return store


def _prepared(file: Path, mode: RunningMode) -> Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    with opening(file.parent):
        connection = open_writer(file)
        try:
            with transaction(connection):
                _lay_out(connection, mode)
        except BaseException:
            connection.close()
            raise
        return connection


def _lay_out(connection: Connection, mode: RunningMode) -> None:
    migrate(connection)
    if publishing.setting(connection, _MODE) is None:
        publishing.put_setting(connection, _MODE, mode)
    _require_mode(connection, mode)


def _require_mode(connection: Connection, mode: RunningMode) -> None:
    stamped = publishing.setting(connection, _MODE)
    if stamped != mode:
        raise ModeMismatchError(f"the store belongs to mode {stamped}, not {mode}")
