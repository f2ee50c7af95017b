"""Fixed times of reports: in their zone, over changes of the clocks, and what a report answers."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from data.domain.moment import DAY, HOUR, MINUTE
from data.domain.observation import Report
from data.feeds.contract import Due, Feed
from data.feeds.due import due_of, dues, first_due, next_asking, next_due

MINSK = "Europe/Minsk"
WARSAW = "Europe/Warsaw"


def at(text, zone=MINSK):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def feed(*times, zone=MINSK, cycle_s=DAY, tolerance_s=2 * HOUR):
    return Feed(
        name="x_y",
        agency="gpk",
        format="CSV",
        cycle_s=cycle_s,
        tolerance_s=tolerance_s,
        stamp="sender",
        speaks="periods",
        metrics=(),
        parse=lambda _body, _context: Report(),
        unit_of=lambda place, _reference: place,
        units=lambda _reference: (),
        due=Due(times, zone),
    )


def test_without_fixed_times_a_report_is_due_a_cycle_after_the_newest():
    hourly = feed(cycle_s=HOUR)
    assert next_due(hourly, 7200, 9000) == 7200 + HOUR
    assert next_due(hourly, None, 9000) is None
    assert due_of(hourly, 7200) == 7200


@pytest.mark.parametrize(
    ("newest", "due"),
    [
        ("2026-11-23T06:00", "2026-11-24T07:00"),  # a period that ended before the time
        ("2026-11-23T00:00", "2026-11-24T07:00"),
        ("2026-11-23T07:00", "2026-11-24T07:00"),
        ("2026-11-23T08:30", "2026-11-24T07:00"),  # the hour of making, within the tolerance
        ("2026-11-23T09:30", "2026-11-25T07:00"),  # said after the tolerance: it is the next day's, early
        ("2026-11-22T06:00", "2026-11-23T07:00"),  # overdue
    ],
)
def test_the_time_after_the_one_that_was_answered_is_due(newest, due):
    assert next_due(feed("07:00"), at(newest), at("2026-11-24T06:00")) == at(due)


def test_a_feed_of_four_hours_goes_from_time_to_time():
    feed_4h = feed("02:00", "06:00", "10:00", "14:00", "18:00", "22:00", cycle_s=4 * HOUR, tolerance_s=HOUR)
    assert next_due(feed_4h, at("2026-11-24T10:00"), 0) == at("2026-11-24T14:00")
    assert next_due(feed_4h, at("2026-11-24T21:40"), 0) == at("2026-11-25T02:00")
    assert next_due(feed_4h, None, at("2026-11-24T10:00")) == at("2026-11-24T14:00")


def test_a_weekly_report_is_not_due_the_next_day():
    weekly = feed("09:00", cycle_s=7 * DAY)
    assert next_due(weekly, at("2026-11-16T08:00"), 0) == at("2026-11-23T09:00")


@pytest.mark.parametrize("week", ["2026-10-24", "2026-03-28"])
def test_a_weekly_report_is_due_a_week_later_also_over_the_change_of_the_hour(week):
    weekly = feed("08:00", zone=WARSAW, cycle_s=7 * DAY)
    answered = at(f"{week}T08:00", WARSAW)
    due = datetime.fromtimestamp(next_due(weekly, answered, answered), ZoneInfo(WARSAW))
    assert (due.isoweekday(), due.hour, (due.date() - datetime.fromisoformat(week).date()).days) == (6, 8, 7)


def test_fixed_times_follow_summer_time():
    due = Due(("08:00",), WARSAW)
    before, after = at("2026-10-24T08:00", WARSAW), at("2026-10-25T08:00", WARSAW)
    assert first_due(due, before + 1) == after
    assert after - before == 25 * HOUR
    assert next_due(feed("08:00", zone=WARSAW), before - HOUR, before) == after


def test_a_time_that_is_skipped_falls_an_hour_later_and_a_repeated_one_comes_once():
    due = Due(("02:30",), WARSAW)
    spring = list(dues(due, at("2026-03-28T12:00", WARSAW), at("2026-03-30T12:00", WARSAW)))
    assert spring == [at("2026-03-29T03:30", WARSAW), at("2026-03-30T02:30", WARSAW)]
    autumn = list(dues(due, at("2026-10-24T12:00", WARSAW), at("2026-10-26T12:00", WARSAW)))
    assert autumn == [at("2026-10-25T02:30", WARSAW), at("2026-10-26T02:30", WARSAW)]


def test_a_feed_is_asked_at_its_time_in_its_tolerance_and_in_between():
    daily = feed("07:00")
    moment, askings = at("2026-11-24T00:00"), []
    while moment < at("2026-11-24T12:00"):
        moment = next_asking(daily, moment, 4 * HOUR)
        askings.append((moment - at("2026-11-24T00:00")) / HOUR)
    assert askings == [4, 7, 8, 9, 13]


def test_no_tolerance_is_no_trouble():
    strict = replace(feed("07:00"), tolerance_s=0)
    assert next_asking(strict, at("2026-11-24T07:00") - 1, HOUR) == at("2026-11-24T07:00")
    assert next_asking(strict, at("2026-11-24T07:00"), 10 * MINUTE) == at("2026-11-24T07:10")
