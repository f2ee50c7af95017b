"""One refresh of one feed over real HTTP."""

from dataclasses import replace

import httpx
import pytest

from data.domain.moment import HOUR
from data.refresh import Memory, poll_seconds, refresh
from data.store.contract import SeriesKey
from tests.clock.conftest import NOW, detections

FEED = "gpk_detections"
GRODNO = SeriesKey(FEED, "grodno-pl", "arrived")


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as opened:
        yield opened


def answer_all(agency, section="grodno-pl", body=None):
    for body_name in ("brest", "lida", "smorgon", "polotsk", "pinsk", "mozyr", "gomel", "opk-minsk", "grodno"):
        agency.say(f"/{body_name}.csv", detections("grodno-pl" if body_name == "grodno" else _own(body_name), 3))
    if body is not None:
        agency.say("/grodno.csv", body)


def _own(body):
    return {
        "brest": "brest-pl", "lida": "lida-lt", "smorgon": "smorgon-lt", "polotsk": "polotsk-lv",
        "pinsk": "pinsk-ua", "mozyr": "mozyr-ua", "gomel": "gomel-ua", "opk-minsk": "minsk-air",
    }[body]  # fmt: skip


def test_what_an_agency_reports_is_in_the_store(make_desk, agency, client):
    answer_all(agency, body=detections("grodno-pl", 17))
    desk = make_desk({FEED: agency.url})
    refresh(desk, desk.feeds[FEED], client, Memory())
    assert desk.store.latest()[GRODNO].value == 17
    assert desk.changed.is_set()


def test_asking_again_keeps_nothing_twice(make_desk, agency, client):
    answer_all(agency)
    desk, memory = make_desk({FEED: agency.url}), Memory()
    for _ in range(3):
        refresh(desk, desk.feeds[FEED], client, memory)
    track = desk.store.tracks(["arrived"], 0)[GRODNO]
    assert track.value.tolist() == [3.0]


def test_a_path_that_fails_leaves_the_others_and_names_its_reason(make_desk, agency, client):
    answer_all(agency)
    agency.say("/grodno.csv", status=500)
    desk = make_desk({FEED: agency.url})
    refresh(desk, desk.feeds[FEED], client, Memory())
    latest, record = desk.store.latest(), desk.store.feed_records(desk.now())[FEED]
    assert GRODNO not in latest
    assert SeriesKey(FEED, "brest-pl", "arrived") in latest
    assert (record.last_run.outcome, record.last_run.reason, record.last_run.detail) == ("failed", "http_status", "500")


def test_the_last_good_value_stays_when_the_source_falls_silent(make_desk, agency, client, wall):
    answer_all(agency, body=detections("grodno-pl", 17))
    desk, memory = make_desk({FEED: agency.url}), Memory()
    refresh(desk, desk.feeds[FEED], client, memory)
    desk.sources[FEED] = type(desk.sources[FEED])(FEED, "http://127.0.0.1:9")
    wall.time += 600
    refresh(desk, desk.feeds[FEED], client, memory)
    assert desk.store.latest()[GRODNO].value == 17
    assert desk.store.feed_records(desk.now())[FEED].failure.reason in {"refused", "unreachable"}


def test_a_source_that_refuses_is_asked_once_a_cycle_not_once_a_path(make_desk, client):
    desk = make_desk({FEED: "http://127.0.0.1:9"})
    refresh(desk, desk.feeds[FEED], client, Memory())
    assert desk.store.feed_records(desk.now())[FEED].last_run.outcome == "failed"


def test_an_unchanged_answer_of_the_present_confirms_its_units(make_desk, agency, client, wall):
    agency.say("/x", EMPTY_ATOM, etag='"1"')
    desk, memory = make_desk({"mchs_cap_alerts": f"{agency.url}/x"}), Memory()
    feed = desk.feeds["mchs_cap_alerts"]
    refresh(desk, feed, client, memory)
    wall.time += 900
    refresh(desk, feed, client, memory)
    record = desk.store.feed_records(desk.now())[feed.name]
    assert record.last_run.outcome == "unchanged"
    assert record.units[feed.name].confirmed == desk.now()


def test_a_failing_path_is_not_hidden_by_those_asked_after_it(make_desk, agency, client, wall):
    """Picture time moves between two addresses, always in an exercise."""
    answer_all(agency)
    agency.say("/brest.csv", status=500)
    desk, memory = make_desk({FEED: agency.url}), Memory()
    desk = replace(desk, wall=ticking(wall))
    first = desk.now()
    for _ in range(2):
        refresh(desk, desk.feeds[FEED], client, memory)
    record = desk.store.feed_records(desk.now())[FEED]
    assert record.last_run.reason == "http_status"
    assert record.failing_since < first + 30


def test_a_fault_of_ours_is_shown_and_stops_no_other_address(make_desk, agency, client):
    answer_all(agency)
    desk = make_desk({FEED: agency.url})
    good = desk.feeds[FEED]

    def parse(body, context):
        if b"lida-lt" in body:
            raise RuntimeError("AB 1234-5")
        return good.parse(body, context)

    refresh(desk, replace(good, parse=parse), client, Memory())
    assert SeriesKey(FEED, "smorgon-lt", "arrived") in desk.store.latest()
    assert desk.store.feed_records(desk.now())[FEED].failure.reason == "our_fault"


def ticking(wall):
    def tick():
        wall.time += 1
        return wall.time

    return tick


def test_reports_of_periods_are_asked_for_more_often_than_they_come(make_desk):
    feeds = make_desk().feeds
    assert poll_seconds(feeds["gpk_equeue"]) == feeds["gpk_equeue"].cycle_s
    assert poll_seconds(feeds[FEED]) == HOUR / 12
    assert poll_seconds(feeds["mvd_reception"]) == 4 * HOUR / 6
    assert NOW % HOUR == 0


def test_what_comes_in_the_first_half_of_its_tolerance_is_read_in_time(make_desk):
    """Also when it came just after an asking, and the next one is shifted the furthest."""
    for feed in make_desk().feeds.values():
        if feed.speaks == "periods" and not feed.due.at:
            assert 1.1 * poll_seconds(feed) <= feed.tolerance_s / 2, feed.name


EMPTY_ATOM = (
    '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
    "<id>urn:x</id><title>t</title><updated>2026-11-18T00:00:00-00:00</updated></feed>"
)
