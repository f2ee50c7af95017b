"""Reports of seven days against those that were due."""

from dataclasses import replace

import pytest

from data.domain.moment import DAY, HOUR, MINUTE
from data.domain.observation import Report
from data.feeds.contract import Due, Feed
from data.store.contract import UnitReport
from data.warning import Punctuality, by_agency, punctuality

NOW = 1_790_000_000 // HOUR * HOUR + 20 * MINUTE
END = NOW // HOUR * HOUR
HOURLY = Feed(
    name="gpk_x",
    agency="gpk",
    format="CSV",
    cycle_s=HOUR,
    tolerance_s=15 * MINUTE,
    stamp="sender",
    speaks="periods",
    metrics=(),
    parse=lambda _body, _context: Report(),
    unit_of=lambda place, _reference: place,
    units=lambda _reference: ("grodno",),
)
DAILY = replace(HOURLY, name="mz_y", agency="mz", cycle_s=DAY, tolerance_s=2 * HOUR, due=Due(("07:00",)))
POLLED = replace(HOURLY, name="gpk_q", cycle_s=300, tolerance_s=180, speaks="present", stamp="poll")


def said(*ages, feed=HOURLY, unit="grodno", late=5 * MINUTE, end=END):
    """Reports about periods that ended some cycles ago."""
    return [UnitReport(feed.name, unit, end - n * feed.cycle_s, end - n * feed.cycle_s + late) for n in ages]


def judge(reports, feed=HOURLY, units=("grodno",), known=None):
    return punctuality(reports, [feed], {feed.name: units}, NOW, known).get(feed.name)


def test_every_report_in_time_is_a_hundred_per_cent():
    found = judge(said(*range(24 * 8)))
    assert found == Punctuality(168, 168, 168)
    assert (found.completeness, found.timeliness) == (1.0, 1.0)


def test_missing_and_late_reports_are_counted_apart():
    whole = said(*[n for n in range(24 * 8) if n not in {3, 4}])
    late = said(3, late=50 * MINUTE)
    found = judge([*whole, *late])
    assert found == Punctuality(168, 167, 166)
    assert (found.completeness, found.timeliness) == (0.99, 0.99)


def test_a_hundred_per_cent_never_hides_a_missing_report():
    assert Punctuality(20_000, 19_999, 19_999).completeness == 0.99


def test_a_report_is_expected_once_its_tolerance_is_over():
    early = NOW - 10 * MINUTE
    before = punctuality(said(*range(1, 200)), [HOURLY], {HOURLY.name: ("grodno",)}, early)
    assert before[HOURLY.name].expected == before[HOURLY.name].came
    assert judge(said(*range(1, 200))).came == 167


def test_a_feed_connected_later_counts_from_its_first_report():
    assert judge(said(*range(10))) == Punctuality(10, 10, 10)


def test_what_a_new_feed_tells_of_the_time_before_it_is_not_judged():
    """The first report holds five days; only what falls due from then on counts."""
    first = [UnitReport(HOURLY.name, "grodno", END - n * HOUR, END - 3 * HOUR + 60) for n in range(3, 120)]
    found = judge([*first, *said(0, 1, 2)])
    assert found == Punctuality(4, 4, 4)


def test_a_feed_that_was_known_before_its_silence_counts_from_the_window():
    found = judge(said(*range(10)), known={HOURLY.name: NOW - 20 * DAY})
    assert found == Punctuality(168, 10, 10)
    assert judge([], known={HOURLY.name: NOW - 20 * DAY}).completeness == 0.0


def test_a_feed_that_was_never_heard_is_not_judged():
    assert judge([]) is None
    assert Punctuality().completeness is None
    assert Punctuality(5, 0, 0).timeliness is None


def test_each_unit_owes_its_own_reports():
    found = judge(said(*range(24 * 8)), units=("grodno", "brest"))
    assert found == Punctuality(336, 168, 168)


def test_a_unit_that_nobody_expects_does_not_count():
    assert judge([*said(*range(24 * 8)), *said(*range(50), unit="lida")]) == Punctuality(168, 168, 168)


@pytest.mark.parametrize("drift", [0, 60, -60])
def test_askings_that_wander_a_little_are_all_there(drift):
    """A report of the present is said at each asking; those wander within the tolerance."""
    count = 8 * DAY // 300
    reports = [
        UnitReport(POLLED.name, "grodno", at, at + 1)
        for n in range(count)
        if (at := NOW - n * 300 + (drift if n % 2 else 0))
    ]
    found = judge(reports, POLLED)
    assert found.completeness == 1.0
    assert found.expected in {2015, 2016}


def test_an_outage_of_a_polled_feed_is_as_long_as_it_was():
    reports = [UnitReport(POLLED.name, "grodno", NOW - n * 300, NOW - n * 300) for n in range(2400) if n // 12 != 5]
    found = judge(reports, POLLED)
    assert found.expected - found.came == 12


def test_a_clock_that_started_anew_leaves_out_no_asking():
    """Before the restart the clock was in another step; there its jitter falls on the seam between two cycles."""
    seam, jitter = POLLED.tolerance_s, (0, 20, 5, 28, 12, 1, 25)
    after = [NOW - n * 300 for n in range(100)]
    before = [after[-1] + seam - 15 + jitter[n % 7] - n * 300 for n in range(1, 2500)]
    reports = [UnitReport(POLLED.name, "grodno", at, at) for at in (*after, *before)]
    assert judge(reports, POLLED).completeness == 1.0


def test_a_weekly_report_with_an_hour_is_not_expected_every_day():
    weekly = replace(HOURLY, cycle_s=7 * DAY, tolerance_s=DAY, due=Due(("07:00",)))
    reports = [UnitReport(weekly.name, "grodno", NOW - n * 7 * DAY - 2 * DAY, NOW - n * 7 * DAY) for n in range(2)]
    assert judge(reports, weekly, known={weekly.name: NOW - 60 * DAY}) == Punctuality(1, 1, 0)


def test_fixed_times_are_answered_by_the_period_before_them():
    due = 1_790_000_000 // DAY * DAY + 4 * HOUR  # 07:00 in Minsk
    reports = [UnitReport(DAILY.name, "grodno", due - n * DAY - HOUR, due - n * DAY) for n in range(1, 9) if n != 4]
    found = punctuality(reports, [DAILY], {DAILY.name: ("grodno",)}, due + HOUR)[DAILY.name]
    assert found.expected - found.came == 1


def test_a_report_of_a_fixed_time_is_late_after_its_tolerance():
    due = 1_790_000_000 // DAY * DAY + 4 * HOUR
    times = {2: 2 * HOUR, 3: 2 * HOUR + 1, 4: 0}
    reports = [UnitReport(DAILY.name, "grodno", due - n * DAY, due - n * DAY + lag) for n, lag in times.items()]
    found = punctuality(reports, [DAILY], {DAILY.name: ("grodno",)}, due - DAY)[DAILY.name]
    assert found == Punctuality(3, 3, 2)


def test_agencies_add_up_their_reports():
    found = {"gpk_x": Punctuality(10, 8, 8), "gpk_q": Punctuality(90, 90, 45), "mz_y": Punctuality(1, 1, 1)}
    feeds = {feed.name: feed for feed in (HOURLY, DAILY, POLLED)}
    assert by_agency(found, feeds) == {"gpk": Punctuality(100, 98, 53), "mz": Punctuality(1, 1, 1)}
