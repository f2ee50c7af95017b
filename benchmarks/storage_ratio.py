"""What keeping each observation once costs, against the raw append of the same batches beside it.

    python benchmarks/storage_ratio.py [--hours 840] [--batches 40]

CPU milliseconds of this process; batches of both kinds take turns, so that noise of the machine meets both.
The raw table has a file of its own: a second connection that writes empties the page cache of the first.
"""

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data.domain.moment import HOUR
from data.domain.observation import Observation, Report
from data.store import SqliteStore, open_store
from data.store.connections import open_writer, transaction
from data.store.contract import HistoryColumns, Run, SeriesKey

FEED = "bench"
PLACES = tuple(f"place-{number}" for number in range(60))
METRICS = tuple(f"metric_{number}" for number in range(20))
KEYS = tuple(SeriesKey(FEED, place, metric) for place in PLACES for metric in METRICS)
UNITS = {place: place for place in PLACES}
START = 1_760_000_400
ROWS = 1_000


def history(hours: int, random: np.random.Generator) -> HistoryColumns:
    """`hours` values of each series."""
    series = np.tile(np.arange(len(KEYS), dtype=np.int32), hours)
    valid_to = START + HOUR * np.repeat(np.arange(hours, dtype=np.int64), len(KEYS))
    value = random.integers(0, 100, len(series)).astype(np.float64)
    units = tuple(key.place for key in KEYS)
    return HistoryColumns(KEYS, units, series, valid_to - HOUR, valid_to, valid_to + 60, valid_to + 90, value)


def batches(first_hour: int, count: int, random: np.random.Generator) -> Iterator[tuple[Observation, ...]]:
    """Reports of 1,000 of the 1,200 series for one further hour each, in no order."""
    for hour in range(first_hour, first_hour + count):
        end = START + HOUR * hour
        chosen = random.permutation(len(KEYS))[:ROWS].tolist()
        keys = [KEYS[number] for number in chosen]
        yield tuple(Observation(k.place, k.metric, end - HOUR, end, end + 60, float(end % 97)) for k in keys)


def append(raw: sqlite3.Connection, batch: tuple[Observation, ...]) -> None:
    """The limit: rows at the end of a table without key."""
    with transaction(raw):
        raw.executemany(
            "INSERT INTO raw VALUES (?, ?, ?, ?, ?)", [(7, o.valid_to, o.issued, o.value, 1) for o in batch]
        )


def keep(store: SqliteStore, batch: tuple[Observation, ...]) -> None:
    """All that recording a report means: keys, corrections, latest, units, run."""
    end = batch[0].issued
    store.record(FEED, Report(batch, units=frozenset(PLACES)), Run(FEED, end, end, "used", "x"), end + 30, UNITS)


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU time of one call, user and system."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1e3


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=int, default=840)
    parser.add_argument("--batches", type=int, default=40)
    chosen = parser.parse_args()
    random = np.random.default_rng(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_store(Path(folder), "exercise", write=True)) as store,
        closing(open_writer(store.file.with_name("raw.sqlite"))) as raw,
    ):
        past = history(chosen.hours, random)
        load = cpu_ms(lambda: store.record_history(past))
        raw.execute("CREATE TABLE raw (series INTEGER, valid_to INTEGER, issued INTEGER, value REAL, batch INTEGER)")
        figures: dict[str, list[float]] = {"raw append": [], "kept once": [], "repeated": []}
        for batch in batches(chosen.hours, chosen.batches, random):
            figures["raw append"].append(cpu_ms(lambda batch=batch: append(raw, batch)))
            figures["kept once"].append(cpu_ms(lambda batch=batch: keep(store, batch)))
            figures["repeated"].append(cpu_ms(lambda batch=batch: keep(store, batch)))
        read = cpu_ms(lambda: store.tracks(METRICS[:3], START - 1))
    report(figures)
    print(f"history: {len(past.value):,} rows in {load:,.0f} ms · 3 metrics of 60 places as arrays: {read:.0f} ms")


def report(figures: dict[str, list[float]]) -> None:
    """Means, since checkpoints fall into single batches, and the ratio to the limit."""
    limit = statistics.fmean(figures["raw append"])
    for name, times in figures.items():
        mean = statistics.fmean(times)
        print(f"{name:>10}: {mean:6.2f} ms CPU a batch of {ROWS:,}, {limit / mean:6.1%} of the raw rate")


if __name__ == "__main__":
    main()
