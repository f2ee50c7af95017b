"""What is refused at the door of a store in a database."""

import logging
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from data.running import Running, SettingsError, running
from data.store import (
    ModeMismatchError,
    SchemaError,
    StoreBusyError,
    erase_store,
    is_locked,
    open_store,
    stand_of,
    store_exists,
)
from data.store.postgres import schema
from data.store.postgres.address import address_of

ROOT = Path(__file__).resolve().parents[2]


def ask(run, statement):
    with psycopg.connect(run.database, autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


@pytest.fixture
def laid_out(postgres_run):
    open_store(postgres_run, write=True).close()
    return postgres_run


def test_one_database_holds_both_modes(laid_out):
    live = replace(laid_out, mode="live")
    assert (store_exists(laid_out), store_exists(live)) == (True, False)
    with closing(open_store(live, write=True)) as store:
        store.put_setting("x", "live")
    with closing(open_store(laid_out, write=False)) as store:
        assert store.setting("x") is None


@pytest.mark.parametrize("write", [True, False])
def test_a_schema_of_the_other_mode_is_refused(laid_out, write):
    ask(laid_out, "ALTER SCHEMA exercise RENAME TO live")
    with pytest.raises(ModeMismatchError, match="exercise"):
        open_store(replace(laid_out, mode="live"), write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_schema_is_refused_and_left_alone(laid_out, write):
    ask(laid_out, f"UPDATE exercise.mezha_schema SET number = {schema.SCHEMA + 1}")
    with pytest.raises(SchemaError, match="newer Mezha"):
        open_store(laid_out, write=write)


@pytest.mark.parametrize("write", [True, False])
def test_tables_of_another_program_are_refused_and_left_alone(postgres_run, write):
    ask(postgres_run, "CREATE SCHEMA exercise")
    ask(postgres_run, "CREATE TABLE exercise.other (x int)")
    with pytest.raises(SchemaError, match="another program"):
        open_store(postgres_run, write=write)
    assert ask(postgres_run, "SELECT tablename FROM pg_tables WHERE schemaname = 'exercise'") == [("other",)]


def test_an_older_schema_waits_for_the_writer(laid_out, monkeypatch):
    newer = (*schema.MIGRATIONS, ("CREATE TABLE added (x int)",))
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    monkeypatch.setattr(schema, "SCHEMA", len(newer))
    with pytest.raises(SchemaError, match="start the clock"):
        open_store(laid_out, write=False)
    open_store(laid_out, write=True).close()
    open_store(laid_out, write=False).close()
    assert ask(laid_out, "SELECT count(*) FROM exercise.added") == [(0,)]


def test_a_migration_that_breaks_leaves_the_old_schema(laid_out, monkeypatch):
    broken = (*schema.MIGRATIONS, ("CREATE TABLE added (x int)", "NONSENSE"))
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    monkeypatch.setattr(schema, "SCHEMA", len(broken))
    with pytest.raises(psycopg.errors.SyntaxError):
        open_store(laid_out, write=True)
    monkeypatch.undo()
    open_store(laid_out, write=False).close()
    assert ask(laid_out, "SELECT to_regclass('exercise.added')") == [(None,)]


def test_reading_before_anyone_has_written_is_told_apart(postgres_run):
    with pytest.raises(FileNotFoundError, match="start the clock"):
        open_store(postgres_run, write=False)


def test_a_store_open_for_reading_does_not_write(laid_out):
    with closing(open_store(laid_out, write=False)) as reader:
        with pytest.raises(RuntimeError, match="reading only"):
            reader.put_setting("x", 1)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            reader._readers.mine().execute("DELETE FROM settings")


def test_processes_that_lay_out_one_store_at_once_all_succeed(postgres_run):
    program = (
        "import sys; from pathlib import Path; from data.running import Running; from data.store import open_store\n"
        "sys.stdin.readline(); store = open_store(Running(Path('x'), 'live', 'belarus', sys.argv[1]), write=True)\n"
        "store.put_setting('x', 1); store.close()"
    )
    command = [sys.executable, "-c", program, postgres_run.database]
    started = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    for process in started:
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in started] == [b""] * 4


def test_a_role_that_may_not_make_schemas_uses_one_made_for_it(postgres_run, postgres):
    role = "r" + postgres_run.database.rpartition("_")[2]
    ask(postgres_run, f"CREATE ROLE {role} LOGIN")
    ask(postgres_run, f"CREATE SCHEMA exercise AUTHORIZATION {role}")
    guest = replace(postgres_run, database=postgres_run.database.replace("postgres:s3cret", role))
    open_store(guest, write=True).close()
    open_store(guest, write=False).close()
    ask(postgres_run, f"DROP OWNED BY {role}")
    ask(postgres_run, f"DROP ROLE {role}")


def test_an_exercise_is_erased_and_live_data_never(laid_out):
    with closing(open_store(laid_out, write=False)) as reader:
        before = stand_of(laid_out)
        erase_store(laid_out)
        assert not store_exists(laid_out)
        open_store(laid_out, write=True).close()
        assert stand_of(laid_out) == before
        assert reader.setting("x") is None
    with pytest.raises(ValueError, match="never erased"):
        erase_store(replace(laid_out, mode="live"))


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path, postgres_run, caplog):
    caplog.set_level(logging.DEBUG)
    away = replace(postgres_run, database="postgresql://mezha:s3cret@127.0.0.1:1/situation")
    for attempt in (lambda: open_store(away, write=True), lambda: is_locked(away), lambda: store_exists(away)):
        with pytest.raises(StoreBusyError, match=r"host=127.0.0.1 port=1 dbname=situation user=mezha") as told:
            attempt()
        assert "s3cret" not in repr(told.value) + str(told.value.__cause__) + caplog.text
    assert "s3cret" not in repr(away) + repr(address_of(away)) + address_of(away).shown


def test_an_address_of_another_database_is_a_fault_of_the_settings():
    with pytest.raises(SettingsError, match="postgresql://") as told:
        running({"DATABASE_URL": "mysql://mezha:s3cret@db/mezha"})
    assert "s3cret" not in str(told.value)
    assert running({"DATABASE_URL": "postgres://db/mezha"}).database == "postgres://db/mezha"


def test_an_address_that_is_none_is_refused_without_repeating_it(postgres_run):
    wrong = replace(postgres_run, database="postgresql://mezha:s3cret@[half")
    with pytest.raises(SettingsError, match="DATABASE_URL") as told:
        open_store(wrong, write=True)
    assert "s3cret" not in str(told.value)
    assert told.value.__cause__ is None


def test_a_reader_of_a_store_that_was_erased_is_told_so_and_finds_the_new_one(tmp_path, database):
    run = Running(tmp_path, "exercise", "belarus", database)
    with closing(open_store(run, write=True)) as store:
        store.put_setting("a", 1)
    with closing(open_store(run, write=False)) as reader:
        assert reader.setting("a") == 1
        erase_store(run)
        with pytest.raises(StoreBusyError, match="42P01"):
            reader.setting("a")
        with closing(open_store(run, write=True)):
            assert reader.setting("a") is None
