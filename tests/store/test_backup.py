"""A backup is the store at one moment, taken while it is written; what is restored is what was backed up."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from data.domain.observation import Observation, Report
from data.running import Running
from data.store import ModeMismatchError, StoreBusyError, WriterBusyError, open_store, writer_lock
from data.store.archive import BackupError
from data.store.backup import backup, contents, restore, verify
from data.store.contract import Run

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store
from data.store.contract import Run
store = open_store(Running(Path(sys.argv[1]), "live", "belarus"), write=True)
places = [f"p{n}" for n in range(120)]
batch = 0
while not Path(sys.argv[2]).exists():
    batch += 1
    end = 1_763_467_200 + 3600 * batch
    seen = tuple(Observation(place, "arrived", end - 3600, end, end, float(batch)) for place in places)
    store.record("f", Report(seen), Run("f", end, end, "used", "x"), end, dict.fromkeys(places, "u"))
    store.publish(end, lambda version: str(version).encode())
    print(batch, flush=True)
store.close()
"""


@pytest.fixture
def live(tmp_path):
    return Running(tmp_path / "live", "live", "belarus")


@pytest.fixture
def elsewhere(tmp_path):
    return Running(tmp_path / "elsewhere", "live", "belarus")


def fill(run, batches=3, value=1.0):
    with closing(open_store(run, write=True)) as store:
        for batch in range(1, batches + 1):
            seen = Observation("p", "arrived", batch - 1, batch, batch, value)
            store.record("f", Report((seen,)), Run("f", batch, batch, "used", "x"), batch, {"p": "u"})


def connected(run):
    return closing(sqlite3.connect(run.folder / "mezha.sqlite"))


def test_a_backup_under_load_is_the_store_at_its_moment(live, elsewhere, tmp_path):
    stop, target = tmp_path / "stop", tmp_path / "copy.mezha"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(live.state), str(stop)], cwd=ROOT, stdout=subprocess.PIPE
    )
    for _ in range(5):
        writer.stdout.readline()
    summary = backup(live, target)
    writer.stdout.readline()
    stop.touch()
    writer.communicate()
    assert writer.returncode == 0
    assert restore(elsewhere, target) == summary == verify(target)
    rows = "SELECT * FROM observations WHERE run <= ?"
    with connected(live) as source, connected(elsewhere) as restored:
        assert restored.execute(rows, (10**9,)).fetchall() == source.execute(rows, (summary.newest_run,)).fetchall()
        assert contents(restored) == summary.tables
        newest = source.execute("SELECT max(id) FROM runs").fetchone()[0]
        assert 5 <= summary.newest_run < newest
    with closing(open_store(elsewhere, write=False)) as store:
        assert {len(track.value) for track in store.tracks(["arrived"], 0).values()} == {summary.newest_run}
        assert {r.count.sum() for r in store.rolled(["arrived"], "hour", 0).values()} == {summary.newest_run}
        assert store.newest_situation()[0] == summary.newest_situation


def test_the_writer_goes_on_after_a_restore(live, elsewhere, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    restore(elsewhere, tmp_path / "copy")
    fill(elsewhere, batches=4)
    with closing(open_store(elsewhere, write=False)) as store:
        assert [len(track.value) for track in store.tracks(["arrived"], 0).values()] == [4]


def test_a_backup_is_one_file(live, tmp_path):
    fill(live)
    folder = tmp_path / "backups"
    folder.mkdir()
    backup(live, folder / "copy")
    assert [file.name for file in folder.iterdir()] == ["copy"]


def test_a_store_that_is_there_is_replaced_only_when_asked_for(live, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    fill(live, batches=9)
    with pytest.raises(FileExistsError):
        restore(live, tmp_path / "copy")
    restore(live, tmp_path / "copy", force=True)
    with closing(open_store(live, write=False)) as store:
        assert [len(track.value) for track in store.tracks(["arrived"], 0).values()] == [3]


def test_nothing_is_restored_below_a_clock_that_leads(live, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    with writer_lock(live), pytest.raises(WriterBusyError):
        restore(live, tmp_path / "copy", force=True)


def test_nothing_is_restored_below_a_process_that_reads(live, tmp_path, monkeypatch):
    monkeypatch.setattr("data.store.backup._PATIENCE_S", 0.01)
    fill(live)
    backup(live, tmp_path / "copy")
    fill(live, batches=5)
    with closing(open_store(live, write=False)) as reader:
        reader.latest()
        with pytest.raises(StoreBusyError, match="other processes"):
            restore(live, tmp_path / "copy", force=True)
        assert [len(track.value) for track in reader.tracks(["arrived"], 0).values()] == [5]


def test_a_damaged_store_is_replaced(live, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    (live.folder / "mezha.sqlite").write_bytes(b"not a database at all" * 1000)
    restore(live, tmp_path / "copy", force=True)
    with closing(open_store(live, write=False)) as store:
        assert len(store.latest()) == 1


@pytest.mark.parametrize("harm", ["row", "bytes", "cut", "none"])
def test_a_backup_that_is_no_good_is_refused_and_the_store_stays(live, tmp_path, harm):
    fill(live, batches=60)
    copy = tmp_path / "copy"
    backup(live, copy)
    fill(live, batches=61)
    body = copy.read_bytes()
    if harm == "row":
        with sqlite3.connect(copy) as connection:
            connection.execute("UPDATE observations SET value = 2 WHERE valid_to = 30")
        connection.close()
    elif harm == "bytes":
        copy.write_bytes(body[:4096] + b"\xff" * 4096 + body[8192:])
    elif harm == "cut":
        copy.write_bytes(body[: len(body) // 2])
    else:
        copy.write_bytes(b"hello")
    with pytest.raises(BackupError):
        restore(live, copy, force=True)
    with closing(open_store(live, write=False)) as store:
        assert [len(track.value) for track in store.tracks(["arrived"], 0).values()] == [61]
    assert sorted(file.name for file in live.folder.iterdir() if file.name.startswith(".")) == []


def test_a_backup_of_the_other_mode_is_refused(live, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    with pytest.raises(ModeMismatchError, match="live"):
        restore(Running(tmp_path / "x", "exercise", "belarus"), tmp_path / "copy")


def test_there_must_be_something_to_back_up_and_to_restore(live, tmp_path):
    with pytest.raises(FileNotFoundError):
        backup(live, tmp_path / "copy")
    with pytest.raises(FileNotFoundError):
        restore(live, tmp_path / "copy")


def test_a_backup_never_takes_the_place_of_the_store(live, tmp_path):
    fill(live)
    (tmp_path / "link").symlink_to(live.folder)
    for target in (live.folder / "mezha.sqlite", live.folder / "mezha.sqlite-wal", tmp_path / "link" / "mezha.sqlite"):
        with pytest.raises(BackupError, match="elsewhere"):
            backup(live, target)
    fill(live, batches=4)


def test_a_store_file_itself_is_not_taken_for_a_backup(live, elsewhere):
    fill(live)
    with pytest.raises(BackupError):
        restore(elsewhere, live.folder / "mezha.sqlite")
