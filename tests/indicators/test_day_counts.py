from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.moment import HOUR
from data.indicators import all_indicators
from data.indicators.bd1 import INDICATOR as BD1
from data.indicators.bd3 import INDICATOR as BD3
from data.indicators.bd6 import INDICATOR as BD6
from data.indicators.day_counts import quantile

WEEK_H = 168
FEED = "gpk_detections"


def weeks(per_hour_by_week):
    """Hours ago -> count, for whole 24-hour days that ended so many weeks ago."""
    return {w * WEEK_H + h: value for w, value in per_hour_by_week.items() for h in range(24)}


def test_arrivals_are_compared_with_the_median_of_the_same_hours_of_eight_weeks(told):
    told.hours(FEED, "grodno-pl", "arrived", weeks({0: 10, 1: 1, 2: 2, 3: 3, 4: 4, 5: 1, 6: 2, 7: 3, 8: 4, 9: 500}))
    reading = told.read(BD1)
    assert (reading.value, reading.expected) == (240, 60)
    assert (reading.ratio, reading.excess) == (4, 180)
    assert (reading.low, reading.high) == (pytest.approx(24), pytest.approx(96))
    assert (reading.valid_to, reading.window_h, reading.fresh, reading.why) == (told.now, 24, True, "")


def test_other_hours_of_the_week_are_no_reference(told):
    counts = weeks({0: 10, 1: 1, 2: 1, 3: 1})
    told.hours(FEED, "grodno-pl", "arrived", {**counts, **{24 + h: 99 for h in range(24)}})
    assert told.read(BD1).expected == 24


def test_fewer_than_three_references_make_nothing_expected(told):
    told.hours(FEED, "grodno-pl", "arrived", weeks({0: 10, 1: 1, 2: 1}))
    reading = told.read(BD1)
    assert reading.value == 240
    assert (reading.expected, reading.ratio, reading.excess, reading.why) == (None, None, None, "few_references")


def test_an_incomplete_reference_day_does_not_count(told):
    counts = weeks({0: 10, 1: 1, 2: 1, 3: 1})
    del counts[WEEK_H + 5]
    told.hours(FEED, "grodno-pl", "arrived", counts)
    assert told.read(BD1).why == "few_references"


def test_a_missing_hour_makes_the_count_unknown(told):
    counts = weeks({0: 10, 1: 1, 2: 1, 3: 1})
    del counts[7]
    told.hours(FEED, "grodno-pl", "arrived", counts)
    reading = told.read(BD1)
    assert (reading.value, reading.ratio, reading.why) == (None, None, "window_incomplete")
    assert reading.expected == 24


def test_nothing_expected_gives_a_ratio_against_one(told):
    told.hours(FEED, "grodno-pl", "attempted", weeks({0: 0.25, 1: 0, 2: 0, 3: 0}))
    assert told.read(BD3).ratio == 6


def test_zero_is_a_number(told):
    told.hours(FEED, "grodno-pl", "arrived", weeks({0: 0, 1: 1, 2: 1, 3: 1}))
    assert (told.read(BD1).value, told.read(BD1).ratio) == (0, 0)


def test_what_ends_after_now_does_not_exist_yet(told):
    told.hours(FEED, "grodno-pl", "arrived", {**weeks({0: 10, 1: 1, 2: 1, 3: 1}), -1: 900})
    assert told.read(BD1).value == 240


def test_a_silent_body_makes_its_sections_stale(told):
    told.hours(FEED, "grodno-pl", "arrived", weeks({0: 10, 1: 1, 2: 1, 3: 1}))
    told.speak(FEED, "grodno-pl", "stale")
    assert (told.read(BD1).fresh, told.read(BD1).why) == (False, "stale")
    told.speak(FEED, "grodno-pl", "late")
    assert told.read(BD1).fresh


def test_a_section_that_its_body_leaves_out_is_stale_though_the_body_speaks(told):
    counts = {ago + 4: v for ago, v in weeks({0: 10, 1: 1, 2: 1, 3: 1}).items()}
    told.hours(FEED, "grodno-lt", "arrived", counts)
    told.hours(FEED, "grodno-pl", "arrived", weeks({0: 10, 1: 1, 2: 1, 3: 1}))
    assert told.read(BD1, "grodno-pl").fresh
    assert not told.read(BD1, "grodno-lt").fresh


def test_a_section_never_reported_is_unknown(told):
    assert (told.read(BD1).value, told.read(BD1).why, told.read(BD1).fresh) == (None, "no_report", False)


def test_groups_need_no_expected_number(told):
    told.hours(FEED, "grodno-pl", "groups", weeks({0: 0.25}))
    assert (told.read(BD6).value, told.read(BD6).ratio) == (6, None)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8), st.sampled_from([0.05, 0.5, 0.95]))
def test_quantiles_agree_with_numpy(values, share):
    assert quantile(sorted(values), share) == pytest.approx(np.quantile(values, share))


def test_a_view_of_the_past_shares_histories_and_sees_nothing_later(told):
    told.hours(FEED, "grodno-pl", "arrived", weeks({0: 10, 1: 1, 2: 1, 3: 1}))
    inputs = told.inputs
    view = inputs.at(told.now - WEEK_H * HOUR, told.fresh, {})
    assert view.history is inputs.history
    reading = next(r for r in BD1.compute(view) if r.place == "grodno-pl")
    assert (reading.value, reading.valid_to) == (24, told.now - WEEK_H * HOUR)


@pytest.mark.parametrize("indicator", all_indicators().values(), ids=list(all_indicators()))
def test_no_data_is_never_a_number(told, indicator):
    assert [r.value for r in indicator.compute(told.inputs)] == [None] * len(indicator.compute(told.inputs))


@pytest.mark.parametrize("indicator", all_indicators().values(), ids=list(all_indicators()))
def test_a_feed_without_source_is_said_to_be_not_configured(told, indicator):
    inputs = replace(told.inputs, configured=frozenset())
    assert {r.why for r in indicator.compute(inputs)} == {"not_configured"}


@pytest.mark.parametrize("indicator", all_indicators().values(), ids=list(all_indicators()))
def test_an_indicator_declares_feeds_and_metrics_that_exist(told, indicator):
    feeds = [told.inputs.feeds[name] for name in indicator.feeds]
    known = {m.name for feed in told.inputs.feeds.values() for m in feed.metrics}
    assert feeds
    assert known.issuperset(indicator.metrics)
