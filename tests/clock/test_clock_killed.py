"""The clock is killed at random moments under load: nothing is lost, nothing is kept twice, versions only grow.

`CLOCK_KILLS` sets how often, on each store.
"""

import os
import random
import subprocess
import sys
import time
from contextlib import closing

import pytest

from data.domain.moment import HOUR
from data.running import Running
from data.store import is_locked, open_store
from data.store.bell import belfry
from data.store.contract import SeriesKey
from data.transport.spool import Spool
from tests.clock.conftest import detections

KILLS = int(os.environ.get("CLOCK_KILLS", "4"))
FILES = max(60, KILLS)
REPEATED = 48
PATIENCE_S = 120
LEADING = 0.99
"""At each look: so that some kills come before the clock leads."""
FEED = "gpk_detections"
SECTIONS = ("grodno-pl", "lida-lt", "gomel-ua")


@pytest.fixture(params=["sqlite", "postgres"])
def live(request, tmp_path):
    address = request.getfixturevalue("database") if request.param == "postgres" else ""
    run = Running(tmp_path, "live", "belarus", address)
    run.folder.mkdir()
    run.sources.write_text(f"{FEED}: {{spool: true}}\n")
    return run


def start(run):
    environment = {**os.environ, "STATE_DIR": str(run.state), "MODE": run.mode, "DATABASE_URL": run.database}
    return subprocess.Popen([sys.executable, "-m", "data.clock"], env=environment, stderr=subprocess.DEVNULL)


def value(section, hour):
    return (hour * 7 + len(section)) % 23


def test_each_observation_is_stored_exactly_once(live):
    rng = random.Random(7)
    end = int(time.time()) // HOUR * HOUR
    spool = Spool(live.spool)
    clock, versions = start(live), []
    try:
        for number in range(FILES):
            last = end - (FILES - 1 - number) * HOUR
            section = SECTIONS[number % len(SECTIONS)]
            hours = [value(section, (last // HOUR) - back) for back in range(REPEATED - 1, -1, -1)]
            spool.deliver(FEED, f"{section}-{number}.csv", detections(section, hours, end=last).encode())
            if number * KILLS % FILES < KILLS:
                await_moment(live, rng)
                clock.kill()
                clock.wait()
                versions.append(version(live))
                clock = start(live)
        wait_until_empty(live)
        versions.append(version(live))
        sys.stdout.write(f"{KILLS} kills, {len({v for v in versions if v})} versions between them\n")
    finally:
        clock.kill()
        clock.wait()
    assert [v for v in versions if v] == sorted(v for v in versions if v)
    assert versions[-1]
    assert_complete(live, end)


def await_moment(run, rng):
    """Mostly some time after the clock took the lead, sometimes while it starts."""
    deadline = time.monotonic() + PATIENCE_S
    while rng.random() < LEADING and not is_locked(run):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(rng.uniform(0.0, 1.5))


def version(run):
    with closing(belfry(run)) as bell:
        heard = bell.hear()
    return heard.version if heard else 0


def wait_until_empty(run):
    deadline = time.monotonic() + PATIENCE_S
    folder = run.spool / FEED
    while [path for path in folder.rglob("*") if path.is_file() and "done" not in path.parts]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def assert_complete(run, end):
    with closing(open_store(run, write=False)) as store:
        tracks = store.tracks(["arrived"], 0)
    for place, section in enumerate(SECTIONS):
        track = tracks[SeriesKey(FEED, section, "arrived")]
        newest = max(end - (FILES - 1 - n) * HOUR for n in range(FILES) if n % len(SECTIONS) == place)
        oldest = min(end - (FILES - 1 - n) * HOUR for n in range(FILES) if n % len(SECTIONS) == place)
        expected = list(range(oldest - (REPEATED - 1) * HOUR, newest + 1, HOUR))
        assert track.valid_to.tolist() == expected
        assert track.value.tolist() == [value(section, at // HOUR) for at in expected]
