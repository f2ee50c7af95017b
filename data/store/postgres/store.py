"""The store in one schema of a PostgreSQL database: the same interface as in a file."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from data.running import Running
from data.store.observations import Observations, Ways
from data.store.postgres import history, reading, retention, rollups
from data.store.postgres.address import Address, address_of, connect
from data.store.postgres.connections import Connection, Readers, Writer, open_reader, transaction
from data.store.postgres.ledger import PostgresLedger
from data.store.postgres.schema import is_laid_out, migrate, require_present_schema
from data.store.publishing import require_mode, stamp_mode

_WAYS: Final = Ways(
    latest=reading.latest,
    tracks=reading.tracks,
    tracks_of=reading.tracks_of,
    rolled=rollups.rolled,
    record_history=history.record_history,
    thin=retention.thin,
)


class PostgresStore(Observations[Connection]):
    """A store opened for writing, or, without a writer, for reading only.

    Processes, also on several hosts, take turns for each transaction. A connection that was lost is told once
    (`StoreBusyError`) and opened again at the next call.
    """

    def __init__(self, address: Address, writer: Writer | None, wall: Callable[[], float] = time.time) -> None:
        super().__init__(_WAYS, Readers(address), wall)
        self.address = address
        self._writer = writer

    def require(self) -> None:
        """Check that the schema can be read by this program and belongs to the mode; raises as `open_postgres`."""
        with self._readers.snapshot() as connection:
            require_present_schema(connection, self.address)
            require_mode(connection, self.address.schema)

    def checkpoint(self) -> bool:
        """The database looks after its own log."""
        return True

    def close(self) -> None:
        """Close the connections."""
        super().close()
        with self._turn:
            if self._writer is not None:
                self._writer.close()
                self._writer = None

    def _ledger(self, connection: Connection) -> PostgresLedger:
        return PostgresLedger(connection, self._numbers)

    def _transaction(self) -> AbstractContextManager[Connection]:
        if self._writer is None:
            raise RuntimeError("the store is open for reading only")
        return self._writer.transaction()


def open_postgres(run: Running, *, write: bool, wall: Callable[[], float] = time.time) -> PostgresStore:
    """Open the store of a deployment in its database, laying it out first when opened for writing.

    Raises:
        FileNotFoundError: opened for reading before anyone has written.
        ModeMismatchError: the schema belongs to the other mode.
        SchemaError: it was written by a newer program, or holds another program's tables.
        StoreBusyError: the database cannot be reached.
        SettingsError: the address cannot be read.
    """
    address = address_of(run)
    if write:
        _prepare(address)
    store = PostgresStore(address, Writer(address) if write else None, wall)
    try:
        store.require()
    except BaseException:
        store.close()
        raise
    return store


def exists(run: Running) -> bool:
    """Tell whether anyone has laid the store out; raises as `open_postgres`."""
    address = address_of(run)
    connection = open_reader(address)
    try:
        return is_laid_out(connection, address)
    finally:
        connection.close()


def erase(run: Running) -> None:
    """Delete the whole schema of an exercise, to begin anew; the caller has made sure of the mode."""
    address = address_of(run)
    connection = Connection(connect(address))
    try:
        connection.execute(f"DROP SCHEMA IF EXISTS {address.schema} CASCADE")
    finally:
        connection.close()


def _prepare(address: Address) -> None:
    """Lay out or migrate, one process at a time."""
    connection = Connection(connect(address))
    try:
        with transaction(connection, "BEGIN"):
            connection.execute("SELECT pg_advisory_xact_lock(:key, 3)", {"key": address.key})
            migrate(connection, address)
            stamp_mode(connection, address.schema)
    finally:
        connection.close()
