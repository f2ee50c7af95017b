"""What keeping each observation once costs, with the newest and both roll-ups, against a plain keyed insert.

    python benchmarks/storage_ratio.py --rows 1e6 --rows 1e7 [--store sqlite] [--batches 40]

Processor time, since the machine is shared. 1,200 series hourly; batches of 1,000 rows of 1,000 series, in no order.
The floor is an `executemany` of the same rows, in the order of their key, into an empty table keyed (series, valid_t,
issued_t), one transaction a batch; floor and store take turns, so that noise of the machine meets both.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from storage_subjects import SUBJECTS, Subject, floor_rows

from data.domain.moment import DAY, HOUR
from data.domain.observation import Observation, Report
from data.store import Store
from data.store.contract import HistoryColumns, Receipt, Run, SeriesKey

FEED = "bench"
PLACES = tuple(f"place-{number}" for number in range(60))
METRICS = tuple(f"metric_{number}" for number in range(20))
SECTION = PLACES[:8]
"""A border section: 8 places of 20 metrics are 160 series."""
KEYS = tuple(SeriesKey(FEED, place, metric) for place in PLACES for metric in METRICS)
NUMBERS = {(key.place, key.metric): number for number, key in enumerate(KEYS)}
UNITS = {place: place for place in PLACES}
START = 1_600_000_200 // HOUR * HOUR
ROWS = 1_000
HOURS_A_CALL = 840

Batch = tuple[Observation, ...]


@dataclass
class Figures:
    """Milliseconds of processor time; of a batch the mean, since checkpoints fall into single ones."""

    rows: int
    load_s: float
    bytes_a_row: float
    floor: list[float]
    kept: list[float]
    repeated: list[float]
    replay_added: int
    reads: Mapping[str, float]

    @property
    def ratio(self) -> float:
        """Rate of keeping against the rate of the floor."""
        return statistics.fmean(self.floor) / statistics.fmean(self.kept)


def history(first: int, hours: int, random: np.random.Generator) -> HistoryColumns:
    """`hours` values of each series."""
    series = np.tile(np.arange(len(KEYS), dtype=np.int32), hours)
    valid_to = START + HOUR * np.repeat(np.arange(first, first + hours, dtype=np.int64), len(KEYS))
    value = random.integers(0, 100, len(series)).astype(np.float64)
    units = tuple(key.place for key in KEYS)
    return HistoryColumns(KEYS, units, series, valid_to - HOUR, valid_to, valid_to + 60, valid_to + 90, value)


def batches(first: int, count: int, random: np.random.Generator) -> Iterator[Batch]:
    """Reports of 1,000 of the 1,200 series for one further hour each, in no order."""
    for hour in range(first, first + count):
        end = START + HOUR * hour
        chosen = random.permutation(len(KEYS))[:ROWS].tolist()
        keys = [KEYS[number] for number in chosen]
        yield tuple(Observation(k.place, k.metric, end - HOUR, end, end + 60, float(end % 97)) for k in keys)


def keep(store: Store, batch: Batch) -> Receipt:
    """All that recording a report means: key, corrections, the newest, roll-ups, units, run."""
    end = batch[0].issued
    return store.record(FEED, Report(batch, units=frozenset(PLACES)), Run(FEED, end, end, "used", "x"), end + 30, UNITS)


def measure(subject: Subject, rows: int, count: int) -> Figures:
    """Load a past of so many rows, then batches, a replay in reversed order, and readings."""
    random = np.random.default_rng(1)
    store, hours = subject.store, -(-rows // len(KEYS))
    load = 0.0
    for first in range(0, hours, HOURS_A_CALL):
        past = history(first, min(HOURS_A_CALL, hours - first), random)
        load += spent(subject, lambda past=past: store.record_history(past))
    size = subject.size()
    told = list(batches(hours, count, random))
    figures = Figures(hours * len(KEYS), load / 1e3, size / (hours * len(KEYS)), [], [], [], 0, {})
    for batch in told:
        subject.empty_floor()
        same = floor_rows(batch, NUMBERS)
        figures.floor.append(spent(subject, lambda same=same: subject.insert_floor(same)))
        figures.kept.append(spent(subject, lambda batch=batch: keep(store, batch)))
    for batch in reversed(told):
        figures.repeated.append(spent(subject, lambda batch=batch: keep(store, batch)))
        figures.replay_added += keep(store, batch).accepted
    figures.replay_added += kept_rows(store) - hours * len(KEYS) - count * ROWS
    figures.reads = readings(subject, hours + count, random)
    return figures


def kept_rows(store: Store) -> int:
    """Rows that are kept, by the daily roll-ups: every row here has a valid_to of its own."""
    return sum(int(rolled.count.sum()) for rolled in store.rolled(METRICS, "day", 0).values())


def readings(subject: Subject, hours: int, random: np.random.Generator) -> dict[str, float]:
    """Medians of what the screens and indicators ask."""
    now = START + HOUR * hours
    month = now - 30 * DAY
    section = [key for key in KEYS if key.place in SECTION]
    with closing(subject.reader()) as store:
        told = {"latest of all, first reading": spent(subject, store.latest)}
        after = []
        for batch in batches(hours, 7, random):
            keep(subject.store, batch)
            after.append(spent(subject, store.latest))
        told["latest of all, after a batch of 1,000"] = statistics.median(after)
        asked: dict[str, Callable[[], object]] = {
            "latest of all, nothing new": store.latest,
            "30 days of a section, hourly": lambda: store.rolled(METRICS, "hour", month, now, SECTION),
            "whole past of a series, daily": lambda: store.rolled(METRICS[3:4], "day", 0, None, SECTION[:1]),
            "whole past of a section, daily": lambda: store.rolled(METRICS, "day", 0, None, SECTION),
            "30 days of a section, single rows": lambda: store.tracks_of(section, month, now),
        }
        return told | {name: median(subject, ask) for name, ask in asked.items()}


def median(subject: Subject, work: Callable[[], object], times: int = 7) -> float:
    """Of several calls, after one that fills the caches of pages."""
    work()
    return statistics.median(spent(subject, work) for _ in range(times))


def spent(subject: Subject, work: Callable[[], object]) -> float:
    """Processor milliseconds of one call."""
    begin = subject.cpu()
    work()
    return (subject.cpu() - begin) * 1e3


def table(name: str, found: list[Figures]) -> str:
    """Markdown, one column a size."""
    lines = [f"| {name}, ms of processor time | " + " | ".join(f"{f.rows:,} rows" for f in found) + " |"]
    lines.append("|---|" + "---|" * len(found))

    def line(title: str, cell: Callable[[Figures], str]) -> None:
        lines.append(f"| {title} | " + " | ".join(cell(f) for f in found) + " |")

    line("floor: plain keyed insert of 1,000 rows into an empty table", lambda f: f"{statistics.fmean(f.floor):.2f}")
    line("**kept: key, newest, hourly and daily roll-ups, units, run**", lambda f: f"{statistics.fmean(f.kept):.2f}")
    line("**rate against the floor**", lambda f: f"**{f.ratio:.1%}**")
    line("against the first size", lambda f: f"{statistics.fmean(f.kept) / statistics.fmean(found[0].kept):.2f} times")
    line("the same report again", lambda f: f"{statistics.fmean(f.repeated):.2f}")
    line("replay_added", lambda f: str(f.replay_added))
    for title in found[0].reads:
        line(title, lambda f, title=title: f"{f.reads[title]:.2f}")
    line("a past in columns, rows a second", lambda f: f"{f.rows / f.load_s:,.0f}")
    line("bytes a row, with roll-ups", lambda f: f"{f.bytes_a_row:.1f}")
    return "\n".join(lines)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=float, action="append", help="rows kept before; may be given several times")
    parser.add_argument("--store", choices=tuple(SUBJECTS), default="sqlite")
    parser.add_argument("--batches", type=int, default=40)
    chosen = parser.parse_args()
    found = []
    for rows in chosen.rows or [1e6]:
        with tempfile.TemporaryDirectory() as folder, closing(SUBJECTS[chosen.store](Path(folder))) as subject:
            found.append(measure(subject, int(rows), chosen.batches))
    print(table(chosen.store, found))
    if any(f.replay_added for f in found):
        sys.exit("a replay added rows")


if __name__ == "__main__":
    main()
