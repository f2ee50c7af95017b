"""The log of feed states, and the outages that it tells of."""

from dataclasses import replace

from data.domain.moment import DAY, HOUR
from data.domain.situation import FeedStanding, Notice, Outage
from data.store.contract import FeedChange
from data.warning import changed, outages

NOW = 1_790_000_000
FEED = "gpk_x"


def standing(state, since=NOW - HOUR, reason=None):
    return FeedStanding(FEED, "gpk", state, None, None, since, reason and Notice(reason), (), HOUR)


def change(state, at, reason=""):
    return FeedChange(FEED, at, state, reason)


def test_a_state_is_logged_once_when_it_becomes_another_one():
    first = changed([standing("stale")], {}, NOW)
    assert first == (change("stale", NOW),)
    assert changed([standing("stale")], {FEED: first[0]}, NOW + 60) == ()
    assert changed([standing("error", reason="reason_timeout")], {FEED: first[0]}, NOW + 60) == (
        change("error", NOW + 60, "timeout"),
    )


def test_a_feed_that_was_never_heard_and_never_failed_is_not_logged_as_out():
    assert changed([standing("stale", since=None)], {}, NOW) == ()
    assert changed([standing("not_configured", since=None)], {}, NOW) == ()
    assert changed([standing("partial", since=None)], {FEED: change("stale", NOW - 60)}, NOW)


def test_a_feed_that_lost_its_source_is_logged():
    assert changed([standing("not_configured", since=None)], {FEED: change("current", NOW)}, NOW + 1)


def test_a_feed_in_the_middle_of_its_round_is_not_logged():
    assert changed([standing("error")], {}, NOW, unsettled={FEED}) == ()


def test_an_outage_lasts_from_its_change_to_the_next():
    log = [
        change("current", NOW - 9 * HOUR),
        change("late", NOW - 8 * HOUR),
        change("stale", NOW - 6 * HOUR),
        change("current", NOW - 5 * HOUR),
        change("error", NOW - 2 * HOUR, "timeout"),
    ]
    assert outages(log, NOW)[FEED] == (
        Outage("error", NOW - 2 * HOUR, None, "timeout"),
        Outage("stale", NOW - 6 * HOUR, NOW - 5 * HOUR),
    )


def test_one_trouble_that_becomes_another_is_two_outages_that_touch():
    log = [change("partial", NOW - 3 * HOUR), change("stale", NOW - HOUR)]
    assert [(o.state, o.start, o.end) for o in outages(log, NOW)[FEED]] == [
        ("stale", NOW - HOUR, None),
        ("partial", NOW - 3 * HOUR, NOW - HOUR),
    ]


def test_what_is_told_twice_goes_on():
    log = [change("stale", NOW - 3 * HOUR), change("stale", NOW - HOUR), change("current", NOW)]
    assert outages(log, NOW)[FEED] == (Outage("stale", NOW - 3 * HOUR, NOW),)


def test_outages_that_ended_a_month_ago_are_left_out_and_one_that_lasts_is_not():
    old = [change("stale", NOW - 50 * DAY), change("current", NOW - 40 * DAY)]
    assert outages(old, NOW) == {}
    assert outages(old[:1], NOW)[FEED] == (Outage("stale", NOW - 50 * DAY, None),)


def test_a_feed_that_flaps_shows_its_newest_outages_only():
    log = [change("error" if n % 2 else "current", NOW - (100 - n) * 60) for n in range(100)]
    shown = outages(log, NOW)[FEED]
    assert len(shown) == 20
    assert shown[0].end is None


def test_what_a_clock_logged_while_it_was_ahead_is_no_outage_yet():
    ahead = change("stale", NOW + 3 * DAY)
    assert outages([change("current", NOW - DAY), ahead], NOW) == {}
    assert outages([ahead], NOW + 3 * DAY)[FEED][0].start == ahead.at


def test_standings_of_other_feeds_are_logged_apart():
    other = replace(standing("current", since=None), name="mz_y")
    found = changed([standing("error"), other], {"mz_y": FeedChange("mz_y", NOW - 1, "stale")}, NOW)
    assert {(c.feed, c.state) for c in found} == {(FEED, "error"), ("mz_y", "current")}
