"""A store of its own for each test, and short ways to make what goes into it."""

from dataclasses import dataclass, field

import pytest

from data.domain.observation import Observation, Report
from data.store import open_store
from data.store.contract import Run

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
        end = NOON + hour * HOUR
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


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path, "exercise", write=True)
    yield opened
    opened.close()


@pytest.fixture
def desk(store):
    return Desk(store)


@pytest.fixture
def noon():
    return NOON
