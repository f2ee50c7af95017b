"""Histories of series, as they stand and as they were known."""

import numpy as np

from data.store.contract import HistoryColumns, SeriesKey
from data.store.reading import TRACKS
from data.store.sqlite import open_sqlite

ARRIVED = SeriesKey("gpk_detections", "grodno-pl", "arrived")


def values(store, *args, **kwargs):
    return {key: track.value.tolist() for key, track in store.tracks(*args, **kwargs).items()}


def test_a_history_ascends_and_holds_its_last_issues(desk, store, noon):
    desk.record(desk.observation(3, hour=2), desk.observation(1), desk.observation(2, hour=1))
    desk.record(desk.observation(9, hour=1, issued=noon + 9000))
    track = store.tracks(["arrived"], 0)[ARRIVED]
    assert track.value.tolist() == [1, 9, 3]
    assert track.valid_to.tolist() == [noon, noon + 3600, noon + 7200]
    assert (track.valid_to - track.valid_from).tolist() == [3600] * 3
    assert (track.valid_to.dtype, track.value.dtype) == (np.int64, np.float64)


def test_the_span_is_open_at_its_start_and_closed_at_its_end(desk, store, noon):
    desk.record(*(desk.observation(hour, hour=hour) for hour in range(4)))
    assert values(store, ["arrived"], noon, noon + 7200) == {ARRIVED: [1, 2]}


def test_what_was_received_later_is_not_yet_known(desk, store, noon):
    desk.record(desk.observation(5), received=noon + 100)
    desk.record(desk.observation(8, issued=noon + 500), desk.observation(6, hour=1), received=noon + 4000)
    assert values(store, ["arrived"], 0, known_at=noon + 99) == {}
    assert values(store, ["arrived"], 0, known_at=noon + 100) == {ARRIVED: [5]}
    assert values(store, ["arrived"], 0, known_at=noon + 4000) == {ARRIVED: [8, 6]}


def test_only_the_metrics_asked_for_are_read_of_any_feed(desk, store):
    desk.record(desk.observation(1), desk.observation(2, metric="groups"), desk.observation(3, metric="prevented"))
    desk.feed = "other_feed"
    desk.record(desk.observation(4))
    found = values(store, ["arrived", "groups", "never_reported"], 0)
    assert found == {
        ARRIVED: [1],
        SeriesKey("gpk_detections", "grodno-pl", "groups"): [2],
        SeriesKey("other_feed", "grodno-pl", "arrived"): [4],
    }
    assert store.latest("other_feed").keys() == {SeriesKey("other_feed", "grodno-pl", "arrived")}


def test_chosen_series_are_read_alone(desk, store, noon):
    desk.record(desk.observation(1), desk.observation(2, hour=30), desk.observation(3, metric="groups"))
    desk.feed = "other_feed"
    desk.record(desk.observation(4))
    groups = SeriesKey("gpk_detections", "grodno-pl", "groups")
    never = SeriesKey("gpk_detections", "brest-pl", "arrived")
    found = {key: track.value.tolist() for key, track in store.tracks_of([ARRIVED, groups, never], noon - 1).items()}
    assert found == {ARRIVED: [1, 2], groups: [3]}
    assert store.tracks_of([ARRIVED], noon, noon + 3600) == {}
    assert store.tracks_of([], 0) == {}


def test_a_history_is_read_along_the_key_without_sorting(tmp_path):
    store = open_sqlite(tmp_path, "live", write=True)
    values = {"series": "[1]", "since": 0, "until": 1, "known_at": 1, "first": 0, "last": 0}
    plan = store._readers.mine().execute(f"EXPLAIN QUERY PLAN {TRACKS}", values).fetchall()
    assert any("SEARCH o USING PRIMARY KEY (day=? AND series=? AND valid_to>?" in row[3] for row in plan)
    assert not any("TEMP B-TREE" in row[3] or "SCAN o" in row[3] for row in plan)
    store.close()


def columns(keys, rows):
    series, valid_to, issued, received, value = (np.array(column) for column in zip(*rows, strict=True))
    return HistoryColumns(
        keys=keys,
        units=tuple(key.place for key in keys),
        series=series.astype(np.int32),
        valid_from=valid_to - 3600,
        valid_to=valid_to,
        issued=issued,
        received=received,
        value=value.astype(float),
    )


def test_a_long_past_is_kept_with_its_own_times_of_receipt(desk, store, noon):
    other = SeriesKey("gpk_detections", "brest-pl", "arrived")
    past = columns(
        (ARRIVED, other),
        [
            (1, noon, noon + 60, noon + 90, 4),
            (0, noon + 3600, noon + 3660, noon + 3700, 2),
            (0, noon, noon + 60, noon + 90, 1),
            (0, noon, noon + 900, noon + 1000, 3),
        ],
    )
    assert store.record_history(past) == 4
    assert store.record_history(past) == 0
    assert values(store, ["arrived"], 0) == {ARRIVED: [3, 2], other: [4]}
    assert values(store, ["arrived"], 0, known_at=noon + 90) == {ARRIVED: [1], other: [4]}
    assert store.latest()[ARRIVED].value == 2
    units = store.feed_records(noon)["gpk_detections"].units
    assert (units["grodno-pl"].newest, units["grodno-pl"].confirmed) == (noon + 3600, noon + 3660)
    assert desk.record(desk.observation(3, issued=noon + 900)).duplicates == 1


def test_an_empty_past_adds_nothing(store):
    nothing = np.array([], dtype=np.int64)
    empty = HistoryColumns((), (), nothing.astype(np.int32), nothing, nothing, nothing, nothing, nothing.astype(float))
    assert store.record_history(empty) == 0


def test_a_second_issue_of_the_past_does_not_take_back_the_latest(desk, store, noon):
    desk.record(desk.observation(7, hour=5))
    store.record_history(columns((ARRIVED,), [(0, noon, noon + 60, noon + 90, 1)]))
    assert store.latest()[ARRIVED].value == 7
