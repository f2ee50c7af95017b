"""What one more batch costs the situation: folded into what is at hand, against gathering everything anew.

python benchmarks/fold_ratio.py [--days 60]

CPU of the process. The floor is a picture for which nothing changed: what is composed for every place anyway.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data.domain.moment import DAY, HOUR
from data.domain.observation import Observation, Report
from data.domain.situation import FeedStanding
from data.feeds import all_feeds
from data.indicators import Inputs
from data.reference import load, load_rules, load_standards
from data.running import Running
from data.situation import Background, Fold, Setting, gather, take_picture
from data.store import open_store
from data.store.contract import HistoryColumns, Run, SeriesKey, Store

NOW = 1_763_467_200
SIZES = (1, 10, 100, 700)
ROUNDS = 7
Keys = list[tuple[str, str, str]]


def series() -> Keys:
    """Every series of the hourly feeds: (feed, place, metric)."""
    reference, feeds = load().for_mode(exercise=True), all_feeds()
    hourly = ("gpk_detections", "gpk_crossings")
    return [
        (name, place, metric.name)
        for name in hourly
        for place in feeds[name].places(reference)
        for metric in feeds[name].metrics
    ]


def lay_past(store: Store, keys: Keys, days: int) -> int:
    """Hourly values of every series."""
    ends = np.arange(NOW - days * DAY, NOW, HOUR, dtype=np.int64) + HOUR
    count = len(keys)
    valid_to = np.tile(ends, count)
    columns = HistoryColumns(
        tuple(SeriesKey(*key) for key in keys),
        tuple(place for _, place, _ in keys),
        np.repeat(np.arange(count, dtype=np.int32), ends.size),
        valid_to - HOUR,
        valid_to,
        valid_to + 60,
        valid_to + 90,
        (np.arange(valid_to.size) * 7 % 23).astype(np.float64),
    )
    return store.record_history(columns)


def batch(store: Store, keys: Keys, size: int, number: int) -> None:
    """Another issue of the newest hour of the first `size` series."""
    by_feed: dict[str, list[Observation]] = {}
    for feed, place, metric in keys[:size]:
        by_feed.setdefault(feed, []).append(
            Observation(place, metric, NOW - HOUR, NOW, NOW + number + 61, float(number))
        )
    for feed, observations in by_feed.items():
        store.record(feed, Report(tuple(observations)), Run(feed, NOW, NOW, "used", "bench"), NOW, {})


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


class Bench:
    """One store with a past, and the two ways to its picture."""

    def __init__(self, store: Store) -> None:
        feeds = all_feeds()
        self.store = store
        self.setting = Setting(load().for_mode(exercise=True), load_standards(), feeds, frozenset(feeds), exercise=True)
        self.rules = load_rules()
        self.fold = Fold(self.setting)
        self.number = 0

    def folded(self) -> bytes:
        """Picture from what is at hand."""
        return self._take(*self.fold.gather(self.store, NOW))

    def anew(self) -> bytes:
        """Picture gathered from the store alone."""
        return self._take(*gather(self.store, self.setting, NOW))

    def after_batch(self, keys: Keys, size: int) -> float:
        """Milliseconds of the picture after one batch."""
        self.number += 1
        batch(self.store, keys, size, self.number)
        return cpu(self.folded)

    def _take(self, inputs: Inputs, standings: tuple[FeedStanding, ...]) -> bytes:
        background = Background("exercise", None, self.rules, standings, {}, (), ())
        return take_picture(inputs, background).numbered(1)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    options = parser.parse_args()
    keys = series()
    with tempfile.TemporaryDirectory() as folder, closing(open_here(Path(folder))) as store:
        rows = lay_past(store, keys, options.days)
        print(f"{len(keys)} series, {options.days} days by the hour, {rows:,} rows")
        bench = Bench(store)
        bench.folded()
        floor = median([cpu(bench.folded) for _ in range(ROUNDS)])
        anew = median([cpu(bench.anew) for _ in range(ROUNDS)])
        print(f"{'series touched':>16} {'CPU ms':>8} {'above floor':>12} {'of anew':>8}")
        tell("none (floor)", floor, floor, anew)
        for size in SIZES:
            tell(str(size), median([bench.after_batch(keys, size) for _ in range(ROUNDS)]), floor, anew)
        tell("anew", anew, floor, anew)
        if bench.folded() != bench.anew():
            sys.exit("the two pictures differ")


def open_here(folder: Path) -> Store:
    """A store of its own."""
    return open_store(Running(folder, "exercise", "belarus"), write=True)


def tell(name: str, cost: float, floor: float, anew: float) -> None:
    """One line of the table."""
    print(f"{name:>16} {cost:8.1f} {cost - floor:12.1f} {cost / anew:8.3f}")


if __name__ == "__main__":
    main()
