"""Observations as they are asked for: the newest of each series, and histories as arrays."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from operator import itemgetter
from typing import Final

import numpy as np
import orjson

from data.domain.moment import Moment
from data.store.arrays import ROW, as_tracks
from data.store.bins import day_of
from data.store.connections import Connection
from data.store.contract import Point, SeriesKey, Track

_EVER: Final = 2**62
_LATEST: Final = """
SELECT change, series, valid_from, valid_to, issued, received, value FROM latest WHERE change > :change"""
_change, _number, _figures = itemgetter(0), itemgetter(1), itemgetter(slice(2, 7))
_point: Final = partial(tuple.__new__, Point)
"""What `Point._make` does, without a step of Python for each of thousands."""
_KEYS: Final = "SELECT id, feed, place, metric FROM series WHERE id IN (SELECT value FROM json_each(:numbers))"
_OF_METRICS: Final = """
SELECT id, feed, place, metric FROM series WHERE metric IN (SELECT value FROM json_each(:metrics))"""
_OF_FEEDS: Final = "SELECT id, feed, place, metric FROM series WHERE feed IN (SELECT value FROM json_each(:feeds))"
TRACKS: Final = """
WITH RECURSIVE days (day) AS (
  SELECT min(day) FROM observations WHERE day >= :first
  UNION ALL SELECT (SELECT min(day) FROM observations WHERE day > days.day) FROM days WHERE days.day < :last)
SELECT o.series, o.valid_from, o.valid_to, o.value
FROM days CROSS JOIN json_each(:series) AS s CROSS JOIN observations AS o
  ON o.day = days.day AND o.series = s.value AND o.valid_to > :since AND o.valid_to <= :until
WHERE days.day <= :last AND o.received <= :known_at"""
"""Each part comes in the order of the key, day by day."""


def latest(connection: Connection, feed: str | None) -> dict[SeriesKey, Point]:
    """Newest observation of each series, of one feed or of all.

    A connection remembers what it read and asks only for what changed since: changes are numbered in the order of the
    transactions, and a connection never goes back to an older state.
    """
    rows = connection.execute(_LATEST, {"change": connection.change}).fetchall()
    if rows:
        numbers = list(map(_number, rows))
        keys = _keys(connection, numbers)
        connection.latest.update(zip(map(keys.__getitem__, numbers), map(_point, map(_figures, rows)), strict=True))
        connection.change = max(map(_change, rows))
    if feed is None:
        return dict(connection.latest)
    return {key: point for key, point in connection.latest.items() if key.feed == feed}


def _keys(connection: Connection, numbers: list[int]) -> dict[int, SeriesKey]:
    """Keys by number; a number never changes its series."""
    fresh = set(numbers) - connection.keys.keys()
    if fresh:
        rows = connection.execute(_KEYS, {"numbers": _json(sorted(fresh))})
        connection.keys.update((number, SeriesKey(*names)) for number, *names in rows)
    return connection.keys


def tracks(
    connection: sqlite3.Connection,
    metrics: Iterable[str],
    since: Moment,
    until: Moment | None,
    known_at: Moment | None,
) -> Mapping[SeriesKey, Track]:
    """Histories of the series that have anything in the span: of each valid_to the last issue known."""
    rows = connection.execute(_OF_METRICS, {"metrics": _json(sorted(set(metrics)))})
    return _tracks(connection, {row[0]: SeriesKey(*row[1:]) for row in rows}, since, until, known_at)


def tracks_of(
    connection: sqlite3.Connection, keys: Collection[SeriesKey], since: Moment, until: Moment | None
) -> Mapping[SeriesKey, Track]:
    """Histories of these series."""
    wanted = set(keys)
    rows = connection.execute(_OF_FEEDS, {"feeds": _json(sorted({key.feed for key in wanted}))})
    found = ((row[0], SeriesKey(*row[1:])) for row in rows)
    return _tracks(connection, {number: key for number, key in found if key in wanted}, since, until, None)


def _tracks(
    connection: sqlite3.Connection,
    keys: Mapping[int, SeriesKey],
    since: Moment,
    until: Moment | None,
    known_at: Moment | None,
) -> Mapping[SeriesKey, Track]:
    last = _EVER if until is None else until
    values = {
        "series": _json(sorted(keys)),
        "since": since,
        "until": last,
        "known_at": _EVER if known_at is None else known_at,
        "first": day_of(since + 1),
        "last": day_of(last),
    }
    rows = connection.execute(TRACKS, values).fetchall() if keys else []
    table = np.fromiter(rows, dtype=ROW, count=len(rows))
    # Within a series the rows ascend already: a stable order by series is all that is left to do.
    ordered = table[np.argsort(table["series"], kind="stable")]
    return as_tracks(ordered, keys)


def _json(values: list[str] | list[int]) -> str:
    return orjson.dumps(values).decode()
