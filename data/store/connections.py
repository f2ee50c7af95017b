"""Connections to one SQLite file: one that writes, and a read-only one for each thread that reads."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from weakref import WeakSet

from data.store.schema import refuse_unknown

BUSY_MS: Final = 15_000
"""How long a write waits for another process's short transaction."""
LOG_LIMIT_BYTES: Final = 64 * 1024 * 1024
"""The write-ahead log is cut back to this after a checkpoint."""
CHECKPOINT_PAGES: Final = 4_000
"""A batch touches about one page a series: checkpoints after every batch would cost a fifth of the recording."""


class Connection(sqlite3.Connection):
    """A connection that can be remembered without being kept alive."""


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
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the right to write is taken at the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have undone it already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Readers:
    """Read-only connections of a process, one a thread, closed with the thread or all together."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()
        self._open: WeakSet[Connection] = WeakSet()
        self._guard = threading.Lock()

    def mine(self) -> Connection:
        """Connection of this thread."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = open_reader(self._file)
            self._local.connection = connection
            with self._guard:
                self._open.add(connection)
        return connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Connection of this thread, held at one state; may be nested."""
        connection = self.mine()
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            for connection in list(self._open):
                connection.close()
            self._open.clear()
        self._local = threading.local()
