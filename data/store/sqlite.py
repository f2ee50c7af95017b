"""The store in one SQLite file: many readers, one ingest writer, every write a whole transaction."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from data.domain.situation import RunningMode
from data.store import history, reading, retention, rollups
from data.store.connections import Connection, Readers, open_writer, told, transaction
from data.store.contract import SchemaError
from data.store.ledger import SqliteLedger
from data.store.lock import opening
from data.store.observations import Observations, Ways
from data.store.publishing import require_mode, stamp_mode
from data.store.schema import migrate, require_present_schema

FILE_NAME: Final = "mezha.sqlite"
_NO_STORE: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)

_WAYS: Final = Ways(
    latest=reading.latest,
    tracks=reading.tracks,
    tracks_of=reading.tracks_of,
    rolled=rollups.rolled,
    record_history=history.record_history,
    thin=retention.thin,
)


class SqliteStore(Observations[Connection]):
    """A store opened for writing, or, without a writer, for reading only.

    Processes take turns for each transaction, but the ingest writer alone holds the writer's lock.
    """

    _by_day: ClassVar[bool] = True

    def __init__(self, file: Path, writer: Connection | None, wall: Callable[[], float] = time.time) -> None:
        super().__init__(_WAYS, Readers(file), wall)
        self.file = file
        self._writer = writer

    def require(self, mode: RunningMode) -> None:
        """Check that the file can be read by this program and belongs to the mode; raises as `open_sqlite`."""
        with self._readers.snapshot() as connection:
            require_present_schema(connection)
            require_mode(connection, mode)

    def checkpoint(self) -> bool:
        """Bring what is written into the main file and shorten the log; False when a reader still needs the log."""
        with self._turn, told():
            busy = self._write_connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    def close(self) -> None:
        """Close the connections."""
        super().close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _ledger(self, connection: Connection) -> SqliteLedger:
        return SqliteLedger(connection, self._numbers)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        connection = self._write_connection()
        with transaction(connection):
            yield connection

    def _write_connection(self) -> Connection:
        if self._writer is None:
            raise RuntimeError("the store is open for reading only")
        return self._writer


def open_sqlite(state: Path, mode: RunningMode, *, write: bool, wall: Callable[[], float] = time.time) -> SqliteStore:
    """Open the store of one mode below the state folder, laying it out first when opened for writing.

    Raises:
        FileNotFoundError: opened for reading before anyone has written.
        ModeMismatchError: the file belongs to the other mode.
        SchemaError: the file was written by a newer program, is not a store of Mezha, or is damaged.
    """
    file = state / mode / FILE_NAME
    with _named(file):
        store = SqliteStore(file, _prepared(file, mode) if write else None, wall)
        try:
            store.require(mode)
        except BaseException:
            store.close()
            raise
    return store


@contextmanager
def _named(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _NO_STORE:
            raise SchemaError(f"{file} is no database, or is damaged: {error}; a backup can be restored") from error
        raise


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
    stamp_mode(connection, mode)
