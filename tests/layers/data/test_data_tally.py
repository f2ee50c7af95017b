"""What the head of the data page counts: whose data are missing, since when, targets, rows."""

from dataclasses import replace

from data.domain.moment import DAY, HOUR
from data.domain.situation import Outage
from layers.data.tally import known_outages, tally
from tests.scenes import NOW, scene
from tests.troubled_feeds import troubled


def feeds(**changes):
    """The feeds of the troubled situation, some of them changed."""
    return [replace(feed, **changes.get(feed.name, {})) for feed in troubled().feeds]


def test_agencies_whose_data_are_missing_stand_longest_first():
    counted = tally(troubled().feeds, NOW)
    assert [(silence.agency, silence.feeds) for silence in counted.silent] == [("mz", 1), ("gpk", 2)]
    assert counted.troubled == 3


def test_a_late_feed_is_awaited_and_not_missing():
    assert "mvd" not in [silence.agency for silence in tally(troubled().feeds, NOW).silent]


def test_an_agency_is_below_a_target_as_soon_as_one_of_its_feeds_is():
    counted = tally(troubled().feeds, NOW)
    assert counted.completeness.below == ("mz", "gpk")
    assert counted.timeliness.below == ("gpk", "mvd")
    assert counted.completeness.rated == 4


def test_a_feed_without_a_figure_is_neither_below_nor_rated():
    counted = tally(feeds(mz_hospital_places={"completeness": None, "timeliness": None}), NOW)
    assert counted.completeness.below == ("gpk",)
    assert counted.completeness.rated == 3
    assert tally(scene("surge").feeds, NOW).completeness.rated == 0


def test_a_share_at_its_target_is_not_below_it():
    counted = tally(feeds(gpk_detections={"completeness": 0.80, "timeliness": 0.90}), NOW)
    assert counted.completeness.below == ("mz",)
    assert counted.timeliness.below == ("mvd",)


def test_the_day_before_is_read_from_the_log_of_outages():
    assert tally(troubled().feeds, NOW).troubled_before == 1


def test_without_a_log_nobody_knows_the_day_before():
    assert tally(feeds(gpk_equeue={"outages": ()}), NOW).troubled_before is None
    assert tally((), NOW).troubled_before == 0


def test_rows_of_all_feeds_are_summed():
    counted = tally(troubled().feeds, NOW)
    assert (counted.accepted, counted.rejected, counted.dropped) == (45_911, 41, 9_819)


def test_an_outage_that_is_not_logged_yet_is_read_from_the_standing():
    feed = replace(troubled().feeds[0], state="error", since=NOW - HOUR, outages=())
    assert known_outages(feed) == (Outage("error", NOW - HOUR, None, "http_status"),)
    past = Outage("stale", NOW - 3 * DAY, NOW - 2 * DAY)
    assert known_outages(replace(feed, outages=(past,)))[1:] == (past,)


def test_an_outage_that_an_entry_by_hand_interrupted_is_not_told_twice():
    feed = replace(troubled().feeds[0], state="error", since=NOW - 4 * HOUR)
    before = Outage("error", NOW - 4 * HOUR, NOW - HOUR, "html")
    lasting, logged = known_outages(replace(feed, outages=(before,)))
    assert (lasting.start, lasting.end, logged) == (NOW - HOUR, None, before)


def test_a_current_feed_has_only_the_outages_of_its_log():
    assert known_outages(replace(troubled().feeds[0], state="current", outages=())) == ()
