"""Pictures: a version only when something changed, and what a duty officer must see when feeds misbehave."""

from dataclasses import replace

import orjson
import pytest

from data.domain.moment import DAY, HOUR, WEEK
from data.domain.observation import Observation, Report
from data.domain.situation import Situation
from data.domain.timebase import TimeBase
from data.indicators import all_indicators
from data.intake import Delivery, keep, read
from data.pickup import pick_up
from data.prologue import BEGUN
from data.shutter import Shutter, thin_steps
from data.store.bell import hear
from data.store.codec import decode
from data.store.contract import FeedChange, Run, SeriesKey
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
    alarms = [alert for alert in picture(desk).alerts if alert.kind in {"feed", "unknown"}]
    (alarm,) = alarms
    assert (alarm.id, alarm.notice.args["sections"]) == (f"feed:{FEED}", len(desk.reference.sections))


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


def changes(desk):
    return [(change.feed, change.state) for change in desk.store.feed_changes(0)]


def test_a_change_of_a_feeds_state_is_logged_once_also_over_a_restart(desk, wall, caplog):
    caplog.set_level("INFO", "mezha.shutter")
    shutter = Shutter(desk)
    shutter.release()
    shutter.release()
    wall.time += 4 * HOUR
    shutter.release()
    Shutter(desk).release()
    shutter.release()
    report(desk, detections("grodno-pl", 2, end=NOW + 4 * HOUR, hours=4))
    Shutter(desk).release()
    assert [state for feed, state in changes(desk) if feed == FEED] == ["stale", "partial"]
    assert [r.getMessage().split()[:2] for r in caplog.records if FEED in r.getMessage()] == [[f"{FEED}:", "stale"]]


def test_what_was_logged_while_the_clock_was_ahead_is_no_state_that_a_restart_goes_by(desk, wall):
    Shutter(desk).release()
    desk.store.record_feed_changes([FeedChange(FEED, desk.now() + DAY, "stale")])
    before = len(desk.store.feed_changes(0))
    Shutter(desk).release()
    assert len(desk.store.feed_changes(0)) == before
    assert standing_of(desk).outages == ()


def test_breaking_and_recovering_are_each_said_once_whatever_way_reports_come(desk, wall, caplog):
    caplog.set_level("INFO", "mezha.shutter")
    cap = "mchs_cap_alerts"
    shutter = Shutter(desk)
    for outcome in ("unchanged", "failed", "failed", "unchanged", "unchanged"):
        wall.time += 60
        reason, units = ("timeout", ()) if outcome == "failed" else ("", (cap,))
        desk.store.record_run(Run(cap, desk.now(), desk.now(), outcome, "file.xml", reason), units)
        shutter.release()
    assert [(r.levelname, r.getMessage()) for r in caplog.records if cap in r.getMessage()] == [
        ("WARNING", f"{cap}: error timeout"),
        ("INFO", f"{cap}: works again"),
    ]
    assert [state for feed, state in changes(desk) if feed == cap] == ["current", "error", "current"]


def test_a_feed_in_the_middle_of_its_round_is_not_logged(desk):
    shutter = Shutter(desk)
    shutter.release()
    known = changes(desk)
    desk.asking.add(FEED)
    desk.store.record_run(Run(FEED, desk.now(), desk.now(), "failed", "x", "timeout"))
    shutter.release()
    assert changes(desk) == known
    desk.asking.discard(FEED)
    shutter.release()
    assert changes(desk) == [*known, (FEED, "error")]


def standing_of(desk, name=FEED):
    return next(feed for feed in picture(desk).feeds if feed.name == name)


def test_a_feed_tells_what_it_brought_and_how_late(desk, wall):
    wall.time += 10
    report(desk, detections("grodno-pl", 2, end=NOW) + "nowhere,x,y,1,1,1,1,1,1,z\n")
    Shutter(desk).release()
    feed = standing_of(desk)
    assert feed.accepted > 0
    assert sum(feed.rejected_by.values()) == feed.rejected == 1
    assert (feed.lag_s, feed.last_run.outcome) == (120, "used")


def test_outages_stand_in_the_picture(desk, wall):
    shutter = Shutter(desk)
    shutter.release()
    wall.time += 4 * HOUR
    shutter.release()
    shutter.release()
    out = desk.now()
    wall.time += HOUR
    report(desk, detections("grodno-pl", 2, end=NOW + 5 * HOUR))
    shutter.release()
    shutter.release()
    assert [(o.state, o.start, o.end) for o in standing_of(desk).outages] == [
        ("partial", desk.now(), None),
        ("stale", out, desk.now()),
    ]


def test_an_exercise_taken_up_again_is_judged_from_its_beginning(make_desk, wall):
    """Its clock names the moment of the resumption; what was asked before that came all the same."""
    desk = make_desk({"gpk_equeue": None}, mode="exercise")
    desk = replace(desk, timebase=TimeBase(NOW, wall.time))
    units = desk.feeds["gpk_equeue"].units(desk.reference)
    desk.store.put_setting(BEGUN, NOW - DAY)
    for at in range(NOW - DAY, NOW - 12 * HOUR, 300):
        desk.store.record_run(Run("gpk_equeue", at, at, "unchanged", "/info"), units)
    Shutter(desk).release()
    feed = standing_of(desk, "gpk_equeue")
    assert feed.completeness == 0.5


def test_asking_in_vain_makes_no_version(desk, wall):
    """Which address was asked last is no news."""
    shutter = Shutter(desk)
    shutter.release()
    first = desk.store.newest_situation()[0]
    for minute in range(3):
        wall.time += 5
        desk.store.record_run(Run(FEED, desk.now(), desk.now(), "unchanged", f"/{minute}.csv"))
        shutter.release()
    assert desk.store.newest_situation()[0] == first


def test_old_observations_are_thinned_by_whole_days_and_a_few_at_a_time():
    midnight = NOW // DAY * DAY - 3 * HOUR
    assert list(thin_steps(None, midnight + HOUR)) == [midnight]
    assert list(thin_steps(midnight, midnight + 5 * HOUR)) == []
    assert list(thin_steps(midnight, midnight + 2 * DAY)) == [midnight + DAY, midnight + 2 * DAY]
    assert len(list(thin_steps(midnight - 400 * DAY, midnight))) == 7


def test_the_sweep_thins_what_is_older_than_its_feed_declares(desk, wall):
    thinned = []
    desk.store.thin = lambda feed, before: thinned.append((feed, (desk.now() - before) // DAY))
    shutter = Shutter(desk)
    shutter.tick(0.0)
    shutter.tick(4000.0)
    wall.time += DAY
    shutter.tick(8000.0)
    assert thinned == [("gpk_equeue", 90), ("gpk_equeue", 90)]


def test_single_observations_outlast_what_any_indicator_looks_back_at(desk):
    for feed in desk.feeds.values():
        metrics = {metric.name for metric in feed.metrics}
        looked = [i.history_s for i in all_indicators().values() if metrics & set(i.metrics)]
        assert feed.raw_days is None or feed.raw_days * DAY > max(looked, default=0) + 2 * DAY
    assert desk.feeds["gpk_equeue"].raw_days == 90


def test_the_error_of_one_address_stays_while_the_others_are_asked_again(desk, wall):
    shutter = Shutter(desk)
    desk.store.record_run(Run(FEED, desk.now(), desk.now(), "failed", "/lida.csv", "timeout"))
    shutter.release()
    first = standing_of(desk)
    desk.asking.add(FEED)
    desk.store.record_run(Run(FEED, desk.now(), desk.now(), "unchanged", "/grodno.csv"))
    shutter.release()
    assert (standing_of(desk).state, standing_of(desk).since) == ("error", first.since)
    desk.asking.discard(FEED)
    shutter.release()
    assert standing_of(desk).state == "partial"


def test_after_the_sweep_old_hours_are_rolled_up_and_new_ones_are_whole(desk):
    queue, place = "gpk_equeue", "BY-PL-05"
    ages = (120 * DAY, 119 * DAY, DAY)
    said = tuple(
        Observation(place, "waiting_cars", at, at, at, 7.0)
        for at in ((desk.now() - age) // HOUR * HOUR for age in ages)
    )
    run = Run(queue, desk.now(), desk.now(), "used", "old.json")
    desk.store.record(queue, Report(said, units=frozenset({place})), run, desk.now(), {place: place})
    Shutter(desk).tick(0.0)
    key = SeriesKey(queue, place, "waiting_cars")
    assert desk.store.tracks(["waiting_cars"], 0)[key].value.tolist() == [7.0]
    assert desk.store.rolled(["waiting_cars"], "hour", 0)[key].count.tolist() == [1, 1, 1]
