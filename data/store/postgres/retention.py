"""Thinning in PostgreSQL: single observations of long ago go, their roll-ups stay. The caller holds the transaction."""

from typing import Final

from data.domain.moment import Moment
from data.store.postgres.connections import Connection
from data.store.retention import horizon, raise_horizon, whole_hours

_DELETE: Final = """
DELETE FROM observations
WHERE series IN (SELECT id FROM series WHERE feed = :feed) AND valid_to > :since AND valid_to <= :until"""


def thin(connection: Connection, feed: str, before: Moment) -> int:
    """Delete a feed's observations of the whole hours up to a moment; gives the rows deleted."""
    until, since = whole_hours(before), horizon(connection, feed)
    if until <= since:
        return 0
    deleted = connection.execute(_DELETE, {"feed": feed, "since": since, "until": until}).rowcount
    raise_horizon(connection, feed, until)
    return deleted
