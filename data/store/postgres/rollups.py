"""Hourly and daily roll-ups in PostgreSQL, one row a bin, reckoned anew where observations changed."""

from collections.abc import Collection, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import HOUR, Moment
from data.store.arrays import by_series
from data.store.bins import (
    BIN,
    Bins,
    day_of_hour,
    first_at,
    hour_of,
    start_of,
)
from data.store.contract import Grain, Rolled, SeriesKey
from data.store.postgres.connections import Connection
from data.store.postgres.tables import Columns, array_of, read_table

EVER: Final = 2**62
ROWS_A_TIME: Final = 20_000
TABLES: Final = {"hour": "hourly", "day": "daily"}
COLUMNS: Final[Columns] = (
    ("series", ">i4"),
    ("number", ">i8"),
    ("count", ">i4"),
    ("total", ">f8"),
    ("low", ">f8"),
    ("high", ">f8"),
    ("last", ">f8"),
)
_NAMES: Final = ", ".join(name for name, _ in COLUMNS)
_HOURS: Final = """
INSERT INTO hourly (series, number, count, total, low, high, last)
SELECT bin.series, bin.number, hour.*
FROM unnest(:series::int[], :number::bigint[]) AS bin (series, number) CROSS JOIN LATERAL (
  SELECT count(*), sum(value), min(value), max(value), (array_agg(value))[count(*)]
  FROM (
    SELECT DISTINCT ON (valid_to) value FROM observations
    WHERE series = bin.series AND valid_to > bin.number * 3600 AND valid_to <= bin.number * 3600 + 3600
      AND valid_to > :first AND valid_to <= :last
    ORDER BY valid_to, issued DESC) AS said) AS hour"""
"""Of each valid_to the last issue, in the order of time."""
_DAYS: Final = """
INSERT INTO daily (series, number, count, total, low, high, last)
SELECT bin.series, bin.number, day.*
FROM unnest(:series::int[], :number::bigint[]) AS bin (series, number) CROSS JOIN LATERAL (
  SELECT sum(count), sum(total), min(low), max(high), (array_agg(last))[count(*)]
  FROM (
    SELECT * FROM hourly
    WHERE series = bin.series AND number >= bin.number * 24 - 3 AND number < bin.number * 24 + 21
    ORDER BY number) AS hours) AS day"""
_RENEWED: Final = """
ON CONFLICT (series, number) DO UPDATE SET count = excluded.count, total = excluded.total,
  low = excluded.low, high = excluded.high, last = excluded.last"""
_CHOSEN: Final = """
SELECT id, feed, place, metric FROM series
WHERE metric = ANY(:metrics::text[]) AND (:places::text[] IS NULL OR place = ANY(:places::text[]))"""
_ROLLED: Final = """
SELECT {names} FROM {table} WHERE series = ANY(:series::int[]) AND number >= :first AND number <= :last"""


def renew(connection: Connection, series: NDArray[np.int64], valid_to: NDArray[np.int64]) -> None:
    """Reckon the bins anew that these observations belong to, from all that is kept of them."""
    touched = np.unique(np.stack((series, hour_of(valid_to))), axis=1)
    for start in range(0, touched.shape[1], ROWS_A_TIME):
        owners, hours = touched[:, start : start + ROWS_A_TIME]
        _renew(connection, owners, hours)


def _renew(connection: Connection, series: NDArray[np.int64], hours: NDArray[np.int64]) -> None:
    span = {"first": int(hours.min()) * HOUR, "last": int(hours.max() + 1) * HOUR}
    connection.execute(
        _HOURS + _RENEWED, {"series": array_of(series.tolist()), "number": array_of(hours.tolist())} | span
    )
    owners, days = np.unique(np.stack((series, day_of_hour(hours))), axis=1)
    connection.execute(_DAYS + _RENEWED, {"series": array_of(owners.tolist()), "number": array_of(days.tolist())})


def rolled(
    connection: Connection,
    metrics: Iterable[str],
    grain: Grain,
    since: Moment,
    until: Moment | None,
    places: Collection[str] | None,
) -> dict[SeriesKey, Rolled]:
    """Roll-ups of the series of these metrics whose bins begin in since <= start < until."""
    chosen = {"metrics": sorted(set(metrics)), "places": None if places is None else sorted(places)}
    keys = {row[0]: SeriesKey(*row[1:]) for row in connection.execute(_CHOSEN, chosen)}
    span: dict[str, Any] = {
        "series": array_of(sorted(keys)),
        "first": first_at(grain, since),
        "last": EVER if until is None else first_at(grain, until) - 1,
    }
    rows = read_table(connection, _ROLLED.format(names=_NAMES, table=TABLES[grain]), span, COLUMNS)
    return {keys[int(part["series"][0])]: _rolled(grain, part) for part in by_series(as_bins(rows))}


def as_bins(rows: NDArray[np.void]) -> Bins:
    """Rows as they came from the database, in the machine's own types and in order."""
    order = np.lexsort((rows["number"], rows["series"]))
    bins = np.empty(len(rows), BIN)
    for name, _ in COLUMNS:
        bins[name] = rows[name][order]
    return bins


def _rolled(grain: Grain, part: Bins) -> Rolled:
    figures = (np.ascontiguousarray(part[name]) for name in ("count", "total", "low", "high", "last"))
    return Rolled(start_of(grain, part["number"]), *figures)
