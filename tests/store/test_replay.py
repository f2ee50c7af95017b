"""Replaying any batches in any order adds nothing, and what was known stays what was known."""

import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store
from data.store.contract import Run

PLACES = ("grodno-pl", "brest-pl")
METRICS = ("arrived", "groups")


@st.composite
def observations(draw):
    place, metric = draw(st.sampled_from(PLACES)), draw(st.sampled_from(METRICS))
    valid_to = 3600 * draw(st.integers(1, 4))
    issued = valid_to + draw(st.integers(0, 3))
    # One value a key: agencies that contradict themselves under one key are another test's matter.
    value = float(len(place) * 7 + len(metric) * 13 + valid_to // 720 + issued - valid_to)
    return Observation(place, metric, valid_to - 3600, valid_to, issued, value)


batches = st.lists(st.lists(observations(), max_size=8), min_size=1, max_size=6)


def record(store, batch, received):
    units = {o.place: o.place for o in batch}
    ended = 5 * 3600 + received  # a report speaks of what is over
    run = Run("gpk_detections", ended, ended, "used", "x")
    return store.record("gpk_detections", Report(tuple(batch), units=frozenset(units)), run, received, units)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def opened(request):
    """Opens stores that are used once, on either database."""
    cluster = request.getfixturevalue("postgres") if request.param == "postgres" else None

    @contextmanager
    def fresh():
        with tempfile.TemporaryDirectory() as folder, cluster.database() if cluster else nullcontext("") as address:
            run = Running(Path(folder), "exercise", "belarus", address)
            store = open_store(run, write=True)
            try:
                yield store
            finally:
                store.close()

    return fresh


def plain(tracks):
    return {key: (t.valid_from.tolist(), t.valid_to.tolist(), t.value.tolist()) for key, t in tracks.items()}


def picture(store):
    """All that readers see, but for times of receipt, which tell of the order itself."""
    latest = {key: (p.valid_from, p.valid_to, p.issued, p.value) for key, p in store.latest().items()}
    newest = {unit: r.newest for unit, r in store.feed_records(0)["gpk_detections"].units.items()}
    return latest, plain(store.tracks(METRICS, 0)), newest


def rows(store):
    return store._readers.mine().execute("SELECT * FROM observations").fetchall()


@settings(max_examples=10, deadline=None)
@given(given_batches=batches, random=st.randoms(use_true_random=False))
def test_any_order_gives_the_same_picture_and_a_replay_adds_nothing(opened, given_batches, random):
    with opened() as first, opened() as second:
        shuffled = random.sample(given_batches, len(given_batches))
        accepted = [
            sum(record(store, batch, number).accepted for number, batch in enumerate(order))
            for store, order in ((first, given_batches), (second, shuffled))
        ]
        distinct = {(o.place, o.metric, o.valid_to, o.issued) for batch in given_batches for o in batch}
        assert accepted == [len(distinct)] * 2
        assert picture(first) == picture(second)
        before = rows(first)
        for number, batch in enumerate(shuffled):
            assert record(first, batch, 1000 + number).duplicates == len(batch)
        assert rows(first) == before


@settings(max_examples=10, deadline=None)
@given(given_batches=batches, data=st.data())
def test_what_was_known_at_a_moment_is_what_had_been_recorded_by_then(opened, given_batches, data):
    moment = data.draw(st.integers(0, len(given_batches)))
    with opened() as whole, opened() as until_then:
        for number, batch in enumerate(given_batches):
            record(whole, batch, number)
            if number <= moment:
                record(until_then, batch, number)
        assert plain(whole.tracks(METRICS, 0, known_at=moment)) == plain(until_then.tracks(METRICS, 0))


@settings(max_examples=10, deadline=None)
@given(given_batches=batches)
def test_the_counters_add_up(opened, given_batches):
    with opened() as store:
        for number, batch in enumerate(given_batches):
            receipt = record(store, batch, number)
            assert receipt.accepted + receipt.duplicates + receipt.conflicts == len(batch)
            assert receipt.superseded <= receipt.accepted
