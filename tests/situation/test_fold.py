"""A picture folded from one batch to the next is, byte for byte, the one that is gathered anew."""

from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.moment import CLOCK_SLACK_S, DAY, HOUR
from data.domain.observation import Observation, Report
from data.feeds import all_feeds
from data.reference import load, load_rules, load_standards
from data.running import Running
from data.situation import Background, Setting, gather, take_picture
from data.situation.fold import Fold
from data.store import open_store
from data.store.contract import HistoryColumns, Run, SeriesKey, StoreBusyError

NOON = 1_763_467_200
REFERENCE = load().for_mode(exercise=True)
FEEDS = all_feeds()
SOURCES = frozenset(FEEDS) - {"mz_hospital_places", "hydromet_night"}
"""The others count as configured once they are heard."""
SETTING = Setting(REFERENCE, load_standards(), FEEDS, SOURCES, exercise=True)
RULES = load_rules()
PLACES = {
    ("gpk_detections", "arrived"): ("grodno-pl", "brest-pl", "lida-lt"),
    ("gpk_detections", "persons_waiting_outdoors"): ("grodno-pl",),
    ("gpk_crossings", "in_cars"): ("BY-PL-01", "BY-PL-05"),
    ("gpk_equeue", "waiting_cars"): ("BY-PL-01", "BY-PL-05"),
    ("mvd_reception", "site_occupied"): ("bruzgi", "brest-reception"),
    ("mvd_reception", "site_places"): ("bruzgi", "brest-reception"),
    ("hydromet_night", "night_min_c"): ("BY-HR", "BY-BR"),
}
CHOICES = [(feed, metric, place) for (feed, metric), places in PLACES.items() for place in places]


def past():
    """Sixty days of arrivals by the hour, with holes."""
    ends = np.arange(NOON - 60 * DAY, NOON, HOUR, dtype=np.int64) + HOUR
    keys = tuple(SeriesKey("gpk_detections", place, "arrived") for place in ("grodno-pl", "brest-pl"))
    rows = [ends[ends % 7 != place] for place in range(len(keys))]
    valid_to = np.concatenate(rows)
    return HistoryColumns(
        keys,
        ("grodno", "brest"),
        np.concatenate([np.full(r.size, place, dtype=np.int32) for place, r in enumerate(rows)]),
        valid_to - HOUR,
        valid_to,
        valid_to + 60,
        valid_to + 90,
        (valid_to // HOUR % 17).astype(np.float64),
    )


@st.composite
def batches(draw):
    """A report of one feed: new hours, corrections of old ones, or both."""
    feed = draw(st.sampled_from(sorted(FEEDS.keys() & {feed for feed, _, _ in CHOICES})))
    own = [(metric, place) for name, metric, place in CHOICES if name == feed]
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(own),
                st.integers(-62 * 24, 1) | st.integers(-3, 0),
                st.integers(0, 40),
                st.integers(0, 3),
            ),
            max_size=8,
        )
    )
    return feed, rows


moves = st.sampled_from([60, HOUR, 5 * HOUR, DAY, 3 * DAY, -2 * HOUR, -3 * DAY, 40 * DAY, -40 * DAY])
steps = st.lists(batches() | moves | st.sampled_from(["thin", "busy", "failed", "heard"]), min_size=1, max_size=7)


def observe(feed, rows, now):
    metrics = {metric.name: metric for metric in FEEDS[feed].metrics}
    hour = now // HOUR * HOUR
    for (name, place), hours, value, late in rows:
        end = min(hour + hours * HOUR, now + CLOCK_SLACK_S)
        start = end - HOUR if metrics[name].kind == "flow" else end
        yield Observation(place, name, start, end, end + late, float(value))


def record(store, feed, rows, now):
    report = Report(tuple(observe(feed, rows, now)))
    units = {o.place: FEEDS[feed].unit_of(o.place, REFERENCE) for o in report.observations}
    run = Run(feed, now, now, "used", "report")
    store.record(feed, Report(report.observations, units=frozenset(units.values())), run, now, units)


def picture(gathered):
    inputs, standings = gathered
    background = Background("exercise", None, RULES, standings, {}, (), ())
    return take_picture(inputs, background).numbered(1)


def open_fresh(folder):
    return closing(open_store(Running(folder, "exercise", "belarus"), write=True))


def meddle(store, fold, what, now):
    """What else happens between two pictures: old rows go, the store is busy, a feed fails, a new one is heard."""
    if what == "thin":
        store.thin("gpk_equeue", now - FEEDS["gpk_equeue"].raw_days * DAY)
    elif what == "busy":
        record(store, "gpk_detections", [(("arrived", "grodno-pl"), -1, 7, 2)], now)
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(store, "feed_records", busy)
            with pytest.raises(StoreBusyError):
                fold.gather(store, now)
    elif what == "failed":
        store.record_run(Run("gpk_detections", now, now, "failed", "/g.csv", "timeout"))
    else:
        store.record_run(Run("mz_hospital_places", now, now, "unchanged", "x"), ["grodno-hospital"])


def busy(*_):
    raise StoreBusyError("locked")


@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_folding_equals_gathering_anew(tmp_path_factory, steps):
    with open_fresh(tmp_path_factory.mktemp("fold")) as store:
        store.record_history(past())
        fold, now = Fold(SETTING), NOON
        for step in steps:
            if isinstance(step, int):
                now += step
            elif isinstance(step, str):
                meddle(store, fold, step, now)
            else:
                record(store, *step, now)
            assert picture(fold.gather(store, now)) == picture(gather(store, SETTING, now))


def test_a_batch_costs_its_own_series_and_nothing_else(tmp_path, monkeypatch):
    with open_fresh(tmp_path) as store:
        store.record_history(past())
        fold = Fold(SETTING)
        fold.gather(store, NOON)
        asked = []
        read = store.tracks_of
        monkeypatch.setattr(
            store, "tracks_of", lambda keys, since: asked.append((list(keys), since)) or read(keys, since)
        )
        monkeypatch.setattr(store, "tracks", None)
        record(store, "gpk_detections", [(("arrived", "brest-pl"), -5, 9, 3)], NOON)
        before = fold.gather(store, NOON)[0].history
        assert asked == [([SeriesKey("gpk_detections", "brest-pl", "arrived")], NOON - 5 * HOUR - 1)]
        fold.gather(store, NOON)
        after = fold.gather(store, NOON + 60)[0].history
        assert len(asked) == 1
        assert all(after.tracks[key] is track for key, track in before.tracks.items())


def test_what_was_told_once_is_not_lost_when_taking_it_fails(tmp_path, monkeypatch):
    with open_fresh(tmp_path) as store:
        store.record_history(past())
        fold = Fold(SETTING)
        fold.gather(store, NOON)
        record(store, "gpk_detections", [(("arrived", "brest-pl"), 0, 30, 0)], NOON)
        with monkeypatch.context() as broken:
            broken.setattr(store, "latest", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                fold.gather(store, NOON)
        assert picture(fold.gather(store, NOON)) == picture(gather(store, SETTING, NOON))
