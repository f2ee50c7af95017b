"""Keeping a long past at once, in columns: the history of an exercise. The caller holds the write transaction."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.store.bins import day_of
from data.store.contract import HistoryColumns, UnitReport
from data.store.journal import keep_unit_reports
from data.store.ledger import INSERT, UPSERT_LATEST, next_change
from data.store.recording import UPSERT_UNIT, unit_values
from data.store.retention import NEVER, horizons
from data.store.rollups import renew, renew_days, rolled_days
from data.store.series import SeriesNumbers
from data.store.sql import Sql

EVER: Final = 2**62
"""A past has no present that its times could not be after."""
_COLUMNS: Final = ("series", "valid_from", "valid_to", "issued", "received", "value")


def record_history(connection: sqlite3.Connection, numbers: SeriesNumbers, columns: HistoryColumns) -> int:
    """Keep observations with their own received times; gives the number of rows added."""
    columns = not_thinned(connection, columns)
    if not len(columns.value):
        return 0
    series = numbered(connection, numbers, columns)
    chosen = first_statements(columns, series)
    day = day_of(columns.valid_to)
    rolled = rolled_days(connection, int(day.min()), int(day.max()))
    added = _insert(connection, columns, series, chosen)
    fresh = chosen[~np.isin(day[chosen], rolled)]
    renew(connection, series[fresh], columns.valid_to[fresh], columns.value[fresh])
    renew_days(connection, np.intersect1d(day, rolled).tolist() if added else ())
    connection.executemany(UPSERT_UNIT, unit_rows(columns))
    keep_unit_reports(connection, report_rows(columns))
    return added


def not_thinned(connection: Sql, columns: HistoryColumns) -> HistoryColumns:
    """Without observations of times that were thinned."""
    known = horizons(connection)
    limits = np.array([known.get(key.feed, NEVER) for key in columns.keys], dtype=np.int64)
    good = columns.valid_to > limits[columns.series]
    return columns if good.all() else replace(columns, **{name: getattr(columns, name)[good] for name in _COLUMNS})


def numbered(connection: Sql, numbers: SeriesNumbers, columns: HistoryColumns) -> NDArray[np.int64]:
    """Number of the series of each observation, new ones given where needed."""
    by_key = numbers.of_keys(connection, columns.keys)
    found: NDArray[np.int64] = np.array([by_key[key] for key in columns.keys], dtype=np.int64)[columns.series]
    return found


def first_statements(columns: HistoryColumns, series: NDArray[np.int64]) -> NDArray[np.intp]:
    """Positions in the order of the key, each key once: what was received first stays."""
    order = np.lexsort((columns.received, columns.issued, columns.valid_to, series))
    key = np.stack((series, columns.valid_to, columns.issued))[:, order]
    first: NDArray[np.intp] = order[np.insert((key[:, 1:] != key[:, :-1]).any(axis=0), 0, True)]
    return first


def _insert(
    connection: sqlite3.Connection, columns: HistoryColumns, series: NDArray[np.int64], chosen: NDArray[np.intp]
) -> int:
    parts = (series, columns.valid_to, columns.issued, columns.valid_from, columns.value, columns.received)
    day = day_of(columns.valid_to)
    by_day = chosen[np.argsort(day[chosen], kind="stable")]
    before = connection.total_changes
    connection.executemany(INSERT.format(otherwise="IGNORE"), _rows((day, *parts, np.full(len(day), None)), by_day))
    added = connection.total_changes - before
    last = chosen[np.append(np.diff(series[chosen]) != 0, True)]
    change = np.full(len(day), next_change(connection))
    connection.executemany(UPSERT_LATEST, _rows((*parts, change), last))
    return added


def _rows(parts: Sequence[NDArray[Any]], chosen: NDArray[np.intp]) -> Iterator[tuple[float | None, ...]]:
    return zip(*(part[chosen].tolist() for part in parts), strict=True)


def unit_rows(columns: HistoryColumns) -> Iterator[Mapping[str, str | int | None]]:
    """Values of `UPSERT_UNIT`: how far each unit has come in this past."""
    size = len(columns.keys)
    newest = np.full(size, -1, dtype=np.int64)
    confirmed = np.full(size, -1, dtype=np.int64)
    np.maximum.at(newest, columns.series, columns.valid_to)
    np.maximum.at(confirmed, columns.series, columns.issued)
    for position, (key, unit) in enumerate(zip(columns.keys, columns.units, strict=True)):
        if newest[position] >= 0:
            yield unit_values(key.feed, unit, int(newest[position]), int(confirmed[position]), EVER)


def report_rows(columns: HistoryColumns) -> Iterator[UnitReport]:
    """When each unit first spoke of each moment of this past."""
    named = [(key.feed, unit) for key, unit in zip(columns.keys, columns.units, strict=True)]
    units = sorted(set(named))
    number = np.array([units.index(name) for name in named], dtype=np.int64)[columns.series]
    order = np.lexsort((columns.received, number, columns.valid_to))
    number, valid_to = number[order], columns.valid_to[order]
    first = np.flatnonzero(np.insert((np.diff(number) != 0) | (np.diff(valid_to) != 0), 0, True))
    rows = (number[first], valid_to[first], columns.received[order][first])
    for position, moment, received in zip(*(part.tolist() for part in rows), strict=True):
        feed, unit = units[position]
        yield UnitReport(feed, unit, moment, received)
