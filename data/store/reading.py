"""Observations as they are asked for: the newest of each series, and histories as arrays."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from data.domain.moment import Moment
from data.store.contract import Point, SeriesKey, Track

_EVER: Final = 2**62
_ROW: Final = np.dtype([("series", "i8"), ("valid_from", "i8"), ("valid_to", "i8"), ("value", "f8")])
_LATEST: Final = """
SELECT s.feed, s.place, s.metric, l.valid_from, l.valid_to, l.issued, l.received, l.value
FROM latest AS l JOIN series AS s ON s.id = l.series WHERE ?1 IS NULL OR s.feed = ?1"""
_SERIES: Final = "SELECT id, feed, place, metric FROM series WHERE metric IN (SELECT value FROM json_each(?))"
TRACKS: Final = """
SELECT series, valid_from, valid_to, value FROM observations
WHERE series IN (SELECT value FROM json_each(?)) AND valid_to > ? AND valid_to <= ? AND received <= ?
ORDER BY series, valid_to, issued"""


def latest(connection: sqlite3.Connection, feed: str | None) -> dict[SeriesKey, Point]:
    """Newest observation of each series, of one feed or of all."""
    rows = connection.execute(_LATEST, (feed,))
    return {SeriesKey(row[0], row[1], row[2]): Point(*row[3:]) for row in rows}


def tracks(
    connection: sqlite3.Connection,
    metrics: Iterable[str],
    since: Moment,
    until: Moment | None,
    known_at: Moment | None,
) -> Mapping[SeriesKey, Track]:
    """Histories of the series that have anything in the span: of each valid_to the last issue known."""
    keys = {row[0]: SeriesKey(*row[1:]) for row in connection.execute(_SERIES, (_json(sorted(set(metrics))),))}
    bounds = (since, _EVER if until is None else until, _EVER if known_at is None else known_at)
    rows = connection.execute(TRACKS, (_json(list(keys)), *bounds)).fetchall()
    table = np.fromiter(rows, dtype=_ROW, count=len(rows))
    return {keys[int(part["series"][0])]: _track(part) for part in _by_series(_last_issued(table))}


def _last_issued(table: NDArray[np.void]) -> NDArray[np.void]:
    """Keep the last row of each (series, valid_to)."""
    if not len(table):
        return table
    changes = (table["series"][1:] != table["series"][:-1]) | (table["valid_to"][1:] != table["valid_to"][:-1])
    kept: NDArray[np.void] = table[np.append(changes, True)]
    return kept


def _by_series(table: NDArray[np.void]) -> list[NDArray[np.void]]:
    if not len(table):
        return []
    return np.split(table, np.flatnonzero(np.diff(table["series"])) + 1)


def _track(part: NDArray[np.void]) -> Track:
    return Track(*(np.ascontiguousarray(part[name]) for name in ("valid_from", "valid_to", "value")))


def _json(values: list[str] | list[int]) -> str:
    return orjson.dumps(values).decode()
