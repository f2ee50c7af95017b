"""Single observations of long ago go; what was reckoned from them stays, and nothing comes back."""

from data.store.contract import SeriesKey

ARRIVED = SeriesKey("gpk_detections", "grodno-pl", "arrived")
HOUR = 3600


def pictures(store):
    return [
        {key: (r.start.tolist(), r.total.tolist()) for key, r in store.rolled(["arrived"], grain, 0).items()}
        for grain in ("hour", "day")
    ]


def values(store):
    return [track.value.tolist() for track in store.tracks(["arrived"], 0).values()]


def test_roll_ups_and_the_latest_stay(desk, store, noon):
    desk.record(*(desk.observation(hour, hour=hour) for hour in range(40)))
    before, latest = pictures(store), store.latest()
    assert store.thin("gpk_detections", noon + 30 * HOUR) == 31
    assert values(store) == [list(range(31, 40))]
    assert (pictures(store), store.latest()) == (before, latest)
    assert store.thin("gpk_detections", noon + 30 * HOUR) == 0
    assert store.thin("gpk_detections", noon + 10 * HOUR) == 0


def test_a_replay_of_thinned_time_is_refused_and_adds_nothing(desk, store, noon):
    batch = [desk.observation(hour, hour=hour) for hour in range(10)]
    desk.record(*batch)
    before = pictures(store)
    store.thin("gpk_detections", noon + 4 * HOUR)
    receipt = desk.record(*batch, desk.observation(77, hour=2, issued=noon + 10**6))
    assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (0, 5, {"too_old": 6})
    assert {(r.reason, r.column) for _, _, r in store.quarantine()} == {("too_old", "arrived")}
    assert store.runs()[0].receipt.rejected == {"too_old": 6}
    assert pictures(store) == before
    assert values(store) == [[5, 6, 7, 8, 9]]


def test_the_horizon_is_one_feeds_own(desk, store, noon):
    desk.record(desk.observation(1))
    desk.feed = "other_feed"
    desk.record(desk.observation(2))
    assert store.thin("gpk_detections", noon + HOUR) == 1
    assert values(store) == [[2]]
    assert desk.record(desk.observation(3, hour=-5)).accepted == 1


def test_an_hour_is_thinned_whole_or_not_at_all(desk, store, noon):
    desk.record(desk.observation(1), desk.observation(2, hour=0.5), desk.observation(4, hour=1))
    assert store.thin("gpk_detections", noon + 1900) == 1
    assert desk.record(desk.observation(3, hour=0.75)).accepted == 1
    assert pictures(store)[0] == {ARRIVED: ([noon - HOUR, noon], [1, 9])}


def test_the_last_day_before_the_horizon_goes_on_being_reckoned_right(desk, store, noon):
    desk.record(*(desk.observation(1, hour=hour) for hour in range(6)))
    store.thin("gpk_detections", noon + 2 * HOUR)
    desk.record(desk.observation(10, hour=5, issued=noon + 10**6))
    assert [total for _, total in pictures(store)[1].values()] == [[15]]


def test_a_past_in_columns_stops_at_the_horizon_too(desk, store, noon, past_of):
    store.thin("gpk_detections", noon + 2 * HOUR)
    assert store.record_history(past_of(ARRIVED, [(noon + hour * HOUR, 1.0) for hour in range(6)])) == 3
    assert values(store) == [[1, 1, 1]]
    assert pictures(store)[0] == {ARRIVED: ([noon + hour * HOUR for hour in (2, 3, 4)], [1, 1, 1])}
