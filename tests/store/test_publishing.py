"""Versions only grow, and the newest hundred are kept."""

import pytest

from data.domain.timebase import LIVE, TimeBase
from data.store import open_store


def publish(store, as_of=0, **more):
    return store.publish(as_of, lambda version: b'{"version":%d}' % version, **more)


def test_the_version_is_the_wall_clock_and_grows_when_that_jumps_back(run):
    times = iter([1000.5, 1000.5, 3.0, 2000.0])
    store = open_store(run, write=True, wall=lambda: next(times))
    assert [publish(store) for _ in range(4)] == [1_000_500, 1_000_501, 1_000_502, 2_000_000]
    store.close()


def test_the_version_grows_over_a_restart(run):
    versions = []
    for wall in (9000.0, 10.0):
        store = open_store(run, write=True, wall=lambda wall=wall: wall)
        versions.append(publish(store))
        store.close()
    assert versions == [9_000_000, 9_000_001]


def test_the_composer_is_told_its_version(store):
    version = publish(store)
    assert store.newest_situation() == (version, b'{"version":%d}' % version)
    assert store.situation(version) == b'{"version":%d}' % version


def test_a_hundred_situations_are_kept(store):
    versions = [publish(store) for _ in range(103)]
    kept = [version for version in versions if store.situation(version) is not None]
    assert kept == versions[3:]


def test_fewer_are_kept_when_asked(store):
    versions = [publish(store, keep=2) for _ in range(4)]
    assert [store.situation(version) is None for version in versions] == [True, True, False, False]


def test_a_situation_that_cannot_be_composed_takes_no_version(store):
    def fail(_version):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.publish(0, fail)
    assert store.newest_situation() is None
    publish(store)


def test_there_is_no_situation_before_the_first(store):
    assert store.newest_situation() is None
    assert store.situation(1) is None


def test_the_timebase_is_wall_time_until_another_is_set(store):
    assert store.timebase() == LIVE
    fast = TimeBase(t0=100, wall0=5.5, speed=60.0, until=900)
    store.put_setting("timebase", fast)
    assert store.timebase() == fast


def test_settings_are_replaced_and_absent_ones_are_none(store):
    store.put_setting("rules", {"version": "2026-1", "n": [1, 2]})
    store.put_setting("rules", {"version": "2026-2"})
    assert store.setting("rules") == {"version": "2026-2"}
    assert store.setting("absent") is None
