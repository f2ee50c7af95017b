"""Feeds by agency: those in trouble first, what is not configured last."""

from dataclasses import replace

from layers.data.order import by_agency
from tests.troubled_feeds import troubled


def test_agencies_stand_in_the_order_of_their_worst_feed():
    assert [group.agency for group in by_agency(troubled().feeds)] == ["gpk", "mz", "mvd", "hydromet", "mchs"]


def test_within_an_agency_the_worst_feed_comes_first():
    own = by_agency(troubled().feeds)[0]
    assert [feed.name for feed in own.feeds] == ["gpk_equeue", "gpk_detections", "gpk_crossings"]


def test_what_is_not_configured_stands_apart():
    feeds = [replace(f, state="not_configured") if f.name == "gpk_crossings" else f for f in troubled().feeds]
    own = by_agency(feeds)[0]
    assert [feed.name for feed in own.absent] == ["gpk_crossings"]
    assert "gpk_crossings" not in [feed.name for feed in own.feeds]


def test_an_agency_without_any_source_comes_last():
    assert by_agency(troubled().feeds)[-1].feeds == ()


def test_no_feeds_are_no_groups():
    assert by_agency(()) == ()
