"""Observations in PostgreSQL: rows by key, the newest of each series, roll-ups. The caller holds the transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from data.store.batch import Row, newest_by_series
from data.store.postgres.connections import Connection
from data.store.postgres.partitions import make_partitions, span_of
from data.store.postgres.rollups import renew
from data.store.postgres.tables import Columns, array_of, write_table
from data.store.recording import Entry
from data.store.series import PlaceMetric, SeriesNumbers

KEPT: Final[Columns] = (
    ("series", ">i4"),
    ("valid_to", ">i8"),
    ("issued", ">i8"),
    ("valid_from", ">i8"),
    ("value", ">f8"),
    ("received", ">i8"),
)
WITH_RUN: Final[Columns] = (*KEPT, ("run", ">i8"))
_KNOWN: Final = """
SELECT o.series, o.valid_to, o.issued, o.valid_from, o.value
FROM unnest(:series::int[], :valid_to::bigint[]) AS pair (series, valid_to)
JOIN observations AS o ON o.series = pair.series AND o.valid_to = pair.valid_to
WHERE o.valid_to BETWEEN :first AND :last"""
_LATEST: Final = """
INSERT INTO latest (series, valid_to, issued, valid_from, value, received)
SELECT * FROM unnest(
  :series::int[], :valid_to::bigint[], :issued::bigint[], :valid_from::bigint[], :value::float8[], :received::bigint[])
ON CONFLICT (series) DO UPDATE SET valid_to = excluded.valid_to, issued = excluded.issued,
  valid_from = excluded.valid_from, value = excluded.value, received = excluded.received
WHERE (excluded.valid_to, excluded.issued) > (latest.valid_to, latest.issued)"""


class PostgresLedger:
    """The ledger of one write transaction."""

    def __init__(self, connection: Connection, numbers: SeriesNumbers) -> None:
        self._connection = connection
        self._numbers = numbers

    def numbers(self, feed: str, wanted: Iterable[PlaceMetric]) -> Mapping[PlaceMetric, int]:
        """Numbers of a feed's series by (place, metric), new ones given where needed."""
        return self._numbers.of_feed(self._connection, feed, wanted)

    def known(self, rows: Collection[Row]) -> list[Row]:
        """Kept rows of the same series and valid_to as any of these."""
        if not rows:
            return []
        series, valid_to = zip(*sorted({row[:2] for row in rows}), strict=True)
        span = {"first": min(valid_to), "last": max(valid_to)}
        pairs = {"series": array_of(series), "valid_to": array_of(valid_to)}
        return self._connection.execute(_KNOWN, span | pairs).fetchall()

    def add(self, rows: Sequence[Row], run: int, entry: Entry) -> None:
        """Keep rows whose keys are new, in the order of the key; with all that is reckoned from them."""
        if not rows:
            return
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        make_partitions(self._connection, np.unique(span_of(columns[1])).tolist())
        received = np.array([entry.received_of(row) for row in rows])
        run_column = np.full(len(rows), run)
        write_table(self._connection, "observations", WITH_RUN, [*columns, received, run_column])
        keep_latest(self._connection, [(*row, entry.received_of(row)) for row in newest_by_series(rows)])
        renew(self._connection, columns[0], columns[1])


def keep_latest(connection: Connection, rows: Iterable[tuple[float, ...]]) -> None:
    """Note rows (series, valid_to, issued, valid_from, value, received) that are newer than the newest known."""
    columns = zip(*rows, strict=True)
    values: dict[str, Any] = {name: array_of(column) for (name, _), column in zip(KEPT, columns, strict=True)}
    connection.execute(_LATEST, values)
