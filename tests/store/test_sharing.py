"""Readers and the writer side by side."""

import gc
import subprocess
import sys
import threading
from pathlib import Path

from data.domain.observation import Observation, Report
from data.store import open_store
from data.store.contract import Run

ROOT = Path(__file__).resolve().parents[2]
BATCHES = 60
WRITER = f"""
import sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.store import open_store
from data.running import Running
from data.store.contract import Run
store = open_store(Running(Path(sys.argv[1]), "exercise", "belarus", sys.argv[2]), write=True)
places = [f"p{{n}}" for n in range(150)]
for batch in range(1, {BATCHES} + 1):
    seen = tuple(Observation(place, "arrived", batch - 1, batch, batch, float(batch)) for place in places)
    store.record("f", Report(seen), Run("f", batch, batch, "used", "x"), batch, dict.fromkeys(places, "u"))
store.close()
"""


def test_a_reader_never_sees_half_a_batch(run):
    open_store(run, write=True).close()
    reader = open_store(run, write=False)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(run.state), run.database], cwd=ROOT)
    seen, ended = [], False
    while not ended:
        ended = writer.poll() is not None
        with reader.snapshot():
            points = [p.value for p in reader.latest().values()]
            lengths = [len(track.value) for track in reader.tracks(["arrived"], 0).values()]
            record = reader.feed_records(0).get("f")
        assert len(set(points)) <= 1
        assert len(points) == len(lengths)
        assert lengths == [int(value) for value in points]
        assert record is None or record.units["u"].newest == points[0]
        seen += points[:1]
    reader.close()
    assert writer.returncode == 0
    assert seen == sorted(seen)
    assert seen[-1] == BATCHES


def one(value):
    return Report((Observation("p", "arrived", 0, 3600, 10 + value, float(value)),))


def test_a_snapshot_holds_its_state_while_the_writer_goes_on(store):
    store.record("f", one(1), Run("f", 0, 0, "used", "x"), 0, {"p": "p"})
    with store.snapshot():
        before = store.latest()
        store.record("f", one(2), Run("f", 0, 0, "used", "x"), 0, {"p": "p"})
        with store.snapshot():
            assert store.latest() == before
        assert store.latest() == before
    assert [point.value for point in store.latest().values()] == [2.0]


def test_each_thread_reads_through_its_own_connection(store):
    connections = []
    threads = [threading.Thread(target=lambda: connections.append(store._readers.mine())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(connection) for connection in [*connections, store._readers.mine()]}) == 4


def test_connections_of_ended_threads_are_let_go(store):
    for _ in range(5):
        thread = threading.Thread(target=store.latest)
        thread.start()
        thread.join()
    gc.collect()
    assert len(store._readers._open) <= 1 + 1


def test_a_checkpoint_shortens_the_log(sqlite_store):
    sqlite_store.record("f", one(1), Run("f", 0, 0, "used", "x"), 0, {"p": "p"})
    log = sqlite_store.file.with_name(sqlite_store.file.name + "-wal")
    assert log.stat().st_size > 0
    assert sqlite_store.checkpoint()
    assert log.stat().st_size == 0


def test_a_checkpoint_says_when_a_reader_holds_the_log(sqlite_store):
    sqlite_store.record("f", one(1), Run("f", 0, 0, "used", "x"), 0, {"p": "p"})
    sqlite_store._writer.execute("PRAGMA busy_timeout = 1")
    with sqlite_store.snapshot():
        sqlite_store.latest()
        sqlite_store.record("f", one(2), Run("f", 0, 0, "used", "x"), 0, {"p": "p"})
        assert not sqlite_store.checkpoint()
    assert sqlite_store.checkpoint()
