"""What is refused at the door of the store."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from data.running import Running
from data.store import ModeMismatchError, SchemaError, open_store
from data.store.archive import BackupError
from data.store.backup import backup
from data.store.schema import MIGRATIONS, SCHEMA, migrate
from data.store.sqlite import FILE_NAME, open_sqlite

ROOT = Path(__file__).resolve().parents[2]


def file_of(state, mode="live"):
    return state / mode / FILE_NAME


@pytest.fixture
def laid_out(tmp_path):
    open_sqlite(tmp_path, "live", write=True).close()
    return tmp_path


def test_each_mode_has_its_own_file(laid_out):
    assert file_of(laid_out).exists()
    assert not file_of(laid_out, "exercise").exists()


@pytest.mark.parametrize("write", [True, False])
def test_a_store_of_the_other_mode_is_refused(laid_out, write):
    shutil.copytree(laid_out / "live", laid_out / "exercise")
    with pytest.raises(ModeMismatchError, match="live"):
        open_sqlite(laid_out, "exercise", write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_schema_is_refused_and_left_alone(laid_out, write):
    with sqlite3.connect(file_of(laid_out)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    with pytest.raises(SchemaError, match="newer Mezha"):
        open_sqlite(laid_out, "live", write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path, write):
    file = file_of(tmp_path)
    file.parent.mkdir()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(SchemaError, match="another program"):
        open_sqlite(tmp_path, "live", write=write)
    assert file.read_bytes() == before


def test_an_older_schema_waits_for_the_writer(laid_out, monkeypatch):
    newer = (*MIGRATIONS, ("CREATE TABLE added (x)",))
    monkeypatch.setattr("data.store.schema.MIGRATIONS", newer)
    monkeypatch.setattr("data.store.schema.SCHEMA", len(newer))
    with pytest.raises(SchemaError, match="start the clock"):
        open_sqlite(laid_out, "live", write=False)
    open_sqlite(laid_out, "live", write=True).close()
    reader = open_sqlite(laid_out, "live", write=False)
    assert reader._readers.mine().execute("SELECT count(*) FROM added").fetchone() == (0,)
    reader.close()


def test_a_migration_that_breaks_leaves_the_old_schema(laid_out, monkeypatch):
    monkeypatch.setattr("data.store.schema.MIGRATIONS", (*MIGRATIONS, ("CREATE TABLE added (x)", "NONSENSE")))
    monkeypatch.setattr("data.store.schema.SCHEMA", SCHEMA + 1)
    with pytest.raises(sqlite3.OperationalError):
        open_sqlite(laid_out, "live", write=True)
    monkeypatch.undo()
    open_sqlite(laid_out, "live", write=False).close()


def test_migrating_twice_changes_nothing():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    connection.close()


def test_reading_before_anyone_has_written_is_told_apart(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_sqlite(tmp_path, "live", write=False)
    file_of(tmp_path).parent.mkdir()
    file_of(tmp_path).touch()
    with pytest.raises(FileNotFoundError, match="start the clock"):
        open_sqlite(tmp_path, "live", write=False)


def test_a_store_open_for_reading_does_not_write(laid_out):
    reader = open_sqlite(laid_out, "live", write=False)
    with pytest.raises(RuntimeError, match="reading only"):
        reader.put_setting("x", 1)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._readers.mine().execute("DELETE FROM settings")
    reader.close()


def test_every_commit_is_on_the_disk_before_it_returns(sqlite_store):
    assert sqlite_store._writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert sqlite_store._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_processes_that_lay_out_one_store_at_once_all_succeed(tmp_path):
    program = (
        "import sys; from pathlib import Path; from data.store.sqlite import open_sqlite; sys.stdin.readline();"
        f"store = open_sqlite(Path({str(tmp_path)!r}), 'live', write=True); store.put_setting('x', 1); store.close()"
    )
    command = [sys.executable, "-c", program]
    started = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    for process in started:
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in started] == [b""] * 4


@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_database_is_named_and_left_as_it_was(tmp_path, write):
    file = tmp_path / "live" / "mezha.sqlite"
    file.parent.mkdir()
    file.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(SchemaError, match=r"mezha\.sqlite is no database"):
        open_store(Running(tmp_path, "live", "belarus"), write=write)
    assert file.read_bytes() == b"not a database at all" * 1000
    with pytest.raises(BackupError, match="not a database"):
        backup(Running(tmp_path, "live", "belarus"), tmp_path / "copy")
