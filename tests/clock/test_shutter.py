"""Pictures: a version only when something changed, and what a duty officer must see when feeds misbehave."""

import orjson
import pytest

from data.domain.moment import DAY, HOUR, WEEK
from data.domain.situation import Situation
from data.intake import Delivery, keep, read
from data.pickup import pick_up
from data.shutter import Shutter
from data.store.bell import hear
from data.store.codec import decode
from data.store.contract import Run
from tests.clock.conftest import NOW, detections

FEED = "gpk_detections"
BREST = "a9173a85-3fc0-424c-84f0-defa632481e4"


def report(desk, text):
    """A report of detections arrives."""
    feed = desk.feeds[FEED]
    delivery = Delivery("g.csv", text.encode(), None)
    intake = read(feed, delivery, reference=desk.reference, store=desk.store, now=desk.now(), exercise=False)
    keep(feed, intake, reference=desk.reference, store=desk.store, received=desk.now())


def picture(desk):
    version, body = desk.store.newest_situation()
    situation = decode(Situation, body)
    assert situation.version == version
    return situation


def section(situation, name="grodno-pl"):
    return next(s for s in situation.sections if s.id == name)


@pytest.fixture
def desk(make_desk):
    """Eight calm weeks: two people an hour."""
    desk = make_desk({FEED: None})
    report(desk, detections("grodno-pl", 2, end=NOW, hours=(8 * WEEK + 2 * DAY) // HOUR))
    return desk


def test_nothing_new_makes_no_version(desk, wall):
    shutter = Shutter(desk)
    shutter.release()
    first = desk.store.newest_situation()[0]
    wall.time += 20
    shutter.release()
    assert desk.store.newest_situation()[0] == first
    assert hear(desk.run.folder).version == first


def test_versions_grow_also_when_the_clock_jumps_back(desk, wall):
    shutter = Shutter(desk)
    shutter.release()
    first = desk.store.newest_situation()[0]
    wall.time -= 3 * DAY
    desk.store.record_run(Run(FEED, desk.now(), desk.now(), "failed", "x", "timeout"))
    shutter.release()
    assert desk.store.newest_situation()[0] > first


def test_a_clock_that_jumps_back_lowers_and_raises_nothing(desk, wall):
    shutter = Shutter(desk)
    raise_level(desk, wall, shutter)
    wall.time -= 3 * DAY
    shutter.release()
    assert section(picture(desk)).last_known == 2


def raise_level(desk, wall, shutter, hours=3):
    for hour in range(1, hours + 1):
        wall.time = NOW + 120 + hour * HOUR
        report(desk, detections("grodno-pl", 80, end=NOW + hour * HOUR))
        shutter.release()


def test_a_surge_raises_the_level_with_its_reason(desk, wall):
    raise_level(desk, wall, Shutter(desk))
    standing = section(picture(desk))
    assert standing.level == 2
    assert {r.indicator for r in standing.reasons} == {"bd1"}
    assert standing.arrivals.value == 3 * 80 + 21 * 2


def test_periods_that_come_late_together_count_one_by_one(desk, wall):
    """Two evaluations in a row raise a level, however they arrive."""
    shutter = Shutter(desk)
    shutter.release()
    wall.time = NOW + 120 + 2 * HOUR
    report(desk, detections("grodno-pl", [60, 60], end=NOW + 2 * HOUR))
    shutter.release()
    assert section(picture(desk)).level in {1, 2}


def test_a_restart_keeps_streaks_and_levels(desk, wall):
    raise_level(desk, wall, Shutter(desk))
    again = Shutter(desk)
    again.release()
    assert section(picture(desk)).level == 2


def test_a_silent_core_feed_makes_its_sections_unknown_and_keeps_the_last_level(desk, wall):
    shutter = Shutter(desk)
    raise_level(desk, wall, shutter)
    wall.time += 4 * HOUR
    shutter.release()
    standing = section(picture(desk))
    assert (standing.level, standing.last_known) == (None, 2)
    assert any(alert.kind == "unknown" for alert in picture(desk).alerts if alert.place == "grodno-pl")


def test_a_failing_feed_is_named_with_its_reason_and_the_last_value_stays(desk):
    desk.store.record_run(Run(FEED, desk.now(), desk.now(), "failed", "x", "http_status", "500"))
    Shutter(desk).release()
    situation = picture(desk)
    feed = next(f for f in situation.feeds if f.name == FEED)
    assert (feed.state, feed.reason.key) == ("error", "reason_http_status")
    assert section(situation).arrivals.value == 48


def test_feeds_without_a_source_are_not_configured_and_nothing_is_guessed(desk):
    Shutter(desk).release()
    situation = picture(desk)
    states = {f.name: f.state for f in situation.feeds}
    assert states["gpk_equeue"] == "not_configured"
    assert all(c.queue.cars is None and c.wait is None for c in situation.crossings)


def test_late_periods_of_one_section_leave_the_others_as_they_are(desk, wall):
    """Lida had a gap yesterday and has been heard since; what Grodno delivers late says nothing about it."""
    hours = (8 * WEEK) // HOUR
    report(desk, detections("lida-lt", 1, end=NOW - 9 * HOUR, hours=hours))
    report(desk, detections("lida-lt", 1, end=NOW, hours=2))
    shutter = Shutter(desk)
    shutter.release()
    before = section(picture(desk), "lida-lt")
    wall.time = NOW + 120 + 2 * HOUR
    report(desk, detections("lida-lt", [1, 1], end=NOW + 2 * HOUR))
    report(desk, detections("grodno-pl", [60, 60], end=NOW + 2 * HOUR))
    shutter.release()
    after = section(picture(desk), "lida-lt")
    assert (after.level, after.since) == (before.level, before.since)


def test_a_restart_in_an_outage_still_counts_what_came_late(desk, wall):
    shutter = Shutter(desk)
    shutter.release()
    wall.time = NOW + 120 + 2 * HOUR
    report(desk, detections("grodno-pl", [80, 80], end=NOW + 2 * HOUR))
    again = Shutter(desk)
    again.release()
    assert section(picture(desk)).level in {1, 2}


def test_a_queue_that_is_no_longer_reported_gets_old(desk, wall):
    """One list of vehicles stops while another goes on: the first is not renewed by the second."""
    queue = desk.feeds["gpk_equeue"]
    for minute in (0, 60):
        wall.time = NOW + 120 + minute * 60
        cars = [] if minute == 0 else None
        body = orjson.dumps({"info": {"id": BREST}, "carLiveQueue": cars, "truckLiveQueue": []})
        delivery = Delivery("q.json", body, desk.now())
        intake = read(queue, delivery, reference=desk.reference, store=desk.store, now=desk.now(), exercise=False)
        keep(queue, intake, reference=desk.reference, store=desk.store, received=desk.now())
    Shutter(desk).release()
    standing = next(c for c in picture(desk).crossings if c.id == "BY-PL-05")
    assert (standing.queue.cars.valid_to, standing.queue.cars.stale) == (NOW + 120, True)
    assert (standing.queue.trucks.valid_to, standing.queue.trucks.stale) == (NOW + 120 + 3600, False)


def test_a_section_that_was_never_heard_has_no_last_known_level(make_desk):
    fresh = make_desk()
    Shutter(fresh).release()
    assert {(s.level, s.last_known) for s in picture(fresh).sections} == {(None, None)}


def test_a_first_file_that_cannot_be_used_is_an_error_not_a_missing_source(make_desk):
    desk = make_desk()
    text = detections("grodno-pl", 5).replace("Z,", ",")
    desk.spool.deliver(FEED, "g.csv", text.encode())
    pick_up(desk, desk.feeds[FEED])
    Shutter(desk).release()
    feed = next(f for f in picture(desk).feeds if f.name == FEED)
    assert (feed.state, feed.reason.key, feed.reason.args["detail"]) == ("error", "reason_nothing_usable", "bad_time")


def test_a_level_that_comes_back_after_a_silence_is_as_old_as_it_was(desk, wall):
    shutter = Shutter(desk)
    raise_level(desk, wall, shutter)
    reached = section(picture(desk)).since
    wall.time += 4 * HOUR
    shutter.release()
    assert section(picture(desk)).since > reached
    report(desk, detections("grodno-pl", [80] * 4, end=NOW + 7 * HOUR))
    shutter.release()
    standing = section(picture(desk))
    assert (standing.level, standing.since) == (2, reached)
