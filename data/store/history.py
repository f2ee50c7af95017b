"""Keeping a long past at once, in columns: the history of an exercise. The caller holds the write transaction."""

import sqlite3
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.store.contract import HistoryColumns
from data.store.recording import UPSERT_LATEST, UPSERT_UNIT
from data.store.series import SeriesNumbers

EVER: Final = 2**62
"""A past has no present that its times could not be after."""
_INSERT = """
INSERT OR IGNORE INTO observations (series, valid_to, issued, valid_from, value, received) VALUES (?, ?, ?, ?, ?, ?)"""


def record_history(connection: sqlite3.Connection, numbers: SeriesNumbers, columns: HistoryColumns) -> int:
    """Keep observations with their own received times; gives the number of rows added."""
    if not len(columns.value):
        return 0
    by_key = numbers.of_keys(connection, columns.keys)
    series = np.array([by_key[key] for key in columns.keys], dtype=np.int64)[columns.series]
    order = np.lexsort((columns.received, columns.issued, columns.valid_to, series))
    before = connection.total_changes
    connection.executemany(_INSERT, _rows(columns, series, order))
    added = connection.total_changes - before
    ordered = series[order]
    last = order[np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))]
    connection.executemany(UPSERT_LATEST, _rows(columns, series, last))
    connection.executemany(UPSERT_UNIT, list(_units(columns)))
    return added


def _rows(columns: HistoryColumns, series: NDArray[np.int64], chosen: NDArray[np.intp]) -> Iterator[tuple[float, ...]]:
    parts = (series, columns.valid_to, columns.issued, columns.valid_from, columns.value, columns.received)
    return zip(*(part[chosen].tolist() for part in parts), strict=True)


def _units(columns: HistoryColumns) -> Iterator[tuple[str, str, int, int, int]]:
    size = len(columns.keys)
    newest = np.full(size, -1, dtype=np.int64)
    confirmed = np.full(size, -1, dtype=np.int64)
    np.maximum.at(newest, columns.series, columns.valid_to)
    np.maximum.at(confirmed, columns.series, columns.issued)
    for position, (key, unit) in enumerate(zip(columns.keys, columns.units, strict=True)):
        if newest[position] >= 0:
            yield key.feed, unit, int(newest[position]), int(confirmed[position]), EVER
