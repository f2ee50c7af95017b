"""What is told as news is in the snapshot that comes with it, whatever became of the call that brought it."""

from contextlib import contextmanager

import pytest

from data.store import StoreBusyError
from data.store.contract import SeriesKey

KEY = SeriesKey("gpk_detections", "grodno-pl", "arrived")


def told(store):
    with store.news() as touched:
        return dict(touched)


def failing_after(store, monkeypatch):
    """The next transaction is kept, but its end is never heard of."""
    whole = store._transaction

    @contextmanager
    def lost():
        with whole() as connection:
            yield connection
        monkeypatch.setattr(store, "_transaction", whole)
        raise StoreBusyError("lost at the very end")

    monkeypatch.setattr(store, "_transaction", lost)


def test_a_series_is_told_once_with_the_earliest_of_what_was_new(desk, store, noon):
    desk.record(desk.observation(1, hour=2), desk.observation(2, hour=1))
    desk.record(desk.observation(3, hour=3))
    assert told(store) == {KEY: noon + 3600}
    assert told(store) == {}
    desk.record(desk.observation(3, hour=3))
    assert told(store) == {}


def test_a_call_that_failed_stays_in_doubt_until_the_next_one_ends(desk, store, noon, monkeypatch):
    desk.record(desk.observation(1))
    told(store)
    failing_after(store, monkeypatch)
    with pytest.raises(StoreBusyError):
        desk.record(desk.observation(2, hour=5))
    assert told(store) == {KEY: noon + 5 * 3600}
    assert told(store) == {KEY: noon + 5 * 3600}
    assert desk.record(desk.observation(2, hour=5)).duplicates == 1
    assert told(store) == {KEY: noon + 5 * 3600}
    assert told(store) == {}


def test_a_past_is_news_too(desk, store, past_of, noon):
    desk.record(desk.observation(1))
    told(store)
    assert store.record_history(past_of(KEY, [(noon - 7200, 3.0), (noon - 3600, 4.0)])) == 2
    assert told(store) == {KEY: noon - 7200}
    assert store.record_history(past_of(KEY, [(noon - 7200, 3.0)])) == 0
    assert told(store) == {}


def test_news_inside_an_older_snapshot_are_refused_and_not_lost(desk, store, noon):
    with store.snapshot():
        store.latest()
        desk.record(desk.observation(1))
        with pytest.raises(RuntimeError, match="snapshot"), store.news():
            pass
    assert told(store) == {KEY: noon}
