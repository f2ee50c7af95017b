"""The bell in the database: a row that holds the last ringing, and NOTIFY, which every host hears at once."""

import contextlib
import logging
import threading
from typing import Final

import orjson

from data.running import Running
from data.store.bell import Bell, decoded
from data.store.contract import StoreBusyError
from data.store.postgres.address import Address, address_of, connect
from data.store.postgres.connections import Connection, told

LOG: Final = logging.getLogger("mezha.bell")
LISTEN_S: Final = 1.0
"""How soon a listener notices that it is to stop."""
AGAIN_S: Final = 1.0
"""Pause before a lost connection is opened again."""
_RING: Final = """
WITH rung AS (
  INSERT INTO bell (name, body) VALUES ('bell', :body) ON CONFLICT (name) DO UPDATE SET body = excluded.body)
SELECT pg_notify(:channel, :body)"""
_HEAR: Final = "SELECT body FROM bell WHERE name = 'bell'"
_LAID: Final = "SELECT to_regclass('bell') IS NOT NULL"


class Ear:
    """A thread that listens on one channel and remembers what it heard last; it outlives a lost connection."""

    def __init__(self, address: Address, channel: str) -> None:
        self._address, self._channel = address, channel
        self._stop = threading.Event()
        self._heard = threading.Event()
        self.bell: Bell | None = None
        self._thread = threading.Thread(target=self._listen_on, name=f"listens to {channel}", daemon=True)
        self._thread.start()

    def heard(self) -> bool:
        """Tell whether anything was heard since the last question."""
        if not self._heard.is_set():
            return False
        self._heard.clear()
        return True

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join()

    def _listen_on(self) -> None:
        lost = False
        while not self._stop.is_set():
            try:
                self._listen()
            except StoreBusyError as error:
                if not lost:
                    LOG.warning("the bell is not heard: %s", error)
                lost = True
                self._stop.wait(AGAIN_S)

    def _listen(self) -> None:
        """Whatever was told while nobody listened is read from the row first."""
        with contextlib.closing(Connection(connect(self._address))) as connection:
            connection.execute(f'LISTEN "{self._channel}"')
            self._take(_last(connection))
            while not self._stop.is_set():
                with told():
                    for notice in connection.raw.notifies(timeout=LISTEN_S, stop_after=1):
                        self._take(notice.payload)
                connection.execute("SELECT 1")

    def _take(self, body: str | None) -> None:
        self.bell = decoded(body or "") or self.bell
        if body is not None:
            self._heard.set()


class DatabaseBelfry:
    """The bell of a schema. It listens from the first question on; `hear` before that reads the row."""

    def __init__(self, run: Running) -> None:
        self._address = address_of(run)
        self._guard = threading.Lock()
        self._own: Connection | None = None
        self._ears: dict[str, Ear] = {}

    def ring(self, bell: Bell) -> None:
        """Tell everyone who shows the situation.

        Raises:
            StoreBusyError: the database cannot be reached.
        """
        body = orjson.dumps(bell).decode()
        self._ask(_RING, {"channel": self._address.channel, "body": body})

    def hear(self) -> Bell | None:
        """Last ringing, or None while there is none; raises as `ring` where nobody listens yet."""
        ear = self._ears.get(self._address.channel)
        if ear is not None and ear.bell is not None:
            return ear.bell
        with self._guard:
            body = _last(self._connection())
        return None if body is None else decoded(body)

    def changed(self) -> bool:
        """Tell whether the bell rang since the last question."""
        return self._ear(self._address.channel).heard()

    def knock(self) -> None:
        """Ask the clock to look at the store now; raises as `ring`."""
        self._ask("SELECT pg_notify(:channel, '')", {"channel": self._knocking})

    def knocked(self) -> bool:
        """Tell whether somebody knocked since the last question."""
        return self._ear(self._knocking).heard()

    def close(self) -> None:
        """Stop listening and close the connections."""
        for ear in self._ears.values():
            ear.close()
        self._ears.clear()
        with self._guard:
            if self._own is not None:
                self._own.close()
                self._own = None

    @property
    def _knocking(self) -> str:
        return f"{self._address.channel}_knock"

    def _ear(self, channel: str) -> Ear:
        if channel not in self._ears:
            self._ears[channel] = Ear(self._address, channel)
        return self._ears[channel]

    def _ask(self, statement: str, values: dict[str, str]) -> None:
        with self._guard:
            self._connection().execute(statement, values)

    def _connection(self) -> Connection:
        if self._own is None or self._own.lost:
            self._own = Connection(connect(self._address))
        return self._own


def _last(connection: Connection) -> str | None:
    """What rang last; None also before the store is laid out."""
    ((laid,),) = connection.execute(_LAID).fetchall()
    row = connection.execute(_HEAR).fetchone() if laid else None
    return None if row is None else str(row[0])
