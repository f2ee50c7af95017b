"""Who tells a number matters less than how new it is: a metric is looked up at every feed that has it."""

from dataclasses import replace

import pytest

from data.domain.moment import HOUR
from data.feeds import all_feeds
from data.indicators import all_indicators
from data.store.contract import Point, SeriesKey
from tests.indicators.conftest import Told

SITE = "bruzgi"


def with_rival(told, *, cycle_s=6 * HOUR):
    """The inputs of an installation that has a second feed of reception sites."""
    rival = replace(all_feeds()["mvd_reception"], name="oi_sites", agency="oi", cycle_s=cycle_s)
    inputs = told.inputs
    return replace(inputs, feeds={**inputs.feeds, "oi_sites": rival}, configured=inputs.configured | {"oi_sites"})


def chosen(inputs):
    return inputs.provider(SITE, "mvd_reception", "site_occupied")


def test_alone_the_usual_feed_is_taken_unseen(told: Told):
    assert chosen(told.inputs) == "mvd_reception"


def two(told, mvd_age, oi_age, mvd_state="current", oi_state="current"):
    for feed, age, state in (("mvd_reception", mvd_age, mvd_state), ("oi_sites", oi_age, oi_state)):
        at = told.now - age
        told.latest[SeriesKey(feed, SITE, "site_occupied")] = Point(at, at, at + 60, at + 60, 5.0)
        told.fresh[feed, SITE] = state
    return with_rival(told)


@pytest.mark.parametrize(
    ("mvd_age", "oi_age", "mvd_state", "oi_state", "expected"),
    [
        (HOUR, 2 * HOUR, "current", "current", "mvd_reception"),
        (3 * HOUR, 2 * HOUR, "current", "current", "oi_sites"),
        (HOUR, 2 * HOUR, "stale", "current", "oi_sites"),
        (HOUR, 2 * HOUR, "stale", "stale", "mvd_reception"),
    ],
)
def test_heard_comes_before_silent_and_then_the_newest_period(told, mvd_age, oi_age, mvd_state, oi_state, expected):
    assert chosen(two(told, mvd_age, oi_age, mvd_state, oi_state)) == expected


def test_where_only_the_second_feed_has_a_source_the_indicator_is_configured(told: Told):
    inputs = two(told, 90 * HOUR, HOUR, "stale", "current")
    inputs = replace(inputs, configured=frozenset({"oi_sites"}))
    readings = [r for r in all_indicators()["in2"].compute(inputs) if r.place == "grodno-pl"]
    assert readings
    assert {r.why for r in readings} != {"not_configured"}


def test_without_any_feed_it_is_not_configured(told: Told):
    inputs = replace(with_rival(told), configured=frozenset())
    assert {r.why for r in all_indicators()["in2"].compute(inputs)} == {"not_configured"}
