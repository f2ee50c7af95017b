"""Observations in PostgreSQL as they are asked for: the newest of each series, and histories as arrays."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import numpy as np

from data.domain.moment import Moment
from data.store.arrays import ROW, as_tracks
from data.store.contract import Point, SeriesKey, Track
from data.store.postgres.connections import Connection
from data.store.postgres.tables import Columns, array_of, read_table

_EVER: Final = 2**62
_LATEST: Final = """
SELECT s.feed, s.place, s.metric, l.valid_from, l.valid_to, l.issued, l.received, l.value
FROM latest AS l JOIN series AS s ON s.id = l.series WHERE :feed IS NULL OR s.feed = :feed"""
_SERIES: Final = "SELECT id, feed, place, metric FROM series WHERE metric = ANY(:metrics::text[])"
_FEEDS: Final = "SELECT id, feed, place, metric FROM series WHERE feed = ANY(:feeds::text[])"
_COLUMNS: Final[Columns] = (
    ("series", ">i4"),
    ("valid_to", ">i8"),
    ("issued", ">i8"),
    ("valid_from", ">i8"),
    ("value", ">f8"),
)
_TRACKS: Final = """
SELECT series, valid_to, issued, valid_from, value FROM observations
WHERE series = ANY(:series::int[]) AND valid_to > :since AND valid_to <= :until AND received <= :known_at"""


def latest(connection: Connection, feed: str | None) -> dict[SeriesKey, Point]:
    """Newest observation of each series, of one feed or of all."""
    rows = connection.execute(_LATEST, {"feed": feed})
    return {SeriesKey(row[0], row[1], row[2]): Point(*row[3:]) for row in rows}


def tracks(
    connection: Connection, metrics: Iterable[str], since: Moment, until: Moment | None, known_at: Moment | None
) -> dict[SeriesKey, Track]:
    """Histories of the series of these metrics, as known at a moment."""
    return _tracks(connection, _keys(connection, _SERIES, {"metrics": sorted(set(metrics))}), since, until, known_at)


def tracks_of(
    connection: Connection, keys: Collection[SeriesKey], since: Moment, until: Moment | None
) -> dict[SeriesKey, Track]:
    """Histories of these series, as far as they are known."""
    wanted = set(keys)
    of_feeds = _keys(connection, _FEEDS, {"feeds": sorted({key.feed for key in wanted})})
    found = {number: key for number, key in of_feeds.items() if key in wanted}
    return _tracks(connection, found, since, until, None)


def _tracks(
    connection: Connection,
    keys: Mapping[int, SeriesKey],
    since: Moment,
    until: Moment | None,
    known_at: Moment | None,
) -> dict[SeriesKey, Track]:
    """Those that have anything in the span: of each valid_to the last issue known."""
    values = {
        "series": array_of(sorted(keys)),
        "since": since,
        "until": _EVER if until is None else until,
        "known_at": _EVER if known_at is None else known_at,
    }
    rows = read_table(connection, _TRACKS, values, _COLUMNS)
    order = np.lexsort((rows["issued"], rows["valid_to"], rows["series"]))
    table = np.empty(len(rows), ROW)
    for name in ROW.names or ():
        table[name] = rows[name][order]
    return as_tracks(table, keys)


def _keys(connection: Connection, statement: str, values: dict[str, Any]) -> dict[int, SeriesKey]:
    return {row[0]: SeriesKey(*row[1:]) for row in connection.execute(statement, values)}
