"""Jobs of the clock: which there are, when they run, wishes, what is skipped, a jump of the wall clock."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic, time

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent

from data.domain.moment import DAY, HOUR, MINUTE, local
from data.domain.timebase import LIVE, TimeBase
from data.feeds.contract import Due
from data.rhythm import LONGEST_JITTER_S, FeedTrigger, Rhythm
from data.store.contract import Run

FEED = "gpk_detections"
SPOOLED = "mvd_reception"
NOWHERE = "http://127.0.0.1:9"
START = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 07:00 in Minsk


def jobs(rhythm):
    return {job.id: job for job in rhythm._scheduler.get_jobs()}


def started(desk):
    """A rhythm whose jobs are there and do not run."""
    rhythm = Rhythm(desk)
    rhythm._scheduler.start = partial(rhythm._scheduler.start, paused=True)
    rhythm.start()
    return rhythm


def fires(trigger, hours, start=START):
    """Wall times at which a trigger fires, the first one after `start`."""
    found, last = [], None
    while (last := trigger.get_next_fire_time(last, start)) <= start + timedelta(hours=hours):
        found.append(last)
    return found


@pytest.fixture
def daily(make_desk):
    """A feed that is due at 08:00 in Minsk."""
    feed = make_desk().feeds[FEED]
    return replace(feed, cycle_s=DAY, tolerance_s=HOUR, due=Due(("08:00",)))


def test_every_spool_is_scanned_and_only_feeds_with_an_address_are_asked(make_desk):
    desk = make_desk({FEED: NOWHERE, SPOOLED: None})
    rhythm = started(desk)
    assert {name for name in jobs(rhythm) if not name.startswith("spool:")} == {FEED}
    assert {f"spool:{name}" for name in desk.feeds} <= set(jobs(rhythm))
    rhythm.stop()


def test_jobs_never_overlap_and_what_piles_up_runs_once(make_desk):
    rhythm = started(make_desk({FEED: NOWHERE}))
    job = jobs(rhythm)[FEED]
    assert (job.max_instances, job.coalesce) == (1, True)
    assert job.misfire_grace_time > 0
    rhythm.stop()


def test_after_a_jump_of_the_wall_clock_every_feed_is_asked_at_once(make_desk, wall):
    """Next times are wall times: set back an hour, they would all lie an hour ahead."""
    rhythm = started(make_desk({FEED: NOWHERE}))
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
    desk = replace(make_desk({FEED: NOWHERE}), timebase=TimeBase(0, wall.time, 60.0, until=3600))
    rhythm = started(desk)
    before = jobs(rhythm)[FEED].trigger
    assert before.interval(wall.time + 61) == 60 * before.interval(wall.time)
    wall.time += 61
    rhythm.follow()
    assert jobs(rhythm)[FEED].trigger is not before
    rhythm.stop()


def test_jitter_does_not_add_up(make_desk):
    """Ten hours at five minutes are a hundred and twenty askings, each within its own five minutes."""
    trigger = FeedTrigger(make_desk().feeds[FEED], LIVE, START.timestamp())
    offsets = [(at - START).total_seconds() for at in fires(trigger, 10)]
    assert [int(offset // 300) for offset in offsets] == list(range(1, 120))
    assert all(offset % 300 <= LONGEST_JITTER_S for offset in offsets)


def test_a_fixed_time_is_kept_in_its_zone(daily):
    clock_times = [local(int(at.timestamp())).strftime("%H:%M") for at in fires(FeedTrigger(daily, LIVE, 0.0), 4)]
    assert {"08:00", "08:30", "09:00"} <= set(clock_times)


def test_at_speed_sixty_a_fixed_time_comes_sixty_times_sooner(daily):
    """The picture shows 07:00 when the wall does; its 08:00 is a wall minute ahead."""
    timebase = TimeBase(int(START.timestamp()), START.timestamp(), 60.0)
    trigger = FeedTrigger(daily, timebase, START.timestamp())
    first = trigger.get_next_fire_time(None, START)
    assert 60 <= (first - START).total_seconds() <= 60 + LONGEST_JITTER_S
    assert abs(timebase.now(first.timestamp()) - (START.timestamp() + HOUR)) <= 60 * LONGEST_JITTER_S


def test_after_the_end_of_the_exercise_fixed_times_go_by_the_wall(daily):
    begun = int(START.timestamp())
    timebase = TimeBase(begun, START.timestamp(), 60.0, until=begun + 30 * MINUTE)
    first = FeedTrigger(daily, timebase, START.timestamp()).get_next_fire_time(None, START)
    assert 30 + 30 * MINUTE <= (first - START).total_seconds() <= 30 + 30 * MINUTE + LONGEST_JITTER_S


def skipped(desk):
    runs = [record.run for record in desk.store.runs(FEED)]
    return [(run.feed, run.outcome, run.reason) for run in runs if run.outcome == "skipped"]


def tell(rhythm, code, name=FEED):
    rhythm._tell(JobEvent(code, name, "default"))


def test_a_run_that_was_still_going_on_is_in_the_history_once_a_cycle(make_desk, wall):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    for _ in range(5):
        tell(rhythm, EVENT_JOB_MAX_INSTANCES)
        rhythm.follow()
    assert skipped(desk) == [(FEED, "skipped", "still_running")]
    wall.time += HOUR
    tell(rhythm, EVENT_JOB_MAX_INSTANCES)
    tell(rhythm, EVENT_JOB_MAX_INSTANCES, f"spool:{FEED}")
    rhythm.follow()
    assert len(skipped(desk)) == 2
    rhythm.stop()


def test_a_slow_source_is_not_asked_a_second_time_beside_itself(make_desk, monkeypatch):
    """A round that lasts longer than its interval, at a speed at which the feed is due every second."""
    began, release, together = threading.Semaphore(0), threading.Event(), []

    def slow(rhythm, feed):
        together.append(len(together) - finished[0])
        began.release()
        release.wait(60)
        finished[0] += 1

    finished = [0]
    monkeypatch.setattr(Rhythm, "_refresh", slow)
    wall_now = time()
    desk = replace(make_desk({FEED: NOWHERE}), timebase=TimeBase(int(wall_now), wall_now, 600.0), wall=time)
    rhythm = Rhythm(desk)
    rhythm.start()
    deadline = monotonic() + 60
    while not skipped(desk):
        assert monotonic() < deadline
        rhythm.follow()
    release.set()
    assert began.acquire(timeout=60)
    assert rhythm.stop()
    assert skipped(desk)[0] == (FEED, "skipped", "still_running")
    assert set(together) == {0}


def test_a_missed_time_is_in_the_history_and_made_up_for_at_once(make_desk):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    jobs(rhythm)[FEED].modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    tell(rhythm, EVENT_JOB_MISSED)
    rhythm.follow()
    assert skipped(desk) == [(FEED, "skipped", "missed")]
    assert jobs(rhythm)[FEED].next_run_time <= datetime.now(UTC)
    rhythm.stop()


def test_what_was_skipped_changes_no_state(make_desk):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    desk.store.record_run(Run(FEED, desk.now(), desk.now(), "failed", "x", "timeout"))
    before = desk.store.feed_records(desk.now())[FEED]
    tell(rhythm, EVENT_JOB_MAX_INSTANCES)
    rhythm.follow()
    rhythm.stop()
    assert len(skipped(desk)) == 1
    assert desk.store.feed_records(desk.now())[FEED] == before


def wish(desk, name):
    desk.run.wishes.mkdir(parents=True, exist_ok=True)
    (desk.run.wishes / name).touch()


def test_a_wish_brings_the_job_forward_and_is_taken_away(make_desk):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    for job in jobs(rhythm).values():
        job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    wish(desk, FEED)
    wish(desk, SPOOLED)
    wish(desk, ".half.part")
    rhythm.follow()
    due = {name for name, job in jobs(rhythm).items() if job.next_run_time <= datetime.now(UTC)}
    assert due == {FEED, f"spool:{SPOOLED}"}
    assert [path.name for path in desk.run.wishes.iterdir()] == [".half.part"]
    rhythm.stop()


def test_a_wish_for_a_feed_whose_round_runs_waits_for_its_end(make_desk):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    desk.asking.add(FEED)
    wish(desk, FEED)
    rhythm.follow()
    assert (desk.run.wishes / FEED).exists()
    desk.asking.discard(FEED)
    rhythm.follow()
    assert not (desk.run.wishes / FEED).exists()
    rhythm.stop()


def test_wishes_in_a_row_do_not_ask_a_source_in_a_row(make_desk, monkeypatch):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    wish(desk, FEED)
    rhythm.follow()
    desk.asking.clear()
    wish(desk, FEED)
    rhythm.follow()
    assert (desk.run.wishes / FEED).exists()
    monkeypatch.setattr("data.rhythm.WISH_S", 0.0)
    desk.asking.clear()
    rhythm.follow()
    assert not (desk.run.wishes / FEED).exists()
    rhythm.stop()


def test_a_wish_for_an_unknown_feed_is_deleted_and_said_once(make_desk, caplog):
    desk = make_desk()
    rhythm = started(desk)
    wish(desk, "AB 1234-5")
    for _ in range(3):
        rhythm.follow()
    assert not list(desk.run.wishes.iterdir())
    said = [record.getMessage() for record in caplog.records if "unknown feed" in record.getMessage()]
    assert len(said) == 1
    assert "1234" not in said[0]
    rhythm.stop()


def test_a_wish_that_cannot_be_taken_away_stops_nothing(make_desk):
    desk = make_desk({FEED: NOWHERE})
    rhythm = started(desk)
    (desk.run.wishes / "gpk_equeue").mkdir(parents=True)
    wish(desk, FEED)
    rhythm.follow()
    assert [path.name for path in desk.run.wishes.iterdir()] == ["gpk_equeue"]
    rhythm.stop()


def test_the_first_round_is_waited_for_but_not_for_a_source_that_hangs(make_desk, monkeypatch):
    answers, quick = threading.Event(), threading.Event()
    desk = make_desk({FEED: NOWHERE, "gpk_crossings": NOWHERE})

    def ask(_desk, feed, *_, **__):
        (quick.set if feed.name != FEED else answers.wait)()

    monkeypatch.setattr("data.rhythm.refresh", ask)
    rhythm = Rhythm(desk)
    rhythm.start()
    rhythm.first_round(threading.Event(), longest_s=1.0)
    assert quick.is_set()
    assert rhythm._unasked >= {FEED}
    answers.set()
    rhythm.first_round(threading.Event(), longest_s=30.0)
    assert rhythm._unasked == set()
    rhythm.stop()


def test_nothing_new_starts_once_the_clock_stops(make_desk, agency):
    desk = make_desk({FEED: agency.url})
    desk.stopping.set()
    rhythm = Rhythm(desk)
    rhythm._round(FEED, rhythm._refresh, desk.feeds[FEED])
    assert agency.asked == []
    assert desk.asking == set()
    rhythm.stop()


def test_a_round_that_hangs_is_left_behind_after_its_time(make_desk, caplog):
    rhythm, released = Rhythm(make_desk(), drain_s=0.2), threading.Event()
    feed = rhythm._desk.feeds[FEED]
    hanging = threading.Thread(target=rhythm._round, args=(FEED, lambda _: released.wait(30), feed))
    hanging.start()
    begun = monotonic()
    assert rhythm.stop() is False
    assert monotonic() - begun < 20
    released.set()
    hanging.join()
    assert rhythm.stop() is True
    assert FEED in caplog.text
