"""Thinning: single observations of long ago go, their roll-ups stay. The caller holds the write transaction."""

import sqlite3
from typing import Final

import orjson

from data.domain.moment import HOUR, Moment, iso
from data.domain.observation import Observation, Reject
from data.store.bins import day_of
from data.store.rollups import kept_days
from data.store.sql import Sql

NEVER: Final = 0
"""Horizon of a feed that was never thinned: nothing that is kept speaks of times before 1970."""
_HORIZON: Final = "SELECT before FROM thinned WHERE feed = :feed"
_HORIZONS: Final = "SELECT feed, before FROM thinned"
_RAISE: Final = """
INSERT INTO thinned (feed, before) VALUES (:feed, :before)
ON CONFLICT (feed) DO UPDATE SET before = excluded.before WHERE excluded.before > thinned.before"""
_DELETE: Final = """
DELETE FROM observations
WHERE day = :day AND series IN (SELECT value FROM json_each(:series)) AND valid_to <= :before"""


def whole_hours(before: Moment) -> Moment:
    """End of the last hour that is over at a moment: an hour is thinned whole, or it could not be reckoned anew."""
    return before // HOUR * HOUR


def horizon(connection: Sql, feed: str) -> Moment:
    """Single observations of a feed with a valid_to up to here are gone."""
    row = connection.execute(_HORIZON, {"feed": feed}).fetchone()
    return NEVER if row is None else int(row[0])


def horizons(connection: Sql) -> dict[str, Moment]:
    """Horizons of the feeds that were thinned."""
    return dict(connection.execute(_HORIZONS).fetchall())


def raise_horizon(connection: Sql, feed: str, before: Moment) -> None:
    """Keep the horizon of a feed; it never goes back."""
    connection.execute(_RAISE, {"feed": feed, "before": before})


def too_old(observation: Observation, source: str) -> Reject:
    """Why an observation of thinned time is not used."""
    detail = f"{observation.place} {iso(observation.valid_to)}"[:80]
    return Reject(source, None, observation.metric, "too_old", detail)


def thin(connection: sqlite3.Connection, feed: str, before: Moment) -> int:
    """Delete a feed's observations of the whole hours up to a moment; gives the rows deleted."""
    until, since = whole_hours(before), horizon(connection, feed)
    if until <= since:
        return 0
    series = [number for (number,) in connection.execute("SELECT id FROM series WHERE feed = :feed", {"feed": feed})]
    same = {"series": orjson.dumps(series).decode(), "before": until}
    days = kept_days(connection, day_of(since), day_of(until))
    deleted = sum(connection.execute(_DELETE, {"day": day, **same}).rowcount for day in days)
    raise_horizon(connection, feed, until)
    return deleted
