"""Observations and roll-ups as CSV or Parquet, a day at a time, so that memory stays flat."""

import csv
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from data.domain.moment import DAY, Moment, iso
from data.store.contract import Grain, StoreReader

if TYPE_CHECKING:
    import pyarrow as pa

Row = tuple[str | int | float, ...]
Format = Literal["csv", "parquet"]

_SERIES: Final = ("feed", "place", "metric", "unit")
_PERIOD: Final = ("valid_from", "valid_to")
_RAW: Final = (*_SERIES, *_PERIOD, "issued", "received", "value")
_ROLLED: Final = (*_SERIES, *_PERIOD, "count", "total", "low", "high", "last")
_MOMENTS: Final = frozenset({*_PERIOD, "issued", "received"})
_LENGTH: Final[Mapping[Grain, int]] = {"hour": 3600, "day": DAY}
ROWS_A_GROUP: Final = 100_000
DAYS_A_TIME: Final[Mapping[Grain, int]] = {"hour": 8, "day": 192}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported: rows with since < valid_to <= until."""

    feed: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    known_at: Moment | None = None
    """Only what had been received by then; single rows alone can tell."""
    grain: Grain | None = None
    """Roll-ups instead of single rows."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return _RAW if self.grain is None else _ROLLED


class Sink(Protocol):
    """A file being written."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


def export(
    store: StoreReader, units: Mapping[tuple[str, str], str], wanted: Wanted, form: Format, out: Path | None
) -> int:
    """Write what is wanted, of one state of the store; gives the number of rows.

    Args:
        store: Where from.
        units: Key of the unit by feed and metric; empty where a feed is not known any more.
        wanted: What.
        form: How.
        out: File, in place only when it is whole; None: CSV to standard output.

    Raises:
        ValueError: roll-ups as known at a moment, or Parquet to standard output.
    """
    if wanted.grain is not None and wanted.known_at is not None:
        raise ValueError("roll-ups hold the last issues: only single rows tell what was known at a time")
    if out is None and form == "parquet":
        raise ValueError("Parquet needs a file")
    written = 0
    with _whole(out) as path, closing(_sink(form, wanted.columns, path)) as sink, store.snapshot():
        for rows in _parts(store, units, wanted):
            sink.write(rows)
            written += len(rows)
    return written


def _parts(store: StoreReader, units: Mapping[tuple[str, str], str], wanted: Wanted) -> Iterator[list[Row]]:
    reach = store.reach()
    latest = store.latest(wanted.feed)
    first = wanted.since if wanted.since is not None else _first(store, wanted, reach)
    last = max((point.valid_to for point in latest.values()), default=None)
    if first is None or last is None:
        return
    last = last if wanted.until is None else min(last, wanted.until)
    step = DAY if wanted.grain is None else DAY * DAYS_A_TIME[wanted.grain]
    metrics = sorted({key.metric for key in latest})
    for begin in range(first, last, step):
        end = min(begin + step, last)
        if wanted.grain is None:
            yield _statements(store, units, wanted, begin, end)
        else:
            yield _rolled(store, units, wanted, metrics, begin, end)


def _first(store: StoreReader, wanted: Wanted, reach: tuple[Moment, Moment] | None) -> Moment | None:
    """Roll-ups go back beyond the rows that they were reckoned from."""
    if wanted.grain is None or reach is None:
        return None if reach is None else reach[0]
    days = store.rolled({key.metric for key in store.latest(wanted.feed)}, "day", 0)
    return min((int(rolled.start[0]) for rolled in days.values()), default=None)


def _statements(
    store: StoreReader, units: Mapping[tuple[str, str], str], wanted: Wanted, since: Moment, until: Moment
) -> list[Row]:
    rows = store.statements(since, until, wanted.feed, wanted.known_at)
    return [(*row[:3], units.get((row.feed, row.metric), ""), *row[3:]) for row in rows]


def _rolled(
    store: StoreReader,
    units: Mapping[tuple[str, str], str],
    wanted: Wanted,
    metrics: Sequence[str],
    since: Moment,
    until: Moment,
) -> list[Row]:
    grain = wanted.grain or "day"
    length = _LENGTH[grain]
    found = store.rolled(metrics, grain, since, until)
    rows: list[Row] = []
    for key in sorted(found, key=lambda key: (key.feed, key.place, key.metric)):
        if wanted.feed in {None, key.feed}:
            r, unit = found[key], units.get((key.feed, key.metric), "")
            columns = (r.start, r.start + length, r.count, r.total, r.low, r.high, r.last)
            bins = zip(*(column.tolist() for column in columns), strict=True)
            rows += [(key.feed, key.place, key.metric, unit, *figures) for figures in bins]
    return rows


@contextmanager
def _whole(out: Path | None) -> Iterator[Path | None]:
    """A file beside, put in place when all went well."""
    if out is None:
        yield None
        return
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        yield fresh
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)


def _sink(form: Format, columns: tuple[str, ...], path: Path | None) -> Sink:
    if path is None or form == "csv":
        return _Csv(columns, path)
    return _Parquet(columns, path)


class _Csv:
    def __init__(self, columns: tuple[str, ...], path: Path | None) -> None:
        self._file = None if path is None else path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(sys.stdout if self._file is None else self._file, lineterminator="\n")
        self._writer.writerow(columns)
        self._moments = tuple(name in _MOMENTS for name in columns)

    def write(self, rows: Sequence[Row]) -> None:
        for row in rows:
            cells = zip(row, self._moments, strict=True)
            self._writer.writerow([iso(int(cell)) if moment else _plain(cell) for cell, moment in cells])

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _plain(cell: str | float) -> str:
    """Whole numbers without a point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


class _Parquet:
    """Rows are gathered until they make a row group."""

    def __init__(self, columns: tuple[str, ...], path: Path) -> None:
        import pyarrow.parquet as pq  # noqa: PLC0415 - 40 MB that only this export needs

        self._schema = _schema(columns)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def write(self, rows: Sequence[Row]) -> None:
        self._rows += rows
        while len(self._rows) >= ROWS_A_GROUP:
            self._group(self._rows[:ROWS_A_GROUP])
            self._rows = self._rows[ROWS_A_GROUP:]

    def close(self) -> None:
        if self._rows:
            self._group(self._rows)
        self._writer.close()

    def _group(self, rows: Sequence[Row]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - the same

        columns = zip(*rows, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))


def _schema(columns: tuple[str, ...]) -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415 - the same

    def kind(name: str) -> Any:
        if name in _SERIES:
            return pa.string()
        if name in _MOMENTS:
            return pa.timestamp("s", tz="UTC")
        return pa.int64() if name == "count" else pa.float64()

    return pa.schema([(name, kind(name)) for name in columns])
