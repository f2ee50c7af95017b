"""Connections to one SQLite file: one that writes, and a read-only one for each thread that reads."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from data.store.contract import Point, SeriesKey, StoreBusyError
from data.store.readers import ThreadReaders
from data.store.schema import refuse_unknown

BUSY_MS: Final = 15_000
"""How long a write waits for another process's short transaction."""
LOG_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""The write-ahead log is cut back to this after a checkpoint."""
_NOT_NOW: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
CHECKPOINT_PAGES: Final = 4_000
"""A batch touches some hundred pages, the next one mostly the same ones: each checkpoint writes them once."""


class Connection(sqlite3.Connection):
    """A connection that can be remembered without being kept alive, and remembers the newest observations it read."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.latest: dict[SeriesKey, Point] = {}
        self.keys: dict[int, SeriesKey] = {}
        """Keys of the series in `latest`, by number."""
        self.change = -1
        """Number of the last change that `latest` holds."""


def open_writer(file: Path) -> Connection:
    """Open for writing, creating the file; every commit is on the disk before it returns.

    Raises:
        SchemaError: the file is not a store of Mezha, or of a newer one; it is left as it was.
    """
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, factory=Connection)
    try:
        refuse_unknown(connection)
    except BaseException:
        connection.close()
        raise
    _tune(connection, "journal_mode = WAL", "synchronous = FULL", f"journal_size_limit = {LOG_LIMIT_BYTES}")
    _tune(connection, f"wal_autocheckpoint = {CHECKPOINT_PAGES}", "secure_delete = FAST")
    _tune(connection, "temp_store = MEMORY", "cache_size = -16000")
    return connection


def open_reader(file: Path) -> Connection:
    """Open read-only.

    Raises:
        FileNotFoundError: there is no such store yet.
    """
    if not file.exists():
        raise FileNotFoundError(file)
    address = f"{file.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, factory=Connection)
    _tune(connection, "temp_store = MEMORY", "cache_size = -8000")
    return connection


def _tune(connection: sqlite3.Connection, *pragmas: str) -> None:
    for pragma in (f"busy_timeout = {BUSY_MS}", *pragmas):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def told() -> Iterator[None]:
    """Tell faults that may pass by as such.

    Raises:
        StoreBusyError: another writer takes too long, or the disk is full or gone.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _NOT_NOW:
            raise StoreBusyError(str(error)) from error
        raise


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the right to write is taken at the start.

    Raises:
        StoreBusyError: it was undone, because another writer takes too long, or the disk is full or gone.
    """
    with told():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have undone it already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


class Readers(ThreadReaders[Connection]):
    """Read-only connections to one file."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def _opened(self) -> Connection:
        return open_reader(self._file)

    @contextmanager
    def _held(self, connection: Connection) -> Iterator[None]:
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("COMMIT")
