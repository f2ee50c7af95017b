"""The bell tells of new versions, and is never heard half."""

import pytest

from data.domain.timebase import LIVE, TimeBase
from data.store.bell import BELL_NAME, KNOCK_NAME, Bell, Listener, hear, knock, ring

RUNG = Bell(1_763_467_200_123, 1_763_467_200.5, TimeBase(t0=100, wall0=2.5, speed=60.0, until=None))


def test_the_bell_is_heard_as_it_was_rung(tmp_path):
    ring(tmp_path, RUNG)
    assert hear(tmp_path) == RUNG


def test_a_live_timebase_in_whole_seconds_is_heard(tmp_path):
    ring(tmp_path, Bell(1, 2, LIVE, "standby"))
    assert hear(tmp_path) == Bell(1, 2.0, LIVE, "standby")


def test_before_the_first_ringing_nothing_is_heard(tmp_path):
    assert hear(tmp_path) is None
    assert not Listener(tmp_path).changed()
    assert hear(tmp_path / "absent") is None


@pytest.mark.parametrize("body", [b"", b"{", b'{"version": "x"}', b"\xff"])
def test_what_cannot_be_read_is_no_bell(tmp_path, body):
    (tmp_path / BELL_NAME).write_bytes(body)
    assert hear(tmp_path) is None


def test_a_listener_hears_each_ringing_once(tmp_path):
    listener = Listener(tmp_path)
    ring(tmp_path, RUNG)
    assert [listener.changed(), listener.changed()] == [True, False]
    for version in range(200):
        ring(tmp_path, Bell(version, 0.0, LIVE))
        assert listener.changed()
        assert not listener.changed()


def test_two_ringings_never_bear_the_same_time(tmp_path):
    times = []
    for _ in range(20):
        knock(tmp_path)
        times.append((tmp_path / KNOCK_NAME).stat().st_mtime_ns)
    assert len(set(times)) == 20


def test_a_knock_is_heard_by_who_listens_for_it(tmp_path):
    clock, web = Listener(tmp_path, KNOCK_NAME), Listener(tmp_path)
    knock(tmp_path)
    assert clock.changed()
    assert not clock.changed()
    knock(tmp_path)
    assert clock.changed()
    assert not web.changed()


def test_ringing_leaves_nothing_else_behind(tmp_path):
    for _ in range(3):
        ring(tmp_path, RUNG)
    assert [file.name for file in tmp_path.iterdir()] == [BELL_NAME]
