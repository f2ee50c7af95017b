import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.moment import CLOCK_SLACK_S, DAY, HOUR
from data.indicators.history import History, roll
from data.store.contract import Point, SeriesKey, Track

KEY = SeriesKey("gpk_detections", "grodno-pl", "arrived")
START = 1_790_000_000 // HOUR * HOUR


def track(*periods: tuple[float, float, float]) -> Track:
    """Periods in hours: begin, end, value."""
    begins, ends, values = (np.array(column) for column in zip(*periods, strict=True))
    return Track(
        (START + begins * HOUR).astype(np.int64), (START + ends * HOUR).astype(np.int64), values.astype(np.float64)
    )


def hourly(values) -> Track:
    return track(*((hour, hour + 1, value) for hour, value in enumerate(values)))


def test_a_day_is_the_sum_of_its_hours():
    windows = roll(hourly(range(30)), DAY)
    assert windows.sums[:23] == [None] * 23
    assert windows.sums[23] == sum(range(24))
    assert windows.sums[29] == sum(range(6, 30))


def test_a_missing_hour_makes_the_day_unknown_and_never_smaller():
    periods = [(h, h + 1, 1.0) for h in range(60) if h != 30]
    windows = roll(track(*periods), DAY)
    assert windows.ending(START + 30 * HOUR) == 24
    assert windows.ending(START + 31 * HOUR) is None
    assert windows.ending(START + 32 * HOUR) is None
    assert windows.ending(START + 54 * HOUR) is None
    assert windows.ending(START + 55 * HOUR) == 24


def test_periods_of_mixed_lengths_fill_a_day():
    windows = roll(track((0, 12, 5), (12, 18, 3), *((h, h + 1, 1) for h in range(18, 24))), DAY)
    assert windows.sums[-1] == 14


def test_a_whole_day_in_one_period_is_a_day():
    assert roll(track((0, 24, 7), (24, 48, 9)), DAY).sums == [7, 9]


def test_overlapping_periods_are_never_added():
    windows = roll(track((0, 12, 5), (6, 12.5, 5), (12.5, 24, 5)), DAY)
    assert windows.sums[-1] is None


def test_a_period_that_begins_before_the_window_is_no_part_of_it():
    windows = roll(track((-1, 12, 5), (13, 24, 5)), DAY)
    assert windows.sums[-1] is None


def test_nothing_reported_is_no_window():
    empty = np.array([], dtype=np.int64)
    assert roll(Track(empty, empty, empty.astype(np.float64)), DAY).newest(START) is None
    assert History({}, {}).windows(KEY, DAY).newest(START) is None


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 500)), min_size=1, max_size=90))
def test_windows_agree_with_adding_up_by_hand(hours):
    present = [(h, h + 1, value) for h, (is_there, value) in enumerate(hours) if is_there]
    if not present:
        return
    windows = roll(track(*present), DAY)
    by_hour = {h: value for h, _, value in present}
    for end, total in zip(windows.ends, windows.sums, strict=True):
        last = (end - START) // HOUR
        wanted = [by_hour.get(h) for h in range(last - 24, last)]
        assert total == (None if None in wanted else sum(wanted))


def test_the_newest_value_is_the_newest_that_has_ended():
    history = History({KEY: Point(START, START + 9 * HOUR, 0, 0, 90.0)}, {KEY: hourly([1, 2, 3])})
    assert history.newest(KEY, START + 9 * HOUR) == (START + 9 * HOUR, 90.0)
    assert history.newest(KEY, START + 9 * HOUR - CLOCK_SLACK_S - 1) == (START + 3 * HOUR, 3.0)
    assert history.newest(KEY, START + 2 * HOUR) == (START + 2 * HOUR, 2.0)
    assert history.newest(KEY, START) is None
