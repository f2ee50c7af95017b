"""A backup of a database is its schema at one moment, taken while it is written; what is restored is what it was."""

import io
import os
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from dashboard.__main__ import main
from data.domain.observation import Observation, Report
from data.running import Running, SettingsError
from data.store import ModeMismatchError, SchemaError, StoreBusyError, WriterBusyError, open_store, writer_lock
from data.store.archive import BackupError
from data.store.backup import backup, restore
from data.store.contract import Run
from data.store.postgres import programs
from data.store.postgres.address import address_of
from data.store.postgres.backup import verify
from data.store.postgres.connections import open_reader
from data.store.postgres.rows import contents

ROOT = Path(__file__).resolve().parents[2]
MONTH = 30 * 86_400
WRITER = """
import sys
from pathlib import Path
from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store
from data.store.contract import Run
store = open_store(Running(Path(sys.argv[1]), "live", "belarus", sys.argv[2]), write=True)
places = [f"p{n}" for n in range(120)]
batch = 0
while not Path(sys.argv[3]).exists():
    batch += 1
    end = 1_763_467_200 + 86_400 * batch
    seen = tuple(Observation(place, "arrived", end - 3600, end, end, batch / 7) for place in places)
    store.record("f", Report(seen), Run("f", end, end, "used", "x"), end, dict.fromkeys(places, "u"))
    store.publish(end, lambda version: str(version).encode())
    print(batch, flush=True)
store.close()
"""


@pytest.fixture
def live(tmp_path, database):
    return Running(tmp_path / "live", "live", "belarus", database)


@pytest.fixture
def elsewhere(tmp_path, postgres):
    with postgres.database() as address:
        yield Running(tmp_path / "elsewhere", "live", "belarus", address)


def fill(run, batches=3, value=1.0, **report):
    with closing(open_store(run, write=True)) as store:
        for batch in range(1, batches + 1):
            seen = Observation("p", "arrived", MONTH * batch - 1, MONTH * batch, MONTH * batch, value)
            run_of = Run("f", batch, batch, "used", "a\\tb\nc\\.\r\u2028", detail="\\.")
            store.record("f", Report((seen,), **report), run_of, batch, {"p": "u"})


def values(run):
    with closing(open_store(run, write=False)) as store:
        return [track.value.tolist() for track in store.tracks(["arrived"], 0).values()]


def table_by_table(run):
    with closing(open_reader(address_of(run))) as reader:
        return contents(reader, run.mode)


def asked(run, statement):
    with psycopg.connect(run.database, autocommit=True, options="-c search_path=live") as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else None


def test_a_backup_under_load_is_the_schema_at_its_moment(live, elsewhere, tmp_path):
    stop, target = tmp_path / "stop", tmp_path / "copy.mezha"
    command = [sys.executable, "-c", WRITER, str(live.state), live.database, str(stop)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        for _ in range(5):
            writer.stdout.readline()
        summary = backup(live, target)
        writer.stdout.readline()
        stop.touch()
        writer.communicate()
    assert writer.returncode == 0
    assert restore(elsewhere, target) == summary == verify(target, elsewhere)
    assert table_by_table(elsewhere) == summary.tables
    rows = f"SELECT * FROM observations WHERE run <= {summary.newest_run} ORDER BY series, valid_to, issued"
    assert asked(elsewhere, rows) == asked(live, rows)
    assert 5 <= summary.newest_run < asked(live, "SELECT max(id) FROM runs")[0][0]
    with closing(open_store(elsewhere, write=False)) as store:
        assert {len(track.value) for track in store.tracks(["arrived"], 0).values()} == {summary.newest_run}
        assert {r.count.sum() for r in store.rolled(["arrived"], "hour", 0).values()} == {summary.newest_run}
        assert store.newest_situation()[0] == summary.newest_situation


def test_the_writer_goes_on_in_a_restored_schema(live, elsewhere, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    restore(elsewhere, tmp_path / "copy")
    assert table_by_table(elsewhere) == table_by_table(live)
    fill(elsewhere, batches=9)
    assert values(elsewhere) == [[1.0] * 9]
    shape = """SELECT c.relname, c.relkind, pg_get_expr(c.relpartbound, c.oid) FROM pg_class AS c
    WHERE relnamespace = 'live'::regnamespace AND c.relname !~ '_00[0-9][4-9]' ORDER BY 1"""
    assert asked(elsewhere, shape) == asked(live, shape)


def test_a_backup_is_one_file(live, tmp_path):
    fill(live)
    folder = tmp_path / "backups"
    folder.mkdir()
    backup(live, folder / "copy")
    assert [file.name for file in folder.iterdir()] == ["copy"]
    with tarfile.open(folder / "copy") as tar:
        assert tar.getnames() == ["manifest.json", "schema.dump"]


def test_a_store_that_is_there_is_replaced_only_when_asked_for_and_all_see_the_old_or_the_new(live, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    fill(live, batches=9)
    with closing(open_store(live, write=False)) as reader:
        assert len(reader.tracks(["arrived"], 0)) == 1
        with pytest.raises(FileExistsError):
            restore(live, tmp_path / "copy")
        restore(live, tmp_path / "copy", force=True)
        assert [track.value.tolist() for track in reader.tracks(["arrived"], 0).values()] == [[1.0] * 3]
    assert sorted(live.folder.iterdir()) == []


def test_nothing_is_restored_below_a_clock_or_under_a_reader(live, tmp_path, monkeypatch):
    monkeypatch.setattr("data.store.postgres.backup.WAIT_MS", 50)
    fill(live)
    backup(live, tmp_path / "copy")
    fill(live, batches=5)
    with writer_lock(live), pytest.raises(WriterBusyError):
        restore(live, tmp_path / "copy", force=True)
    with closing(open_store(live, write=False)) as reader, reader.snapshot():
        reader.latest()
        with pytest.raises(StoreBusyError):
            restore(live, tmp_path / "copy", force=True)
    assert values(live) == [[1.0] * 5]


def repacked(copy, name, body):
    with tarfile.open(copy) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    members[name] = body(members[name])
    with tarfile.open(copy, "w") as tar:
        for member, content in members.items():
            head = tarfile.TarInfo(member)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))


@pytest.mark.parametrize("harm", ["dump", "told", "rows", "cut", "foreign", "none"])
def test_a_backup_that_is_no_good_is_refused_and_the_store_stays(live, tmp_path, harm):
    fill(live)
    copy = tmp_path / "copy"
    backup(live, copy)
    fill(live, batches=4)
    if harm == "dump":
        repacked(copy, "schema.dump", lambda body: body[:-40] + b"\xff" * 40)
    elif harm == "told":
        repacked(copy, "manifest.json", lambda body: body.replace(b'"summary"', b'"else"'))
    elif harm == "rows":
        repacked(copy, "manifest.json", lambda body: body.replace(b'"rows": 3', b'"rows": 2', 1))
    elif harm == "cut":
        copy.write_bytes(copy.read_bytes()[:-20_000])
    elif harm == "foreign":
        repacked(copy, "manifest.json", lambda body: b"{}")
    else:
        copy.write_bytes(b"hello")
    before = table_by_table(live)
    with pytest.raises(BackupError):
        restore(live, copy, force=True)
    assert table_by_table(live) == before
    assert sorted(live.folder.iterdir()) == []


def test_a_backup_of_the_other_mode_or_of_a_newer_program_is_refused(live, tmp_path):
    fill(live)
    copy = tmp_path / "copy"
    backup(live, copy)
    with pytest.raises(ModeMismatchError, match="live"):
        restore(Running(tmp_path / "x", "exercise", "belarus", live.database), copy)
    repacked(copy, "manifest.json", lambda body: body.replace(b'"schema": 1', b'"schema": 999'))
    with pytest.raises(SchemaError):
        restore(live, copy, force=True)


def test_tables_of_another_program_are_left_alone(live, elsewhere, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    asked(elsewhere, "CREATE SCHEMA live")
    asked(elsewhere, "CREATE TABLE theirs (n INTEGER)")
    with pytest.raises(SchemaError, match="another program"):
        restore(elsewhere, tmp_path / "copy", force=True)
    assert asked(elsewhere, "SELECT count(*) FROM theirs") == [(0,)]


def test_there_must_be_something_to_back_up_and_to_restore(live, tmp_path):
    with pytest.raises(FileNotFoundError):
        backup(live, tmp_path / "copy")
    with pytest.raises(FileNotFoundError):
        restore(live, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_what_cannot_be_done_is_told_in_a_line_without_the_password(live, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STATE_DIR", str(live.state))
    monkeypatch.setenv("DATABASE_URL", live.database)
    copy = str(tmp_path / "copy")
    assert main(["backup", copy, "--mode", "live"]) == 2
    fill(live)
    assert main(["backup", copy, "--mode", "live"]) == 0
    assert main(["restore", copy, "--mode", "live"]) == 2
    assert main(["restore", copy, "--mode", "live", "--force"]) == 0
    monkeypatch.setattr(programs, "_FOLDERS", "no/such/folder/*")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["backup", copy, "--mode", "live"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert ["no store" in told[0], "backed up" in told[1], "--force" in told[2], "restored" in told[3]] == [True] * 4
    assert "pg_restore is not installed" in told[4]
    assert len(told) == 5
    assert conninfo.conninfo_to_dict(live.database)["password"] not in "".join(told)


def test_the_password_goes_by_the_environment_alone(live, tmp_path, monkeypatch):
    fill(live)
    seen = tmp_path / "seen"
    false = tmp_path / "pg_dump"
    false.write_text(
        f'#!/bin/sh\necho "$PGPASSWORD|$@" >{seen}\necho "pg_dump: error: not with $PGPASSWORD" >&2\nexit 1\n'
    )
    false.chmod(0o755)
    monkeypatch.setattr(programs, "_FOLDERS", "no/such/folder/*")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(BackupError) as told:
        backup(live, tmp_path / "copy")
    password, arguments = seen.read_text().split("|")
    assert password == conninfo.conninfo_to_dict(live.database)["password"]
    assert password not in arguments
    assert password not in str(told.value)
    assert "not with ***" in str(told.value)


def test_a_role_that_may_not_make_schemas_restores_into_the_one_it_was_given(live, elsewhere, tmp_path):
    fill(live)
    backup(live, tmp_path / "copy")
    asked(elsewhere, "DROP ROLE IF EXISTS mezha_only")
    asked(elsewhere, "CREATE ROLE mezha_only LOGIN")
    try:
        asked(elsewhere, "CREATE SCHEMA live AUTHORIZATION mezha_only")
        address = elsewhere.database.replace("postgres:", "mezha_only:", 1)
        given = Running(elsewhere.state, "live", "belarus", address)
        restore(given, tmp_path / "copy")
        restore(given, tmp_path / "copy", force=True)
        assert values(given) == [[1.0] * 3]
    finally:
        asked(elsewhere, "DROP OWNED BY mezha_only CASCADE")
        asked(elsewhere, "DROP ROLE mezha_only")


def test_a_database_that_refuses_is_no_reason_for_a_traceback(tmp_path):
    with pytest.raises(StoreBusyError):
        restore_of_nothing(
            Running(tmp_path, "live", "belarus", "postgresql://u:pw@127.0.0.1:1/none"), tmp_path / "copy"
        )


def restore_of_nothing(run, copy):
    copy.write_bytes(b"hello")
    with pytest.raises(SettingsError):
        restore(Running(run.state, "live", "belarus", "postgresql://[x"), copy)
    restore(run, copy)
