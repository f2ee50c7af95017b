"""The past: shape, keys, lags, late reports, corrections, silences."""

import io
import json

import numpy as np
import pytest

from data.domain.moment import DAY, HOUR
from data.exercise.history import history, packed
from data.feeds import all_feeds

WITH_PAST = {
    "gpk_crossings",
    "gpk_detections",
    "gpk_equeue",
    "hydromet_night",
    "mvd_reception",
    "mz_hospital_places",
}
"""Feeds that levels and capacity look back on; the others begin with the exercise."""


@pytest.fixture(scope="module")
def past(world):
    return history(world)


def rows_of(past, feed, place, metric):
    number = next(i for i, key in enumerate(past.keys) if key[:3] == (feed, place, metric))
    return past.series == number


def test_the_archive_holds_columns_of_equal_length(past):
    with np.load(io.BytesIO(packed(past)), allow_pickle=False) as columns:
        keys = json.loads(str(columns["keys"]))
        assert columns["series"].dtype == np.int32
        assert columns["value"].dtype == np.float64
        sizes = {columns[name].size for name in ("series", "valid_from", "valid_to", "issued", "received", "value")}
        assert len(sizes) == 1
        assert columns["series"].max() == len(keys) - 1


def test_it_is_neither_thin_nor_too_long_to_be_laid_down_at_a_start(past):
    assert 400_000 < past.value.size <= 700_000


def test_keys_are_metrics_and_units_of_the_feeds(world, past):
    feeds = all_feeds()
    for feed, place, metric, unit in past.keys:
        assert feeds[feed].metric(metric)
        assert feeds[feed].unit_of(place, world.reference) == unit
        assert unit in feeds[feed].units(world.reference)
    assert {key[0] for key in past.keys} == WITH_PAST


def test_it_covers_the_days_before_the_scenario(world, past):
    start = world.scenario.begins
    assert past.valid_from.min() >= start - world.scenario.history_days * DAY
    assert past.valid_to.max() <= start
    arrived = past.valid_to[rows_of(past, "gpk_detections", "brest-pl", "arrived")]
    assert np.unique(arrived).size > 86 * 24 - 20


def test_nothing_was_received_before_it_was_issued_or_after_the_start(world, past):
    assert (past.received >= past.issued).all()
    assert (past.issued >= past.valid_to).all()
    assert past.received.max() <= world.scenario.begins


def test_no_observation_occurs_twice(past):
    keys = np.stack([past.series.astype(np.int64), past.valid_to, past.issued])
    assert np.unique(keys, axis=1).shape[1] == past.value.size


def test_flows_take_their_period_and_stocks_a_moment(past):
    feeds = all_feeds()
    kinds = np.array([feeds[feed].metric(metric).kind == "stock" for feed, _, metric, _ in past.keys])
    stock = kinds[past.series]
    assert (past.valid_from[stock] == past.valid_to[stock]).all()
    assert (past.valid_from[~stock] < past.valid_to[~stock]).all()


def test_some_reports_come_late_and_some_are_corrected(past):
    rows = rows_of(past, "gpk_detections", "grodno-pl", "arrived")
    delay = past.issued[rows] - past.valid_to[rows]
    assert np.median(delay) < 15 * 60
    assert 3 <= (delay > HOUR).sum() < 100
    ends, issues = np.unique(past.valid_to[rows], return_counts=True)
    assert 3 <= (issues == 2).sum() < 60
    assert issues.max() == 2
    assert ends.size > 2000


def test_two_bodies_were_silent(world, past):
    gaps = {}
    for section in world.reference.sections:
        ends = np.unique(past.valid_to[rows_of(past, "gpk_detections", section.id, "arrived")])
        longest = int(np.diff(ends).max()) // HOUR
        if longest > 3:
            gaps[section.id] = longest - 1
    assert gaps.keys() == {"lida-lt", "minsk-air"}
    assert 6 <= gaps["lida-lt"] < 12
    assert gaps["minsk-air"] > 24


def test_the_past_is_the_same_each_time(world, past):
    again = history(world)
    assert all(np.array_equal(a, b) for a, b in zip(past[1:], again[1:], strict=True))
