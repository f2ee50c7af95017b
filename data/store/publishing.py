"""Situations by version, and the settings that stand beside them."""

import sqlite3
from typing import Any, Final

import orjson

from data.domain.moment import Moment
from data.domain.timebase import LIVE, TimeBase
from data.store.codec import decode, encode
from data.store.contract import Compose

TIMEBASE: Final = "timebase"
"""Setting that holds the clock of the picture."""

_SWEEP: Final = """
DELETE FROM situations
WHERE version <= (SELECT version FROM situations ORDER BY version DESC LIMIT 1 OFFSET ?)"""


def publish(connection: sqlite3.Connection, as_of: Moment, compose: Compose, *, wall: float, keep: int) -> int:
    """Keep a situation under a version that only grows, whatever the wall clock does; sweep all but `keep`."""
    version = max(_newest_version(connection) + 1, int(wall * 1000))
    insert = "INSERT INTO situations (version, as_of, body) VALUES (?, ?, ?)"
    connection.execute(insert, (version, as_of, compose(version)))
    connection.execute(_SWEEP, (max(keep, 1),))
    return version


def newest_situation(connection: sqlite3.Connection) -> tuple[int, bytes] | None:
    """Version and JSON of the newest situation."""
    row = connection.execute("SELECT version, body FROM situations ORDER BY version DESC LIMIT 1").fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]))


def situation(connection: sqlite3.Connection, version: int) -> bytes | None:
    """JSON of one version, while it is kept."""
    row = connection.execute("SELECT body FROM situations WHERE version = ?", (version,)).fetchone()
    return None if row is None else bytes(row[0])


def put_setting(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Keep a JSON value, or a dataclass as one."""
    insert = "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    connection.execute(insert, (name, encode(value)))


def setting(connection: sqlite3.Connection, name: str) -> Any:
    """A JSON value, or None."""
    body = _setting(connection, name)
    return None if body is None else orjson.loads(body)


def timebase(connection: sqlite3.Connection) -> TimeBase:
    """Clock of the picture; wall time until another one is set."""
    body = _setting(connection, TIMEBASE)
    return LIVE if body is None else decode(TimeBase, body)


def _setting(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def _newest_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(version), 0) FROM situations").fetchone()[0])
