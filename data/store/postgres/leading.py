"""Who leads: the one process that holds an advisory lock of the schema, by a connection that does nothing else."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from data.running import Running
from data.store.contract import StoreBusyError
from data.store.lock import WriterBusyError
from data.store.postgres.address import APPLICATION, Address, address_of, connect
from data.store.postgres.connections import Connection

LOOK_S: Final = 1.0
"""How often the lock's connection is asked whether it lives."""
_GONE: Final = {"tcp_keepalives_idle": 5, "tcp_keepalives_interval": 2, "tcp_keepalives_count": 3}
"""The database drops the lock of a host that vanished without a word within some 11 s."""
_HOLDER: Final = """
SELECT a.application_name, extract(epoch FROM a.backend_start)::float8
FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.classid::bigint = :key AND l.objid = 1 AND l.objsubid = 2 AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


class DatabaseLead:
    """The lock lasts as long as its connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held = True
        self._asked = time.monotonic()

    def held(self) -> bool:
        """Tell whether the connection lives; asks it once a second. Once lost, another process may lead."""
        now = time.monotonic()
        if self._held and now - self._asked >= LOOK_S:
            self._asked = now
            try:
                self._connection.execute("SELECT 1")
            except StoreBusyError:
                self._held = False
        return self._held


@contextmanager
def database_lock(run: Running) -> Iterator[DatabaseLead]:
    """Hold the writer's lock of a schema; the database drops it when the process or its host is gone.

    Raises:
        WriterBusyError: another process holds it, perhaps on another host.
        StoreBusyError: the database cannot be reached.
    """
    address = address_of(run)
    connection = Connection(connect(address, **_GONE))
    try:
        named = f"{APPLICATION} clock {os.getpid()} {socket.gethostname()}"
        connection.execute("SELECT set_config('application_name', :named, false)", {"named": named})
        ((taken,),) = connection.execute("SELECT pg_try_advisory_lock(:key, 1)", {"key": address.key}).fetchall()
        if not taken:
            raise WriterBusyError(*_holder(connection, address))
        try:
            yield DatabaseLead(connection)
        finally:
            # A closed connection lets go only when the database comes round to it.
            with suppress(StoreBusyError):
                connection.execute("SELECT pg_advisory_unlock_all()")
    finally:
        connection.close()


def is_led(run: Running) -> bool:
    """Tell whether a process, wherever it runs, holds the lock of this schema; raises as `database_lock`."""
    address = address_of(run)
    connection = Connection(connect(address))
    try:
        return connection.execute(_HOLDER, {"key": address.key}).fetchone() is not None
    finally:
        connection.close()


def _holder(connection: Connection, address: Address) -> tuple[int | None, float | None]:
    """Process and time of the holder, as it named itself; of another role's connection the name is hidden."""
    row = connection.execute(_HOLDER, {"key": address.key}).fetchone()
    words = (row[0] or "").split() if row else []
    if row is None or len(words) < 3 or not words[2].isdigit():
        return None, None
    return int(words[2]), row[1]
