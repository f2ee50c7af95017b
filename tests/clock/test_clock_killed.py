"""The clock is killed at random moments under load: nothing is lost, nothing is kept twice, versions only grow."""

import os
import random
import subprocess
import sys
import time
from contextlib import closing

import pytest

from data.domain.moment import HOUR
from data.store import open_store
from data.store.bell import hear
from data.store.contract import SeriesKey
from data.transport.spool import Spool
from tests.clock.conftest import detections

KILLS = int(os.environ.get("CLOCK_KILLS", "4"))
FILES = 60
REPEATED = 48
PATIENCE_S = 120
FEED = "gpk_detections"
SECTIONS = ("grodno-pl", "lida-lt", "gomel-ua")


@pytest.fixture
def live(tmp_path):
    folder = tmp_path / "live"
    folder.mkdir()
    (folder / "sources.yaml").write_text(f"{FEED}: {{spool: true}}\n")
    return tmp_path


def start(state):
    environment = {**os.environ, "STATE_DIR": str(state), "MODE": "live"}
    return subprocess.Popen([sys.executable, "-m", "data.clock"], env=environment, stderr=subprocess.DEVNULL)


def value(section, hour):
    return (hour * 7 + len(section)) % 23


def test_each_observation_is_stored_exactly_once(live):
    rng = random.Random(7)
    end = int(time.time()) // HOUR * HOUR
    spool = Spool(live / "live" / "spool")
    clock, versions = start(live), []
    try:
        for number in range(FILES):
            last = end - (FILES - 1 - number) * HOUR
            section = SECTIONS[number % len(SECTIONS)]
            hours = [value(section, (last // HOUR) - back) for back in range(REPEATED - 1, -1, -1)]
            spool.deliver(FEED, f"{section}-{number}.csv", detections(section, hours, end=last).encode())
            if number % (FILES // KILLS) == 0:
                time.sleep(rng.uniform(0.4, 1.6))
                clock.kill()
                clock.wait()
                versions.append(version(live))
                clock = start(live)
        wait_until_empty(live)
        versions.append(version(live))
    finally:
        clock.kill()
        clock.wait()
    assert [v for v in versions if v] == sorted(v for v in versions if v)
    assert_complete(live, end)


def version(state):
    bell = hear(state / "live")
    return bell.version if bell else 0


def wait_until_empty(state):
    deadline = time.monotonic() + PATIENCE_S
    folder = state / "live" / "spool" / FEED
    while [path for path in folder.rglob("*") if path.is_file() and "done" not in path.parts]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def assert_complete(state, end):
    with closing(open_store(state, "live", write=False)) as store:
        tracks = store.tracks(["arrived"], 0)
    for place, section in enumerate(SECTIONS):
        track = tracks[SeriesKey(FEED, section, "arrived")]
        newest = max(end - (FILES - 1 - n) * HOUR for n in range(FILES) if n % len(SECTIONS) == place)
        oldest = min(end - (FILES - 1 - n) * HOUR for n in range(FILES) if n % len(SECTIONS) == place)
        expected = list(range(oldest - (REPEATED - 1) * HOUR, newest + 1, HOUR))
        assert track.valid_to.tolist() == expected
        assert track.value.tolist() == [value(section, at // HOUR) for at in expected]
