"""A writer that is killed in the middle loses nothing and doubles nothing."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from data.store import is_locked, open_store, writer_lock

ROOT = Path(__file__).resolve().parents[2]
BATCHES, ROWS = 40, 120
WRITER = f"""
import sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.store import open_store, writer_lock
from data.store.contract import Run
state = Path(sys.argv[1])
with writer_lock(state / "live"):
    store = open_store(state, "live", write=True)
    for batch in range({BATCHES}):
        seen = tuple(
            Observation(f"p{{n % 40}}", f"m{{n // 40}}", batch, batch + 1, batch + 2, float(n)) for n in range({ROWS})
        )
        units = {{o.place: o.place for o in seen}}
        store.record("f", Report(seen), Run("f", batch, batch, "used", "x"), batch, units)
        print(store.publish(batch, lambda version: str(version).encode() * 500), flush=True)
"""


def start(state):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(state)], cwd=ROOT, stdout=subprocess.PIPE)


def test_every_observation_is_kept_once_and_versions_grow_through_kills(tmp_path):
    versions = []
    for lines in (1, 4, 9, 17, 30):
        writer = start(tmp_path)
        versions += [int(writer.stdout.readline()) for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        versions += [int(line) for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
        assert not is_locked(tmp_path / "live")
    last = start(tmp_path)
    versions += [int(line) for line in last.communicate()[0].split()]
    assert last.returncode == 0
    assert versions == sorted(set(versions))
    with writer_lock(tmp_path / "live"):
        store = open_store(tmp_path, "live", write=False)
    assert sum(len(track.value) for track in store.tracks(["m0", "m1", "m2"], 0).values()) == BATCHES * ROWS
    assert store.newest_situation()[0] == versions[-1]
    connection = sqlite3.connect(store.file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM observations").fetchone() == (BATCHES * ROWS,)
    connection.close()
    store.close()
