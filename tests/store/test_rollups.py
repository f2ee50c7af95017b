"""Roll-ups are what one would reckon from the single observations, whatever came when."""

import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.observation import Observation, Report
from data.store.bins import BIN, bins_of, blocks_of, days_of, hours_of, merged
from data.store.contract import HistoryColumns, Run, SeriesKey
from data.store.sqlite import open_sqlite

HOUR, DAY, MINSK = 3600, 86_400, 10_800
FEED = "gpk_detections"
METRICS = ("arrived", "groups")
ARRIVED = SeriesKey(FEED, "grodno-pl", "arrived")


def reckoned(observations, grain):
    """From single observations, the slow and plain way: key -> start -> (count, total, low, high, last)."""
    issues = {}
    for o in sorted(observations, key=lambda o: o.issued):
        issues[SeriesKey(FEED, o.place, o.metric), o.valid_to] = o.value
    bins = defaultdict(dict)
    for (key, valid_to), value in sorted(issues.items(), key=lambda item: item[0][1]):
        shift, length = (0, HOUR) if grain == "hour" else (MINSK, DAY)
        start = (valid_to - 1 + shift) // length * length - shift
        bins[key].setdefault(start, []).append(value)
    return {
        key: {start: (len(v), sum(v), min(v), max(v), v[-1]) for start, v in sorted(starts.items())}
        for key, starts in bins.items()
    }


def told(store, grain, since=0, until=None):
    return {
        key: dict(
            zip(
                r.start.tolist(),
                zip(*(part.tolist() for part in (r.count, r.total, r.low, r.high, r.last)), strict=True),
                strict=True,
            )
        )
        for key, r in store.rolled(METRICS, grain, since, until).items()
    }


@st.composite
def observations(draw):
    place, metric = draw(st.sampled_from(("grodno-pl", "brest-pl"))), draw(st.sampled_from(METRICS))
    valid_to = 20_000 * DAY + draw(st.integers(0, 3 * 24 * 4)) * 900
    issued = valid_to + draw(st.integers(0, 2))
    value = float((valid_to // 900 * 7 + (issued - valid_to) * 13 + len(place)) % 50) / 4
    return Observation(place, metric, valid_to - 900, valid_to, issued, value)


batches = st.lists(st.lists(observations(), max_size=12), min_size=1, max_size=6)


def record(store, batch, number):
    run = Run(FEED, number, number, "used", "x")
    return store.record(FEED, Report(tuple(batch)), run, number, {})


def history_of(batch):
    keys = tuple({SeriesKey(FEED, o.place, o.metric) for o in batch})
    at = [keys.index(SeriesKey(FEED, o.place, o.metric)) for o in batch]
    columns = (np.array([getattr(o, name) for o in batch], np.int64) for name in ("valid_from", "valid_to", "issued"))
    received = np.array([o.issued for o in batch], np.int64)
    value = np.array([o.value for o in batch], np.float64)
    units = tuple(key.place for key in keys)
    return HistoryColumns(keys, units, np.array(at, np.int32), *columns, received, value)


@settings(max_examples=40, deadline=None)
@given(batches, st.lists(st.booleans(), min_size=6, max_size=6))
def test_any_batches_in_any_order_and_manner_give_the_roll_ups_of_their_rows(given_batches, in_columns):
    with tempfile.TemporaryDirectory() as folder:
        store = open_sqlite(Path(folder), "exercise", write=True)
        so_far = []
        for number, (batch, columns) in enumerate(zip(given_batches, in_columns, strict=False)):
            if columns and batch:
                store.record_history(history_of(batch))
            else:
                record(store, batch, number)
            so_far += batch
            for grain in ("hour", "day"):
                assert told(store, grain) == reckoned(so_far, grain)
        store.close()


def test_a_bin_holds_its_end_and_not_its_start(desk, store, noon):
    desk.record(desk.observation(1), desk.observation(2, hour=1))
    assert told(store, "hour") == {ARRIVED: {noon - HOUR: (1, 1, 1, 1, 1), noon: (1, 2, 2, 2, 2)}}


def test_a_day_is_a_day_of_minsk(desk, store, noon):
    midnight = noon + 9 * HOUR
    desk.record(desk.observation(1, hour=9), desk.observation(2, hour=10))
    days = {midnight - DAY: (1, 1, 1, 1, 1), midnight: (1, 2, 2, 2, 2)}
    assert told(store, "day") == {ARRIVED: days}
    assert told(store, "day", since=midnight) == {ARRIVED: {midnight: days[midnight]}}
    assert told(store, "day", since=midnight - DAY, until=midnight) == {ARRIVED: {midnight - DAY: days[midnight - DAY]}}
    assert told(store, "day", since=midnight + 1) == {}


def test_bins_that_begin_in_the_span_are_told(desk, store, noon):
    desk.record(*(desk.observation(hour, hour=hour) for hour in range(1, 5)))
    assert list(told(store, "hour", since=noon + 1, until=noon + 3 * HOUR)[ARRIVED]) == [noon + HOUR, noon + 2 * HOUR]


def test_a_late_correction_comes_out_right(desk, store, noon):
    desk.record(desk.observation(5), desk.observation(7, hour=1))
    desk.record(desk.observation(1, issued=noon + 99_999))
    desk.record(desk.observation(3, issued=noon + 99))
    assert told(store, "hour")[ARRIVED][noon - HOUR] == (1, 1, 1, 1, 1)
    assert told(store, "day")[ARRIVED] == {noon - 15 * HOUR: (2, 8, 1, 7, 7)}


def test_places_can_be_chosen(desk, store):
    desk.record(desk.observation(1), desk.observation(2, place="brest-pl"), desk.observation(3, metric="groups"))
    found = store.rolled(["arrived"], "day", 0, places=["grodno-pl", "lida-lt"])
    assert found.keys() == {ARRIVED}
    assert store.rolled(["arrived"], "day", 0, places=[]) == {}
    assert store.rolled([], "day", 0) == {}


def test_arrays_are_plain(desk, store):
    desk.record(desk.observation(1))
    rolled = store.rolled(["arrived"], "hour", 0)[ARRIVED]
    assert (rolled.start.dtype, rolled.count.dtype, rolled.total.dtype) == (np.int64, np.int64, np.float64)


@pytest.mark.parametrize("grain", ["hour", "day"])
def test_bytes_give_back_the_bins_they_were_made_of(grain):
    random = np.random.default_rng(3)
    bins = np.zeros(400, BIN)
    bins["series"] = np.sort(random.integers(1, 9, 400))
    bins["number"] = 490_000 + np.arange(400) * 3
    bins["count"] = random.integers(1, 3, 400)
    for name in ("total", "low", "high", "last"):
        bins[name] = random.normal(size=400)
    single = bins["count"] == 1
    for name in ("total", "low", "high"):
        bins[name][single] = bins["last"][single]
    blocks = sorted(blocks_of(grain, bins), key=lambda block: (block[1], block[0]))
    assert (bins_of(grain, blocks) == bins).all()


def test_nothing_gives_nothing():
    none = np.array([], np.int64)
    hours = hours_of(none, none, none.astype(float))
    assert len(hours) == len(days_of(hours)) == len(merged(hours, hours)) == len(list(blocks_of("hour", hours))) == 0
    assert len(bins_of("day", [])) == 0
