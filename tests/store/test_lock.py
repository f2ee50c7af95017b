"""One process writes, and others are told who."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from data.store import WriterBusyError, is_locked, writer_lock

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from data.running import Running
from data.store import writer_lock
with writer_lock(Running(Path(sys.argv[1]), "exercise", "belarus", sys.argv[2])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def wait_until_let_go(run):
    """The database sees that a process is gone when the statement in hand is done."""
    deadline = time.monotonic() + 20
    while is_locked(run):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def holder(run):
    command = [sys.executable, "-c", HOLDER, str(run.state), run.database]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_writer_is_refused_and_told_who_writes(run, holder):
    with pytest.raises(WriterBusyError, match=str(holder.pid)) as refused, writer_lock(run):
        pass
    assert refused.value.pid == holder.pid
    assert refused.value.since > 0
    assert is_locked(run)


def test_the_lock_falls_with_its_process(run, holder):
    holder.kill()
    holder.wait()
    wait_until_let_go(run)
    with writer_lock(run):
        assert is_locked(run)
    assert not is_locked(run)


def test_a_store_that_nobody_wrote_into_is_not_locked(run):
    assert not is_locked(run)


def test_the_lock_makes_its_folder(sqlite_run):
    with writer_lock(sqlite_run) as lead:
        assert lead.held()
        assert sqlite_run.folder.is_dir()


def test_each_mode_has_its_own_lock(run):
    with writer_lock(run), writer_lock(replace(run, mode="live")):
        assert is_locked(run)


def test_the_lock_is_let_go_when_the_writer_fails(run):
    with pytest.raises(ZeroDivisionError), writer_lock(run):
        raise ZeroDivisionError
    assert not is_locked(run)


def test_a_holder_that_wrote_nothing_down_is_still_refused(sqlite_run):
    with writer_lock(sqlite_run):
        os.truncate(sqlite_run.folder / "writer.lock", 0)
        with pytest.raises(WriterBusyError) as refused, writer_lock(sqlite_run):
            pass
    assert (refused.value.pid, refused.value.since) == (None, None)


def test_asking_does_not_keep_a_writer_out(run):
    with writer_lock(run):
        pass
    stop = threading.Event()

    def ask():
        while not stop.is_set():
            is_locked(run)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(50):
            with writer_lock(run):
                pass
    finally:
        stop.set()
        asking.join()
