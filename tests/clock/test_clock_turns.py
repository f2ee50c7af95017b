"""A clock that loses its store again and again does not ask all feeds again and again; SIGTERM ends every wait."""

import threading

import pytest

from data import clock
from data.domain.timebase import TimeBase
from data.prologue import PastError, lay_past
from data.running import Running
from data.store import StoreBusyError


@pytest.fixture
def run(tmp_path):
    return Running(tmp_path, "exercise", "belarus")


def turns(run, monkeypatch, steady_s, leads):
    """Pauses between some leads that each lose their store."""
    stop, paused, led = threading.Event(), [], []

    def lose(_run, _stop, _right):
        led.append(1)
        if len(led) > leads:
            stop.set()
            return
        raise StoreBusyError("disk full")

    monkeypatch.setattr(clock, "lead", lose)
    monkeypatch.setattr(clock, "STEADY_S", steady_s)
    monkeypatch.setattr(stop, "wait", paused.append)
    clock._take_turns(run, stop)
    return paused


def test_a_store_that_takes_nothing_makes_the_pauses_longer_and_never_without_end(run, monkeypatch):
    assert turns(run, monkeypatch, steady_s=60.0, leads=8) == [2, 4, 8, 16, 32, 60, 60, 60]


def test_a_clock_that_led_for_long_begins_anew_at_once(run, monkeypatch):
    assert turns(run, monkeypatch, steady_s=0.0, leads=3) == [2, 2, 2]


def test_a_clock_that_is_told_to_stop_waits_for_no_exercise(run, monkeypatch):
    monkeypatch.setenv("EXERCISE_URL", "http://127.0.0.1:1")
    stop = threading.Event()
    stop.set()
    with pytest.raises(PastError):
        lay_past(run, None, None, TimeBase(0, 0.0), stop)
