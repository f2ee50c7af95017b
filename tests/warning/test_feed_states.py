from dataclasses import replace

import pytest

from data.domain.moment import HOUR, MINUTE
from data.domain.observation import Metric, Report
from data.feeds.contract import Due, Feed
from data.reference import load
from data.store.contract import FeedRecord, Run, UnitRecord
from data.warning import feed_standing, feed_standings, hearing

NOW = 1_790_000_000 // HOUR * HOUR
CYCLE, TOLERANCE = 60, 15
"""Minutes."""
FEED = Feed(
    name="gpk_sample",
    agency="gpk",
    format="CSV, hourly",
    cycle_s=CYCLE * MINUTE,
    tolerance_s=TOLERANCE * MINUTE,
    stamp="sender",
    speaks="periods",
    metrics=(Metric("arrived", "persons"),),
    parse=lambda _body, _context: Report(),
    unit_of=lambda place, _reference: place,
    units=lambda _reference: ("grodno", "brest"),
)
GOOD = Run("gpk_sample", NOW - 60, NOW - 60, "used", "grodno.csv")
BAD = Run("gpk_sample", NOW - 60, NOW - 59, "failed", "grodno.csv", "missing_column", "crossing_id")


def record(*ages_min, run=GOOD, confirmed_min=None, failing_since=None, names=("grodno", "brest", "lida")):
    confirmed = None if confirmed_min is None else NOW - confirmed_min * MINUTE
    units = {
        name: UnitRecord(None if age is None else NOW - age * MINUTE, confirmed)
        for name, age in zip(names, ages_min, strict=False)
    }
    return FeedRecord(units, run, failing_since, run if run.outcome == "failed" else None, 3, 7)


def stand(known, feed=FEED, *, configured=True):
    return feed_standing(feed, known, NOW, load(), configured=configured)


@pytest.mark.parametrize(
    ("age", "state"),
    [(0, "current"), (75, "current"), (76, "late"), (180, "late"), (181, "stale"), (-5, "current"), (-30, "stale")],
)
def test_a_unit_is_late_past_cycle_and_tolerance_and_stale_past_three_cycles(age, state):
    standing = stand(record(age, age))
    assert standing.state == state
    assert [u.state for u in standing.units] == [state, state]


def test_the_age_of_periods_runs_on_though_the_answer_is_confirmed():
    assert stand(record(200, 200, confirmed_min=1)).state == "stale"


def test_an_unchanged_answer_confirms_a_report_of_the_present():
    standing = stand(record(200, 200, confirmed_min=1), replace(FEED, speaks="present"))
    assert (standing.state, standing.newest) == ("current", NOW - MINUTE)


def test_one_late_unit_makes_the_feed_late():
    assert stand(record(10, 80)).state == "late"


def test_some_silent_units_make_the_feed_partial_with_both_counts():
    standing = stand(record(10, 300))
    assert standing.state == "partial"
    assert (standing.reason.key, standing.reason.args) == ("reason_partial_units", {"n": 1, "of": 2})
    assert standing.since == NOW - 300 * MINUTE + 75 * MINUTE
    assert [u.state for u in standing.units] == ["current", "stale"]


def test_a_unit_that_never_spoke_counts_as_silent():
    assert stand(record(10)).state == "partial"
    assert stand(None).state == "stale"
    assert (stand(None).newest, stand(None).next_due, stand(None).since) == (None, None, None)


def test_a_failed_run_is_an_error_with_its_reason_and_keeps_the_last_good_value():
    standing = stand(record(10, None, run=BAD, failing_since=NOW - 2 * HOUR))
    assert (standing.state, standing.since, standing.newest) == ("error", NOW - 2 * HOUR, NOW - 10 * MINUTE)
    assert standing.reason.key == "reason_missing_column"
    assert standing.reason.args == {"detail": "crossing_id", "source": "grodno.csv"}
    assert [u.state for u in standing.units] == ["current", "error"]


def test_a_failure_does_not_look_new_because_another_address_answered():
    standing = stand(record(10, 300, run=BAD, failing_since=NOW - 60))
    assert (standing.state, standing.since) == ("error", NOW - 225 * MINUTE)


def test_a_feed_without_source_is_not_configured_whatever_it_once_said():
    standing = stand(record(10, 10), configured=False)
    assert (standing.state, standing.next_due, standing.since) == ("not_configured", None, None)
    assert {u.state for u in standing.units} == {"not_configured"}


def entered(ages_min, run=GOOD):
    """The first unit's newest value was entered by hand."""
    known = record(*ages_min, run=run)
    first, *_ = known.units
    return replace(known, units={**known.units, first: replace(known.units[first], by_hand=True)})


def test_values_entered_by_hand_are_marked_until_they_are_replaced_or_too_old():
    standing = stand(entered((10, 10)))
    assert (standing.state, [u.state for u in standing.units]) == ("manual", ["manual", "current"])
    assert stand(entered((100, 10))).state == "manual"
    assert [u.state for u in stand(entered((300, 10))).units] == ["stale", "current"]
    failing = stand(entered((10, 10), run=BAD))
    assert (failing.state, failing.units[0].state) == ("error", "manual")


def test_units_beyond_those_expected_are_listed_while_they_speak():
    assert [u.unit for u in stand(record(10, 10, 20)).units] == ["grodno", "brest", "lida"]
    assert [u.unit for u in stand(record(10, 10, 300)).units] == ["grodno", "brest"]
    assert stand(record(10, 10, 300)).state == "current"


def test_the_next_report_is_due_a_cycle_after_the_newest():
    standing = stand(record(10, 20))
    assert (standing.next_due, standing.since, standing.reason) == (NOW + 50 * MINUTE, None, None)
    assert (standing.rejected, standing.personal_data_dropped, standing.format) == (3, 7, "CSV, hourly")


def test_what_indicators_hear_comes_from_the_standings():
    heard = hearing(feed_standings({FEED.name: FEED}, {FEED.name: record(10)}, NOW, load(), frozenset({FEED.name})))
    assert heard.fresh == {("gpk_sample", "grodno"): "current", ("gpk_sample", "brest"): "stale"}
    assert heard.heard == {("gpk_sample", "grodno"): NOW - 10 * MINUTE}


def test_a_feed_with_fixed_times_is_late_when_its_time_and_tolerance_are_over():
    """Due at 08:00 in Minsk, tolerance 2 h; the newest report tells of the night before yesterday's time."""
    due = NOW // (24 * HOUR) * 24 * HOUR + 5 * HOUR
    daily = replace(FEED, cycle_s=24 * HOUR, tolerance_s=2 * HOUR, due=Due(("08:00",)))
    heard = FeedRecord(
        {name: UnitRecord(due - 26 * HOUR, None) for name in ("grodno", "brest")}, GOOD, None, None, 0, 0
    )  # fmt: skip
    states = {
        now: feed_standing(daily, heard, now, load(), configured=True)
        for now in (due + 2 * HOUR, due + 2 * HOUR + 1, due + 46 * HOUR + 1)
    }
    assert [standing.state for standing in states.values()] == ["current", "late", "stale"]
    assert {standing.next_due for standing in states.values()} == {due}
    assert states[due + 2 * HOUR + 1].since == due + 2 * HOUR


def test_a_standing_tells_what_was_taken_and_what_was_not():
    known = replace(record(10, 10), accepted_24h=90, rejected_by={"unknown_place": 3})
    standing = stand(known)
    assert (standing.accepted, standing.rejected_by) == (90, {"unknown_place": 3})
    assert (standing.last_run.ended, standing.last_run.outcome) == (NOW - 60, "used")
    assert stand(None).last_run is None
