"""A store of its own for each test, and short ways to make what goes into it."""

from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
import pytest

from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store
from data.store.contract import HistoryColumns, Run

NOON = 1_763_467_200
"""2025-11-18T12:00:00Z."""
HOUR = 3600


@dataclass
class Desk:
    """Records reports of one feed, each received an hour after the one before unless said otherwise."""

    store: object
    feed: str = "gpk_detections"
    received: int = NOON
    runs: int = field(default=0)

    def observation(self, value, *, hour=0, issued=None, place="grodno-pl", metric="arrived", span=HOUR):
        end = NOON + int(hour * HOUR)
        return Observation(place, metric, end - span, end, end + 60 if issued is None else issued, float(value))

    def run(self, outcome="used", *, ended=None, **more):
        at = self.received if ended is None else ended
        return Run(self.feed, at, at, outcome, "grodno.csv", **more)

    def record(self, *observations, received=None, run=None, backfill=False, **report):
        self.runs += 1
        at = self.received + self.runs * HOUR if received is None else received
        units = {o.place: o.place for o in observations}
        run = run or self.run(ended=at)
        return self.store.record(self.feed, Report(observations, **report), run, at, units, backfill=backfill)


@pytest.fixture(params=["sqlite", "postgres"])
def run(request, tmp_path):
    """A deployment on either store; what only SQLite does is tested on `sqlite_run`."""
    address = request.getfixturevalue("database") if request.param == "postgres" else ""
    return Running(tmp_path, "exercise", "belarus", address)


@pytest.fixture
def sqlite_run(tmp_path):
    return Running(tmp_path, "exercise", "belarus")


@pytest.fixture
def postgres_run(tmp_path, database):
    return Running(tmp_path, "exercise", "belarus", database)


@pytest.fixture
def store(run):
    with closing(open_store(run, write=True)) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_run):
    with closing(open_store(sqlite_run, write=True)) as opened:
        yield opened


@pytest.fixture
def postgres_store(postgres_run):
    with closing(open_store(postgres_run, write=True)) as opened:
        yield opened


@pytest.fixture
def desk(store):
    return Desk(store)


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def past_of():
    """A past of one series from (valid_to, value), each issued a minute later and received half a minute after that."""

    def past(key, rows):
        valid_to = np.array([moment for moment, _ in rows], np.int64)
        value = np.array([number for _, number in rows], np.float64)
        series = np.zeros(len(rows), np.int32)
        return HistoryColumns(
            (key,), (key.place,), series, valid_to - HOUR, valid_to, valid_to + 60, valid_to + 90, value
        )

    return past
