"""Observations in SQLite: rows by key, the newest of each series, roll-ups. The caller holds the write transaction."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import orjson

from data.store.batch import Row, newest_by_series
from data.store.bins import day_of, hour_of
from data.store.recording import Entry
from data.store.rollups import SHIFT, renew
from data.store.series import PlaceMetric, SeriesNumbers

_KNOWN: Final = """
SELECT o.series, o.valid_to, o.issued, o.valid_from, o.value
FROM json_each(:hours) AS h CROSS JOIN observations AS o
  ON o.day = ((h.value >> 24) + 3) / 24 AND o.series = h.value & 16777215
  AND o.valid_to > (h.value >> 24) * 3600 AND o.valid_to <= (h.value >> 24) * 3600 + 3600"""
INSERT: Final = """
INSERT OR {otherwise} INTO observations (day, series, valid_to, issued, valid_from, value, received, run)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
UPSERT_LATEST: Final = """
INSERT INTO latest (series, valid_to, issued, valid_from, value, received, change) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (series) DO UPDATE SET valid_to = excluded.valid_to, issued = excluded.issued,
  valid_from = excluded.valid_from, value = excluded.value, received = excluded.received, change = excluded.change
WHERE (excluded.valid_to, excluded.issued) > (latest.valid_to, latest.issued)"""
_NUMBERED: Final = np.dtype([("series", "i8"), ("valid_to", "i8"), ("issued", "i8"), ("value", "f8")])


class SqliteLedger:
    """The ledger of one write transaction."""

    def __init__(self, connection: sqlite3.Connection, numbers: SeriesNumbers) -> None:
        self._connection = connection
        self._numbers = numbers
        self._known: list[Row] = []

    def numbers(self, feed: str, wanted: Iterable[PlaceMetric]) -> Mapping[PlaceMetric, int]:
        """Numbers of a feed's series by (place, metric), new ones given where needed."""
        return self._numbers.of_feed(self._connection, feed, wanted)

    def known(self, rows: Collection[Row]) -> list[Row]:
        """Kept rows of the same series and hours as any of these: they tell repetitions, and make the roll-ups."""
        hours = sorted({hour_of(row[1]) << SHIFT | row[0] for row in rows})
        if hours:
            self._known = self._connection.execute(_KNOWN, {"hours": orjson.dumps(hours).decode()}).fetchall()
        return self._known

    def add(self, rows: Sequence[Row], run: int, entry: Entry) -> None:
        """Keep rows whose keys are new, in the order of the key; with the newest of each series and the roll-ups."""
        if not rows:
            return
        kept = [(day_of(row[1]), *row, entry.received_of(row), run) for row in rows]
        self._connection.executemany(INSERT.format(otherwise="ABORT"), sorted(kept))
        change = next_change(self._connection)
        newest = [(*row, entry.received_of(row), change) for row in newest_by_series(rows)]
        self._connection.executemany(UPSERT_LATEST, newest)
        self._renew(rows)

    def _renew(self, rows: Sequence[Row]) -> None:
        stated = [(row[0], row[1], row[2], row[4]) for row in (*self._of_same_hours(rows), *rows)]
        table = np.fromiter(stated, dtype=_NUMBERED, count=len(stated))
        table = table[np.lexsort((table["issued"], table["valid_to"], table["series"]))]
        renew(self._connection, table["series"], table["valid_to"], table["value"])

    def _of_same_hours(self, rows: Sequence[Row]) -> list[Row]:
        if not self._known:
            return []
        hours = {(row[0], hour_of(row[1])) for row in rows}
        return [row for row in self._known if (row[0], hour_of(row[1])) in hours]


def next_change(connection: sqlite3.Connection) -> int:
    """Number of this transaction's changes to the newest observations: greater than any before."""
    return int(connection.execute("SELECT coalesce(max(change), 0) + 1 FROM latest").fetchone()[0])
