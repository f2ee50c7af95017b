"""Several processes that replay the same reports at once add each observation once."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from data.running import Running
from data.store import open_store

ROOT = Path(__file__).resolve().parents[2]
BATCHES, ROWS = 12, 60
WRITER = f"""
import random, sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store
from data.store.contract import Run

def batch(number):
    for n in range({ROWS}):
        valid_to = 1_763_467_200 + 1200 * (number + n % 5)
        issued = valid_to + 60 * (n % 3)
        value = float(valid_to // 1200 + n % 3)
        yield Observation(f"p{{n % 6}}", f"m{{n % 2}}", valid_to - 1200, valid_to, issued, value)

order = [number for number in range({BATCHES}) for _ in range(2)]
random.Random(sys.argv[2]).shuffle(order)
store = open_store(Running(Path(sys.argv[1]), "live", "belarus", sys.argv[3]), write=True)
sys.stdin.readline()
accepted = 0
for at, number in enumerate(order):
    seen = tuple(batch(number))
    units = {{o.place: o.place for o in seen}}
    receipt = store.record("f", Report(seen), Run("f", at, at, "used", "x"), 1_763_999_000, units)
    assert receipt.accepted + receipt.duplicates == len(seen)
    accepted += receipt.accepted
    store.publish(at, lambda version: str(version).encode())
print(accepted)
store.close()
"""


@pytest.fixture(params=["sqlite", "postgres"])
def places(request, tmp_path):
    """Where one process writes, and where three do."""
    if request.param == "sqlite":
        yield Running(tmp_path / "one", "live", "belarus"), Running(tmp_path / "three", "live", "belarus")
        return
    server = request.getfixturevalue("postgres")
    with server.database() as one, server.database() as three:
        yield Running(tmp_path / "one", "live", "belarus", one), Running(tmp_path / "three", "live", "belarus", three)


def started(run, seed):
    command = [sys.executable, "-c", WRITER, str(run.state), str(seed), run.database]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def finished(processes):
    for process in processes:
        process.stdin.write(b"\n")
        process.stdin.flush()
    told = [int(process.communicate()[0]) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return told


def contents(run):
    store = open_store(run, write=False)
    tracks = {key: (t.valid_to.tolist(), t.value.tolist()) for key, t in store.tracks(["m0", "m1"], 0).items()}
    rolled = {
        (grain, key): np.stack((r.start, r.count, r.total, r.low, r.high, r.last)).tolist()
        for grain in ("hour", "day")
        for key, r in store.rolled(["m0", "m1"], grain, 0).items()
    }
    found = tracks, rolled, store.latest(), store.unit_reports(0)
    store.close()
    return found


def test_three_processes_at_once_add_what_one_adds_and_a_replay_adds_nothing(places):
    one, together = places
    (alone,) = finished([started(one, 1)])
    assert sum(finished([started(together, seed) for seed in (2, 3, 4)])) == alone
    assert contents(together) == contents(one)
    assert finished([started(together, seed) for seed in (5, 6, 7)]) == [0, 0, 0]
    assert contents(together) == contents(one)
