"""One process writes, and others are told who."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data.store import WriterBusyError, is_locked, writer_lock

ROOT = Path(__file__).resolve().parents[2]
HOLDER = (
    "import sys; from pathlib import Path; from data.store import writer_lock\n"
    "with writer_lock(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.readline()"
)


@pytest.fixture
def holder(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path, holder):
    with pytest.raises(WriterBusyError, match=str(holder.pid)) as refused, writer_lock(tmp_path):
        pass
    assert refused.value.pid == holder.pid
    assert refused.value.since > 0
    assert is_locked(tmp_path)


def test_the_lock_falls_with_its_process(tmp_path, holder):
    holder.kill()
    holder.wait()
    assert not is_locked(tmp_path)
    with writer_lock(tmp_path):
        assert is_locked(tmp_path)
    assert not is_locked(tmp_path)


def test_a_folder_that_nobody_wrote_into_is_not_locked(tmp_path):
    assert not is_locked(tmp_path / "absent")


def test_the_lock_makes_its_folder(tmp_path):
    with writer_lock(tmp_path / "live"):
        assert is_locked(tmp_path / "live")


def test_the_lock_is_let_go_when_the_writer_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        raise ZeroDivisionError
    assert not is_locked(tmp_path)


def test_a_holder_that_wrote_nothing_down_is_still_refused(tmp_path):
    with writer_lock(tmp_path):
        os.truncate(tmp_path / "writer.lock", 0)
        with pytest.raises(WriterBusyError) as refused, writer_lock(tmp_path):
            pass
    assert (refused.value.pid, refused.value.since) == (None, None)


def test_asking_does_not_keep_a_writer_out(tmp_path):
    with writer_lock(tmp_path):
        pass
    stop = threading.Event()

    def ask():
        while not stop.is_set():
            is_locked(tmp_path)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(50):
            with writer_lock(tmp_path):
                pass
    finally:
        stop.set()
        asking.join()
