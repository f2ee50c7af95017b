"""One batch of 1,000 observations a line of stdin: kept, composed, published, as the clock does it.

`inject.py prepare` fills the store with the kit's history first.
"""

import json
import sys
import time
from contextlib import closing
from dataclasses import replace

import numpy as np
import orjson
import workload as kit
from picture import FEED, HOURS, INDICATORS, compose, key

from data.domain.observation import Observation, Report
from data.domain.timebase import LIVE
from data.running import running
from data.store import Store, open_store
from data.store.bell import Bell, ring
from data.store.contract import HistoryColumns, Run


def prepare(store: Store) -> None:
    """Lay down 720 hours of 1,200 series and publish the first board."""
    rows = [row for series in range(kit.SERIES) for row in kit.history(series, HOURS)]
    series, valid, issued, value, _ = (np.array(column) for column in zip(*rows, strict=True))
    keys = tuple(key(s // INDICATORS, s % INDICATORS) for s in range(kit.SERIES))
    store.record_history(
        HistoryColumns(keys, tuple(k.place for k in keys), series.astype(np.int32), valid, valid, issued, issued, value)
    )


def keep(store: Store, number: int) -> None:
    """Record one batch."""
    rows = kit.web_batch(number)
    observations = tuple(
        Observation(*_names(series), valid, valid, issued, value) for series, valid, issued, value, _ in rows
    )
    now = int(time.time())
    units = {o.place: o.place for o in observations}
    store.record(FEED, Report(observations), Run(FEED, now, now, "used", f"batch {number}"), now, units)


def publish(store: Store) -> int:
    """Compose the board from the store, publish it, ring the bell."""
    situation = compose(store)
    version = store.publish(situation.as_of, lambda v: orjson.dumps(replace(situation, version=v)))
    ring(running().folder, Bell(version, time.time(), LIVE))
    return version


def _names(series: int) -> tuple[str, str]:
    found = key(series // INDICATORS, series % INDICATORS)
    return found.place, found.metric


def main() -> None:
    """Serve stdin until it closes."""
    with closing(open_store(running(), write=True)) as store:
        if sys.argv[1:] == ["prepare"]:
            prepare(store)
            publish(store)
            return
        for line in sys.stdin:
            keep(store, int(line))
            committed = time.time()
            print(json.dumps({"version": publish(store), "committed_at": committed}), flush=True)


if __name__ == "__main__":
    main()
