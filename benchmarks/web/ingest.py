"""Observations of a CSV file into the store, a thousand a report: what the kit weighs as `ingest` and `count`.

ingest.py FILE    entity, indicator, valid_t, issued_t, value; epoch seconds
ingest.py count   how many observations the store holds
"""

import csv
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from picture import FEED, key

from data.domain.observation import Observation, Report
from data.running import running
from data.store import open_store
from data.store.contract import Run, Store

REPORT: int = 1_000
"""Observations of one report."""


def observations(file: Path) -> Iterator[Observation]:
    """Each line as an observation of a stock."""
    with file.open(newline="") as lines:
        for row in csv.DictReader(lines):
            found = key(int(row["entity"]), int(row["indicator"]))
            valid, issued = int(row["valid_t"]), int(row["issued_t"])
            yield Observation(found.place, found.metric, valid, valid, issued, float(row["value"]))


def keep(store: Store, part: tuple[Observation, ...]) -> None:
    """Record one report."""
    now = max(o.issued for o in part)
    store.record(FEED, Report(part), Run(FEED, now, now, "used", "kit"), now, {o.place: o.place for o in part})


def main() -> None:
    """Read the file, or count."""
    with closing(open_store(running(), write=True)) as store:
        if sys.argv[1] == "count":
            reach = store.reach()
            print(0 if reach is None else len(store.statements(*reach)))
            return
        rows = observations(Path(sys.argv[1]))
        while part := tuple(islice(rows, REPORT)):
            keep(store, part)


if __name__ == "__main__":
    main()
