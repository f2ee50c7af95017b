"""Hourly and daily roll-ups of every series, reckoned anew where observations changed, inside the writing transaction.

Bins are kept in blocks: the hours of a series by day, its days by sixteen. A block is one row, so that a batch touches
few pages and a month of a section is some thousand rows instead of a hundred thousand. The newest day is kept by its
hours alone: it joins the days, of all series, when a later one begins.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from operator import itemgetter
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from data.domain.moment import Moment
from data.store.bins import (
    Bins,
    Block,
    bins_of,
    block_of,
    blocks_of,
    day_of_hour,
    days_of,
    first_at,
    hours_of,
    merged,
    parts_of,
    start_of,
)
from data.store.contract import Grain, Rolled, SeriesKey

EVER: Final = 2**62
FAR: Final = 2**40
"""A time that no observation speaks of, whose number of hours still fits beside a series."""
SHIFT: Final = 24
"""A series and a block in one whole number, for the statement's list: SQLite reads these faster than pairs."""
_ROW: Final = np.dtype([("series", "i8"), ("valid_to", "i8"), ("value", "f8")])

_TABLE: Final[Mapping[Grain, tuple[str, str]]] = {"hour": ("hourly", "day"), "day": ("daily", "span")}
_READ: Final = """
SELECT t.{block}, t.series, t.single, t.body FROM json_each(:wanted) AS w CROSS JOIN {table} AS t
  ON t.{block} = w.value & 16777215 AND t.series = w.value >> 24"""
_WRITE: Final = """
INSERT OR REPLACE INTO {table} ({block}, series, single, body) VALUES (?, ?, ?, ?)"""
_SPAN: Final = """
SELECT t.{block}, t.series, t.single, t.body
FROM json_each(:series) AS s CROSS JOIN json_each(:blocks) AS b CROSS JOIN {table} AS t
  ON t.{block} = b.value AND t.series = s.value"""
_CHOSEN: Final = """
SELECT id, feed, place, metric FROM series
WHERE metric IN (SELECT value FROM json_each(:metrics))
  AND (:places IS NULL OR place IN (SELECT value FROM json_each(:places)))"""
_BLOCKS: Final = """
WITH RECURSIVE blocks (block) AS (
  SELECT min({block}) FROM {table} WHERE {block} >= :first
  UNION ALL SELECT (SELECT min({block}) FROM {table} WHERE {block} > blocks.block) FROM blocks
  WHERE blocks.block < :last)
SELECT block FROM blocks WHERE block <= :last"""
_RAW: Final = """
SELECT series, valid_to, value FROM observations WHERE day = :day ORDER BY series, valid_to, issued"""


def renew(
    connection: sqlite3.Connection,
    series: NDArray[np.int64],
    valid_to: NDArray[np.int64],
    value: NDArray[np.float64],
) -> None:
    """Reckon the bins of these observations anew: all that is kept of each touched hour, in the order of the key."""
    touched = hours_of(series, valid_to, value)
    if not len(touched):
        return
    before = _open_day(connection)
    hours = merged(_kept(connection, "hour", touched), touched)
    _keep(connection, "hour", hours)
    now = _open_day(connection)
    closed = hours[day_of_hour(hours["number"]) < now]
    if before is not None and before != now:
        closed = merged(_hours_of_day(connection, before), closed)
    if len(closed):
        days = days_of(closed)
        _keep(connection, "day", merged(_kept(connection, "day", days), days))


def renew_days(connection: sqlite3.Connection, days: Iterable[int]) -> None:
    """Reckon whole days of all series anew from what is kept."""
    for day in sorted(days):
        rows = connection.execute(_RAW, {"day": day}).fetchall()
        table = np.fromiter(rows, dtype=_ROW, count=len(rows))
        renew(connection, table["series"], table["valid_to"], table["value"])


def reckon_all(connection: sqlite3.Connection) -> None:
    """Fill empty roll-ups from all observations."""
    renew_days(connection, kept_days(connection))


def kept_days(connection: sqlite3.Connection, first: int = -EVER, last: int = EVER) -> list[int]:
    """Days of which observations are kept."""
    return _blocks(connection, "observations", "day", first, last)


def rolled_days(connection: sqlite3.Connection, first: int, last: int) -> list[int]:
    """Days of which roll-ups are kept."""
    return _blocks(connection, *_TABLE["hour"], first, last)


def _blocks(connection: sqlite3.Connection, table: str, block: str, first: int, last: int) -> list[int]:
    """What the key of a table begins with, one seek each."""
    rows = connection.execute(_BLOCKS.format(table=table, block=block), {"first": first, "last": last})
    return [number for (number,) in rows if number is not None]


def rolled(
    connection: sqlite3.Connection,
    metrics: Iterable[str],
    grain: Grain,
    since: Moment,
    until: Moment | None,
    places: Collection[str] | None,
) -> dict[SeriesKey, Rolled]:
    """Roll-ups of the series of these metrics whose bins begin in since <= start < until."""
    chosen = {"metrics": _json(sorted(set(metrics))), "places": None if places is None else _json(sorted(places))}
    keys = {row[0]: SeriesKey(*row[1:]) for row in connection.execute(_CHOSEN, chosen)}
    first = max(first_at(grain, since), 0)
    last = first_at(grain, FAR if until is None else until) - 1
    table, block = _TABLE[grain]
    blocks = _blocks(connection, table, block, block_of(grain, first), block_of(grain, last))
    span = {"series": _json(sorted(keys)), "blocks": _json(blocks)}
    bins = bins_of(grain, connection.execute(_SPAN.format(table=table, block=block), span))
    if grain == "day" and (open_day := _open_day(connection)) is not None:
        hours = connection.execute(_SPAN.format(table="hourly", block="day"), span | {"blocks": _json([open_day])})
        bins = merged(bins, days_of(bins_of("hour", hours)))
    return {keys[int(part["series"][0])]: _rolled(grain, part) for part in parts_of(bins, first, last)}


def _open_day(connection: sqlite3.Connection) -> int | None:
    """Newest day: until a later one begins it is reckoned from its hours when it is read, and not kept."""
    ((day,),) = connection.execute("SELECT max(day) FROM hourly").fetchall()
    return None if day is None else int(day)


def _hours_of_day(connection: sqlite3.Connection, day: int) -> Bins:
    """Hours of a day of all series."""
    rows = connection.execute("SELECT day, series, single, body FROM hourly WHERE day = :day", {"day": day})
    return bins_of("hour", sorted(rows, key=itemgetter(1)))


def _rolled(grain: Grain, part: Bins) -> Rolled:
    figures = (np.ascontiguousarray(part[name]) for name in ("count", "total", "low", "high", "last"))
    return Rolled(start_of(grain, part["number"]), *figures)


def _kept(connection: sqlite3.Connection, grain: Grain, bins: Bins) -> Bins:
    """All bins of the blocks that these bins lie in."""
    table, block = _TABLE[grain]
    wanted = bins["series"] << SHIFT | block_of(grain, bins["number"])
    wanted = wanted[np.append(True, np.diff(wanted) != 0)]
    rows = connection.execute(_READ.format(table=table, block=block), {"wanted": _json(wanted.tolist())})
    return bins_of(grain, rows)


def _keep(connection: sqlite3.Connection, grain: Grain, bins: Bins) -> None:
    table, block = _TABLE[grain]
    rows: list[Block] = sorted(blocks_of(grain, bins))
    connection.executemany(_WRITE.format(table=table, block=block), rows)


def _json(values: list[str] | list[int]) -> str:
    return orjson.dumps(values).decode()
