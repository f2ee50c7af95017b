"""Jobs of the clock: which there are, and what a jump of the wall clock does to them."""

from datetime import UTC, datetime, timedelta

from data.domain.timebase import TimeBase
from data.rhythm import Rhythm

FEED = "gpk_detections"


def jobs(rhythm):
    return {job.id: job for job in rhythm._scheduler.get_jobs()}


def started(desk):
    rhythm = Rhythm(desk)
    rhythm.start()
    rhythm._scheduler.pause()
    return rhythm


def test_every_spool_is_scanned_and_only_feeds_with_an_address_are_asked(make_desk):
    desk = make_desk({FEED: "http://127.0.0.1:9", "mvd_reception": None})
    rhythm = started(desk)
    assert {name for name in jobs(rhythm) if not name.startswith("spool:")} == {FEED}
    assert {f"spool:{name}" for name in desk.feeds} <= set(jobs(rhythm))
    rhythm.stop()


def test_after_a_jump_of_the_wall_clock_every_feed_is_asked_at_once(make_desk, wall):
    """Next times are wall times: set back an hour, they would all lie an hour ahead."""
    rhythm = started(make_desk({FEED: "http://127.0.0.1:9"}))
    later = datetime.now(UTC) + timedelta(hours=1)
    for job in jobs(rhythm).values():
        job.modify(next_run_time=later)
    rhythm.follow()
    assert all(job.next_run_time > datetime.now(UTC) + timedelta(minutes=30) for job in jobs(rhythm).values())
    wall.time -= 3600
    rhythm.follow()
    assert all(job.next_run_time <= datetime.now(UTC) for job in jobs(rhythm).values())
    rhythm.stop()


def test_the_rhythm_follows_the_end_of_an_exercise(make_desk, wall):
    from dataclasses import replace

    desk = replace(make_desk({FEED: "http://127.0.0.1:9"}), timebase=TimeBase(0, wall.time, 60.0, until=3600))
    rhythm = started(desk)
    fast = jobs(rhythm)[FEED].trigger.interval
    wall.time += 61
    rhythm.follow()
    assert jobs(rhythm)[FEED].trigger.interval == fast * 60
    rhythm.stop()
