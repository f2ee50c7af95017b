"""What was known at any moment, against the plain way of reckoning it; and the newest, however it is remembered."""

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.observation import Observation, Report
from data.store.contract import Run, SeriesKey
from data.store.sqlite import open_sqlite

FEED = "gpk_detections"
DAY = 86_400
METRICS = ("arrived", "groups")


@st.composite
def observations(draw):
    place, metric = draw(st.sampled_from(("grodno-pl", "brest-pl"))), draw(st.sampled_from(METRICS))
    valid_to = 20_000 * DAY + draw(st.integers(0, 5)) * 30_000
    issued = valid_to + draw(st.integers(0, 3))
    return Observation(place, metric, valid_to - 3600, valid_to, issued, draw(st.sampled_from((1.0, 2.5, 7.0))))


receipts = st.lists(st.tuples(st.integers(0, 9), st.lists(observations(), max_size=8)), min_size=1, max_size=6)


class Model:
    """Every first statement under its key, with the time of its receipt."""

    def __init__(self):
        self.kept = {}

    def record(self, received, batch):
        # Of two statements under one key in one report the first stays: sorting is stable.
        for o in batch:
            key = SeriesKey(FEED, o.place, o.metric)
            self.kept.setdefault((key, o.valid_to, o.issued), (received, o.valid_from, o.value))

    def tracks(self, since, until, known_at):
        last = {}
        for (key, valid_to, _), (received, valid_from, value) in sorted(
            self.kept.items(), key=lambda item: item[0][1:]
        ):
            if since < valid_to <= until and received <= known_at:
                last.setdefault(key, {})[valid_to] = (valid_from, valid_to, value)
        return {key: list(rows.values()) for key, rows in last.items()}

    def latest(self):
        newest = {}
        for (key, valid_to, issued), (received, _, value) in sorted(self.kept.items(), key=lambda item: item[0][1:]):
            newest[key] = (valid_to, issued, received, value)
        return newest


@settings(max_examples=40, deadline=None)
@given(receipts, st.integers(-1, 10), st.integers(-1, 6), st.integers(-1, 6))
def test_any_state_of_knowledge_is_what_the_plain_way_gives(given_receipts, known_at, since, until):
    span = 20_000 * DAY + since * 30_000, 20_000 * DAY + until * 30_000
    model = Model()
    with tempfile.TemporaryDirectory() as folder, closing(open_sqlite(Path(folder), "live", write=True)) as store:
        for received, batch in given_receipts:
            store.record(FEED, Report(tuple(batch)), Run(FEED, 0, 0, "used", "x"), received, {})
            model.record(received, batch)
            newest = {key: (p.valid_to, p.issued, p.received, p.value) for key, p in store.latest().items()}
            assert newest == model.latest()
        told = store.tracks(METRICS, *span, known_at=known_at)
        plain = {
            key: list(zip(t.valid_from.tolist(), t.valid_to.tolist(), t.value.tolist(), strict=True))
            for key, t in told.items()
        }
        assert plain == model.tracks(*span, known_at)


def test_a_snapshot_and_another_thread_each_remember_their_own_newest(sqlite_store):
    store = sqlite_store

    def record(value):
        seen = Observation("p", "arrived", 0, 3600, int(value), value)
        store.record(FEED, Report((seen,)), Run(FEED, 0, 0, "used", "x"), 0, {})

    key = SeriesKey(FEED, "p", "arrived")
    record(1.0)
    with store.snapshot():
        mine = store.latest()
        record(2.0)
        assert store.latest() == mine
    mine.clear()
    assert store.latest()[key].value == 2.0
    assert store.latest("other") == {}
