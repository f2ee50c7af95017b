"""A store that cannot take a report now: the report fails whole, and goes in whole once it can."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from data.domain.observation import Observation, Report
from data.store.contract import Run, StoreBusyError
from data.store.sqlite import open_sqlite

ROOT = Path(__file__).resolve().parents[2]
REPORTS, ROWS = 40, 300
WRITER = f"""
import resource, signal, sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.store.contract import Run, StoreBusyError
from data.store.sqlite import open_sqlite

def record(number):
    end = 1_763_467_200 + 3600 * number
    seen = tuple(Observation(f"p{{n}}", "arrived", end - 3600, end, end, float(n)) for n in range({ROWS}))
    receipt = store.record("f", Report(seen), Run("f", end, end, "used", "x"), end, dict.fromkeys(("p1", "p2"), "u"))
    assert receipt.accepted == {ROWS}, receipt
    return store.publish(end, lambda version: str(version).encode() * 400)

store = open_sqlite(Path(sys.argv[1]), "live", write=True)
versions = [record(0)]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
largest = max(file.stat().st_size for file in store.file.parent.iterdir())
failures = 0
for number in range(1, {REPORTS}):
    # Room for a report and a half or so: the next one breaks somewhere in its middle.
    if number % 4 == 0:
        largest = max(file.stat().st_size for file in store.file.parent.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 20_000, unlimited[1]))
    try:
        versions.append(record(number))
    except StoreBusyError:
        failures += 1
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        versions.append(record(number))
assert versions == sorted(set(versions)), versions
print(failures)
store.close()
"""


def test_a_report_fails_whole_and_goes_in_whole_when_there_is_room_again(tmp_path):
    writer = subprocess.run([sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, capture_output=True, check=False)
    assert writer.returncode == 0, writer.stderr.decode()
    assert int(writer.stdout) > 0
    store = open_sqlite(tmp_path, "live", write=False)
    tracks = store.tracks(["arrived"], 0)
    assert (len(tracks), {len(track.value) for track in tracks.values()}) == (ROWS, {REPORTS})
    rolled = store.rolled(["arrived"], "day", 0)
    assert {int(r.count.sum()) for r in rolled.values()} == {REPORTS}
    with closing(sqlite3.connect(store.file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()


def test_a_writer_that_waits_too_long_is_told_so(sqlite_store):
    seen = Report((Observation("p", "arrived", 0, 3600, 3600, 1.0),))
    run = Run("f", 0, 0, "used", "x")
    sqlite_store._writer.execute("PRAGMA busy_timeout = 1")
    with closing(sqlite3.connect(sqlite_store.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="locked"):
            sqlite_store.record("f", seen, run, 0, {})
        other.execute("ROLLBACK")
    assert sqlite_store.record("f", seen, run, 0, {}).accepted == 1


CHECKPOINT = """
import resource, signal, sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.store.contract import Run, StoreBusyError
from data.store.sqlite import open_sqlite

store = open_sqlite(Path(sys.argv[1]), "live", write=True)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for number in range(8):
    end = 1_763_467_200 + 86_400 * number
    seen = tuple(Observation(f"p{n}", "arrived", end - 3600, end, end, float(n)) for n in range(300))
    store.record("f", Report(seen), Run("f", end, end, "used", "x"), end, {})
room = store.file.stat().st_size + 20_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
try:
    store.checkpoint()
    print("whole")
except StoreBusyError:
    print("told")
if sys.argv[2] == "killed":
    import os
    os.kill(os.getpid(), signal.SIGKILL)
store.close()
"""


@pytest.mark.parametrize("end", ["closed", "killed"])
def test_a_disk_that_fills_while_the_log_is_brought_in_loses_nothing(tmp_path, end):
    command = [sys.executable, "-c", CHECKPOINT, str(tmp_path), end]
    writer = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if end == "closed":
        assert (writer.returncode, writer.stdout) == (0, b"told\n"), writer.stderr.decode()
    with closing(open_sqlite(tmp_path, "live", write=True)) as store:
        assert store.checkpoint()
        assert {len(track.value) for track in store.tracks(["arrived"], 0).values()} == {8}
        assert {int(r.count.sum()) for r in store.rolled(["arrived"], "day", 0).values()} == {8}
        with closing(sqlite3.connect(store.file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
