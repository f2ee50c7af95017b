"""Units, runs and failures of feeds."""

from dataclasses import replace

import pytest

from data.domain.observation import Reject
from data.store.contract import UnitRecord

FEED = "gpk_detections"
BAD = (Reject("a.csv", 1, None, "bad_number"),)


def test_a_unit_keeps_its_newest_datum_and_when_it_last_said_something(desk, store, noon):
    desk.record(desk.observation(5, hour=2), desk.observation(1, hour=0))
    desk.record(desk.observation(4, hour=1, issued=noon + 9000))
    assert store.feed_records(noon)[FEED].units == {"grodno-pl": UnitRecord(noon + 7200, noon + 9000)}


def test_a_unit_that_spoke_without_saying_anything_is_confirmed_by_the_run(desk, store, noon):
    units = frozenset({"grodno-pl", "brest-pl"})
    desk.record(desk.observation(5), run=desk.run(ended=noon + 5000), units=units)
    assert store.feed_records(noon)[FEED].units == {
        "grodno-pl": UnitRecord(noon, noon + 60),
        "brest-pl": UnitRecord(None, noon + 5000),
    }


def test_an_unchanged_answer_confirms_its_units_only(desk, store, noon):
    desk.record(desk.observation(5), run=desk.run(ended=noon))
    store.record_run(desk.run("unchanged", ended=noon + 300), ["grodno-pl"])
    record = store.feed_records(noon)[FEED]
    assert record.units == {"grodno-pl": UnitRecord(noon, noon + 300)}
    assert record.last_run.outcome == "unchanged"


def test_a_failed_run_leaves_the_units_alone(desk, store, noon):
    desk.record(desk.observation(5), run=desk.run(ended=noon), units=frozenset({"grodno-pl"}))
    before = store.feed_records(noon)[FEED].units
    store.record_run(desk.run("failed", ended=noon + 300, reason="http_status", detail="503"))
    record = store.feed_records(noon)[FEED]
    assert record.units == before
    assert (record.last_run.reason, record.last_run.detail) == ("http_status", "503")


def test_a_feed_fails_since_the_first_failure_after_the_last_good_run(desk, store, noon):
    outcomes = ("failed", "used", "failed", "failed")
    for minute, outcome in enumerate(outcomes):
        store.record_run(desk.run(outcome, ended=noon + 60 * minute, reason=f"r{minute}"))
    record = store.feed_records(noon)[FEED]
    assert record.failing_since == noon + 120
    assert record.failure.reason == "r3"


@pytest.mark.parametrize("good", ["used", "unchanged"])
def test_a_good_run_ends_the_failure(desk, store, noon, good):
    store.record_run(desk.run("failed", ended=noon))
    store.record_run(desk.run(good, ended=noon))
    record = store.feed_records(noon)[FEED]
    assert (record.failing_since, record.failure) == (None, None)


def test_a_feed_that_never_succeeded_fails_since_its_first_run(desk, store, noon):
    store.record_run(desk.run("failed", ended=noon))
    store.record_run(desk.run("failed", ended=noon + 60))
    assert store.feed_records(noon)[FEED].failing_since == noon


def test_unused_rows_and_dropped_values_count_for_a_day(desk, store, noon):
    desk.record(rejects=BAD, personal_data_dropped=1, run=desk.run(ended=noon - 86_400))
    desk.record(rejects=BAD * 2, personal_data_dropped=2, run=desk.run(ended=noon - 86_399))
    desk.record(desk.observation(1), desk.observation(2), run=desk.run(ended=noon))
    desk.record(rejects=BAD * 50, run=desk.run(ended=noon + 1))
    record = store.feed_records(noon)[FEED]
    assert (record.rejected_24h, record.dropped_24h) == (3, 2)


def test_every_feed_that_was_tried_is_listed(desk, store, noon):
    for feed in ("mvd_reception", "gpk_crossings", "gpk_detections"):
        desk.feed = feed
        store.record_run(desk.run("failed", ended=noon))
    assert list(store.feed_records(noon)) == ["gpk_crossings", "gpk_detections", "mvd_reception"]


def test_no_feed_was_tried_in_an_empty_store(store):
    assert store.feed_records(0) == {}


def test_what_was_entered_by_hand_is_marked_until_something_else_is_said_of_it(store, desk, noon):
    def by_hand():
        return store.feed_records(noon)[FEED].units["grodno-pl"].by_hand

    def entered(*observations):
        return desk.record(*observations, run=replace(desk.run(), source="manual"), units=frozenset({"grodno-pl"}))

    said = desk.observation(4, hour=1)
    desk.record(desk.observation(3), units=frozenset({"grodno-pl"}))
    assert not by_hand()
    entered(said)
    assert by_hand()
    desk.record(said, desk.observation(3), units=frozenset({"grodno-pl"}))
    store.record_run(desk.run("unchanged"), ["grodno-pl"])
    desk.record(desk.observation(5, issued=noon + 900), units=frozenset({"grodno-pl"}))
    assert by_hand()
    desk.record(desk.observation(6, hour=1, issued=noon + 9000), units=frozenset({"grodno-pl"}))
    assert not by_hand()
