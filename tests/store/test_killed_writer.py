"""A writer that is killed in the middle loses nothing and doubles nothing."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from data.running import Running
from data.store import is_locked, open_store, writer_lock
from tests.postgres import SAFE, cluster

ROOT = Path(__file__).resolve().parents[2]
BATCHES, ROWS = 40, 120
WRITER = f"""
import sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store, writer_lock
from data.store.contract import Run
run = Running(Path(sys.argv[1]), "exercise", "belarus", sys.argv[2])
with writer_lock(run):
    store = open_store(run, write=True)
    for batch in range({BATCHES}):
        seen = tuple(
            Observation(f"p{{n % 40}}", f"m{{n // 40}}", batch, batch + 1, batch + 2, float(n)) for n in range({ROWS})
        )
        units = {{o.place: o.place for o in seen}}
        store.record("f", Report(seen), Run("f", batch, batch, "used", "x"), batch, units)
        print(store.publish(batch, lambda version: str(version).encode() * 500), flush=True)
"""


def start(run):
    command = [sys.executable, "-c", WRITER, str(run.state), run.database]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def postgres():
    """A database that has what it answered on its disk."""
    with cluster(SAFE) as started:
        yield started


def rows(run, store):
    """Rows of the table itself, and whether the file is whole."""
    if run.database:
        ((count,),) = store._readers.mine().execute("SELECT count(*) FROM observations")
        return count
    with closing(sqlite3.connect(store.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT count(*) FROM observations").fetchone()[0]


def wait_until_let_go(run):
    """The database sees that a process is gone when the statement in hand is done."""
    deadline = time.monotonic() + 20
    while is_locked(run):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_every_observation_is_kept_once_and_versions_grow_through_kills(run):
    versions = []
    for lines in (1, 4, 9, 17, 30):
        writer = start(run)
        versions += [int(writer.stdout.readline()) for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        versions += [int(line) for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
        wait_until_let_go(run)
    last = start(run)
    versions += [int(line) for line in last.communicate()[0].split()]
    assert last.returncode == 0
    assert versions == sorted(set(versions))
    with writer_lock(run):
        store = open_store(run, write=False)
    assert sum(len(track.value) for track in store.tracks(["m0", "m1", "m2"], 0).values()) == BATCHES * ROWS
    assert store.newest_situation()[0] == versions[-1]
    assert rows(run, store) == BATCHES * ROWS
    store.close()


def test_a_database_that_crashes_keeps_what_it_answered(postgres, tmp_path):
    with postgres.database() as address:
        run = Running(tmp_path, "exercise", "belarus", address)
        versions = []
        for lines, sent in ((3, signal.SIGQUIT), (11, signal.SIGKILL)):
            writer = start(run)
            versions += [int(writer.stdout.readline()) for _ in range(lines)]
            postgres.crash(sent)
            rest, _ = writer.communicate()
            versions += [int(line) for line in rest.splitlines()]
            assert writer.returncode != 0
        with closing(open_store(run, write=False)) as store:
            assert store.newest_situation()[0] >= versions[-1]
            assert rows(run, store) >= 11 * ROWS
        last = start(run)
        versions += [int(line) for line in last.communicate()[0].split()]
        assert versions == sorted(set(versions))
        with closing(open_store(run, write=False)) as store:
            assert rows(run, store) == BATCHES * ROWS
