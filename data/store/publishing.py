"""Situations by version, and the settings that stand beside them."""

from typing import Any, Final

import orjson

from data.domain.moment import Moment
from data.domain.situation import RunningMode
from data.domain.timebase import LIVE, TimeBase
from data.store.codec import decode, encode
from data.store.contract import Compose, ModeMismatchError
from data.store.sql import Sql

TIMEBASE: Final = "timebase"
"""Setting that holds the clock of the picture."""
_MODE: Final = "mode"

_SWEEP: Final = """
DELETE FROM situations
WHERE version <= (SELECT version FROM situations ORDER BY version DESC LIMIT 1 OFFSET :keep)"""


def publish(connection: Sql, as_of: Moment, compose: Compose, *, wall: float, keep: int) -> int:
    """Keep a situation under a version that only grows, whatever the wall clock does; sweep all but `keep`."""
    version = max(_newest_version(connection) + 1, int(wall * 1000))
    insert = "INSERT INTO situations (version, as_of, body) VALUES (:version, :as_of, :body)"
    connection.execute(insert, {"version": version, "as_of": as_of, "body": compose(version)})
    connection.execute(_SWEEP, {"keep": max(keep, 1)})
    return version


def newest_situation(connection: Sql) -> tuple[int, bytes] | None:
    """Version and JSON of the newest situation."""
    row = connection.execute("SELECT version, body FROM situations ORDER BY version DESC LIMIT 1").fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]))


def situation(connection: Sql, version: int) -> bytes | None:
    """JSON of one version, while it is kept."""
    row = connection.execute("SELECT body FROM situations WHERE version = :version", {"version": version}).fetchone()
    return None if row is None else bytes(row[0])


def put_setting(connection: Sql, name: str, value: Any) -> None:
    """Keep a JSON value, or a dataclass as one."""
    insert = """
    INSERT INTO settings (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value"""
    connection.execute(insert, {"name": name, "value": encode(value)})


def setting(connection: Sql, name: str) -> Any:
    """A JSON value, or None."""
    body = _setting(connection, name)
    return None if body is None else orjson.loads(body)


def timebase(connection: Sql) -> TimeBase:
    """Clock of the picture; wall time until another one is set."""
    body = _setting(connection, TIMEBASE)
    return LIVE if body is None else decode(TimeBase, body)


def stamp_mode(connection: Sql, mode: RunningMode) -> None:
    """Write down which mode the store belongs to, the first time; from then on check it."""
    if setting(connection, _MODE) is None:
        put_setting(connection, _MODE, mode)
    require_mode(connection, mode)


def require_mode(connection: Sql, mode: RunningMode) -> None:
    """Check which mode the store belongs to.

    Raises:
        ModeMismatchError: to the other one.
    """
    stamped = setting(connection, _MODE)
    if stamped != mode:
        raise ModeMismatchError(f"the store belongs to mode {stamped}, not {mode}")


def _setting(connection: Sql, name: str) -> str | None:
    row = connection.execute("SELECT value FROM settings WHERE name = :name", {"name": name}).fetchone()
    return None if row is None else str(row[0])


def _newest_version(connection: Sql) -> int:
    return int(connection.execute("SELECT coalesce(max(version), 0) FROM situations").fetchone()[0])
