"""A reader that lasts keeps the log for as long as it lasts, and not longer."""

from data.domain.observation import Observation, Report
from data.store.contract import Run

PLACES = [f"p{n}" for n in range(60)]


def record(store, batches):
    for batch in batches:
        end = 1_763_467_200 + 3600 * batch
        seen = tuple(Observation(place, "arrived", end - 3600, end, end, float(batch)) for place in PLACES)
        store.record("f", Report(seen), Run("f", end, end, "used", "x"), end, {})


def log_of(store):
    return store.file.with_name(store.file.name + "-wal").stat().st_size


def test_the_log_grows_under_a_long_reader_and_is_cut_back_when_it_is_gone(sqlite_store):
    store = sqlite_store
    store._writer.execute("PRAGMA busy_timeout = 1")
    store._writer.execute("PRAGMA wal_autocheckpoint = 50")
    record(store, range(5))
    with store.snapshot():
        seen = store.latest()
        record(store, range(5, 65))
        assert not store.checkpoint()
        held = log_of(store)
        assert store.latest() == seen
    assert store.checkpoint()
    assert log_of(store) == 0
    record(store, range(65, 125))
    assert log_of(store) < held / 2
    assert {point.value for point in store.latest().values()} == {124.0}
