"""Connections to PostgreSQL: one that writes, and a read-only one for each thread that reads; lost ones are renewed."""

import re
import weakref
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from itertools import islice
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from data.store.contract import StoreBusyError
from data.store.postgres.address import Address, connect
from data.store.readers import ThreadReaders
from data.store.sql import Values

WAIT_MS: Final = 15_000
"""How long a write waits for another process's short transaction."""
READ_MS: Final = 30_000
"""A read that takes longer is given up: nobody waits for it any more."""
FORGOTTEN_MS: Final = 300_000
"""A reader that holds its state for longer would keep the database from clearing what was deleted."""
ROWS_A_JOURNEY: Final = 500
_NAME: Final = re.compile(r"(?<!:):([a-z_]+)")


_BY_KEY: Final = {"jit": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_seqscan": "off"}
"""The writer asks for rows by their keys; before statistics exist the planner would read whole tables instead."""


@cache
def translated(statement: str) -> str:
    """A statement of both databases in the driver's manner: `:name` is `%(name)s`."""
    return _NAME.sub(r"%(\1)s", statement.replace("%", "%%"))


@contextmanager
def told() -> Iterator[None]:
    """Tell what may succeed later from what is wrong: lost, busy and full databases raise `StoreBusyError`."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        # The driver's words may quote the address.
        raise StoreBusyError(f"the database cannot take it now: {error.sqlstate or type(error).__name__}") from error
    except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege) as error:
        # An exercise that begins anew deletes its tables under readers; a role is given its rights by another hand.
        raise StoreBusyError(f"the database has no tables for this role: {error.sqlstate}") from error


class Connection:
    """A connection that speaks the statements of both databases, closed when nobody holds it any more."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        self._closing = weakref.finalize(self, raw.close)

    def execute(self, statement: str, values: Values = (), /) -> psycopg.Cursor[Any]:
        """Run one statement.

        Raises:
            StoreBusyError: the database is lost, busy or full.
        """
        with told():
            return self.raw.execute(translated(statement), values or {})

    def executemany(self, statement: str, rows: Iterable[Values], /) -> None:
        """Run one statement for each row of values; raises as `execute`."""
        form = translated(statement)
        with told(), psycopg.ClientCursor(self.raw) as cursor:
            for piece in _pieces(rows):
                cursor.execute(";".join(cursor.mogrify(form, row) for row in piece))

    @property
    def lost(self) -> bool:
        """Nothing can be asked through it any more."""
        return self.raw.closed

    @property
    def in_transaction(self) -> bool:
        """A transaction is open, sound or broken."""
        return self.raw.info.transaction_status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}

    def close(self) -> None:
        """Close it."""
        self._closing()


def _pieces(rows: Iterable[Values]) -> Iterator[list[Values]]:
    """Rows by the hundred: one journey to the database for each piece."""
    left = iter(rows)
    while piece := list(islice(left, ROWS_A_JOURNEY)):
        yield piece


@contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """All or nothing."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(StoreBusyError):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


class Writer:
    """The one connection of a process that writes; the caller holds the turn."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection = self._open()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing; processes take turns, so that what is known does not change while a report is sorted out."""
        connection = self.connection()
        with transaction(connection, "BEGIN"):
            connection.execute("SELECT pg_advisory_xact_lock(:key, 2)", {"key": self._address.key})
            yield connection

    def connection(self) -> Connection:
        """The connection as it is, or a new one where it was lost."""
        if self._connection.lost:
            self._connection = self._open()
        return self._connection

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    def _open(self) -> Connection:
        return Connection(connect(self._address, lock_timeout=WAIT_MS, synchronous_commit="on", **_BY_KEY))


class Readers(ThreadReaders[Connection]):
    """Read-only connections to one schema."""

    def __init__(self, address: Address) -> None:
        super().__init__()
        self._address = address

    def _opened(self) -> Connection:
        return open_reader(self._address)

    def _held(self, connection: Connection) -> AbstractContextManager[None]:
        return transaction(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def _is_lost(self, connection: Connection) -> bool:
        return connection.lost


def open_reader(address: Address) -> Connection:
    """Open read-only."""
    return Connection(
        connect(
            address,
            jit="off",
            default_transaction_read_only="on",
            statement_timeout=READ_MS,
            idle_in_transaction_session_timeout=FORGOTTEN_MS,
        )
    )
