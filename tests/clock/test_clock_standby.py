"""Two clocks on one store: one leads, the other stands by and takes over when the first is killed."""

import os
import subprocess
import sys
import time

import pytest

PATIENCE_S = 90


@pytest.fixture
def clocks(tmp_path):
    """Starts clocks on one state folder; each writes its log to a file."""
    begun = []

    def start(name):
        environment = {**os.environ, "STATE_DIR": str(tmp_path / "state"), "MODE": "live"}
        log = tmp_path / f"{name}.log"
        with log.open("wb") as file:
            begun.append(subprocess.Popen([sys.executable, "-m", "data.clock"], env=environment, stderr=file))
        return begun[-1], log

    yield start
    for process in begun:
        process.kill()
        process.wait()


def await_line(log, words):
    deadline = time.monotonic() + PATIENCE_S
    while words not in log.read_text():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def test_a_second_clock_takes_over_from_a_killed_one_and_stops_cleanly(clocks):
    first, its_log = clocks("first")
    await_line(its_log, "leading in live mode")
    second, other_log = clocks("second")
    await_line(other_log, "standing by")
    assert "leading" not in other_log.read_text()
    first.kill()
    first.wait()
    await_line(other_log, "leading in live mode")
    second.terminate()
    assert second.wait(PATIENCE_S) == 0


def test_a_clock_that_stands_by_stops_at_once_when_told_to(clocks):
    _, its_log = clocks("first")
    await_line(its_log, "leading in live mode")
    second, other_log = clocks("second")
    await_line(other_log, "standing by")
    second.terminate()
    assert second.wait(PATIENCE_S) == 0
