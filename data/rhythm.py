"""Each feed at its own rhythm: jittered, never overlapping itself, in picture time; and at once when wished."""

import logging
import math
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from data.desk import Desk
from data.domain.moment import Moment
from data.domain.timebase import TimeBase
from data.feeds.contract import Feed
from data.feeds.due import next_asking
from data.intake import place_of_fault
from data.pickup import pick_up
from data.refresh import Memory, poll_seconds, refresh
from data.store.contract import Run
from data.transport.http import open_client

LOG: Final = logging.getLogger("mezha.rhythm")
SPOOL_S: Final = 5.0
"""Wall seconds between two looks into the spool, whatever the speed."""
SHORTEST_S: Final = 1.0
SETTLING_S: Final = 0.05
JUMP_S: Final = 2.0
"""A wall clock that moves further than this between two ticks was set, not slewed."""
JITTER_SHARE: Final = 0.1
LONGEST_JITTER_S: Final = 20.0
MISFIRE_S: Final = 60
"""A job that could not begin within so many wall seconds of its time missed it; it is recorded, and begins at once."""
WISH_S: Final = 10.0
"""Wall seconds between two wishes for one feed that are followed; one that comes sooner waits."""
DRAIN_S: Final = 25.0
"""Wall seconds that running jobs have to end in when the clock stops."""
SPOOL: Final = "spool:"
FIRST_ROUND_S: Final = 3.0
"""Wall seconds that the first picture waits for the first round: what was not asked yet is not silent."""
CLOCK: Final = "clock"
"""`Run.source` of runs that the clock did not try."""


class FeedTrigger(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Next wall time at which a feed is asked, from picture time; jitter never adds up."""

    def __init__(self, feed: Feed, timebase: TimeBase, begun: float) -> None:
        self.feed = feed
        self._timebase = timebase
        self._begun = begun
        """Wall time from which whole intervals count."""

    def interval(self, wall: float) -> float:
        """Wall seconds between two askings of a feed without fixed times."""
        return max(poll_seconds(self.feed) / self._timebase.rate(wall), SHORTEST_S)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Give the next time after the previous one, jittered forward."""
        last = now.timestamp() if previous_fire_time is None else previous_fire_time.timestamp()
        interval = self.interval(last)
        at = self._next_fixed(last) if self.feed.due.at else self._next_whole(last, interval)
        jitter = min(JITTER_SHARE * interval, LONGEST_JITTER_S)
        return datetime.fromtimestamp(at + random.uniform(0, jitter), UTC)  # noqa: S311 - no secret

    def _next_whole(self, last: float, interval: float) -> float:
        passed = math.floor((last - self._begun) / interval + 0.001)
        return self._begun + (passed + 1) * interval

    def _next_fixed(self, last: float) -> float:
        moment = next_asking(self.feed, self._timebase.now(last), poll_seconds(self.feed))
        return max(self._timebase.wall_of(int(moment)), last + SHORTEST_S)


class Rhythm:
    """The jobs of one clock."""

    def __init__(self, desk: Desk, drain_s: float = DRAIN_S) -> None:
        self._desk = desk
        self._drain_s = drain_s
        self._memory = Memory()
        self._client = open_client()
        self._rate = desk.rate()
        self._offset = desk.wall() - time.monotonic()
        self._skips: SimpleQueue[tuple[str, str]] = SimpleQueue()
        self._skipped: dict[tuple[str, str], Moment] = {}
        self._wished: set[str] = set()
        self._unasked: set[str] = set()
        """Jobs of the first round that have not ended."""
        self._followed: dict[str, float] = {}
        """When a wish for a feed was last followed, by the monotonic clock."""
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(2 * len(desk.feeds) + 2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": MISFIRE_S},
            timezone="UTC",
        )
        self._scheduler.add_listener(self._tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begin: every feed is asked at once, then at its rhythm."""
        for feed in self._asked():
            self._add(feed.name, self._refresh, feed, self._trigger(feed))
        for name, feed in self._desk.feeds.items():
            self._add(SPOOL + name, self._pick_up, feed, IntervalTrigger(seconds=SPOOL_S))
        self._unasked.update(job.id for job in self._scheduler.get_jobs())
        self._scheduler.start()

    def first_round(self, stop: threading.Event, longest_s: float = FIRST_ROUND_S) -> None:
        """Wait until every feed was asked and every spool looked into once, but not for those that take long."""
        deadline = time.monotonic() + longest_s
        while self._unasked and time.monotonic() < deadline and not stop.wait(SETTLING_S):
            pass

    def follow(self) -> None:
        """Follow a jump of the wall clock, a change of the exercise's speed, wishes; keep what was skipped."""
        self._follow_wall()
        self._take_wishes()
        self._keep_skips()
        rate = self._desk.rate()
        if rate == self._rate:
            return
        self._rate = rate
        LOG.info("time now runs at %g", rate)
        for feed in self._asked():
            self._scheduler.reschedule_job(feed.name, trigger=self._trigger(feed))

    def stop(self) -> bool:
        """Let running jobs end after the address that they are asking, and start no other.

        Returns:
            False when some still ran after the time that they have: the process must not wait for their threads.
        """
        self._desk.stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        deadline = time.monotonic() + self._drain_s
        while self._desk.asking and time.monotonic() < deadline:
            time.sleep(0.02)
        if self._desk.asking:
            LOG.warning("still asking after %g s, left behind: %s", self._drain_s, ", ".join(sorted(self._desk.asking)))
            return False
        self._client.close()
        return True

    def _add(self, name: str, work: Callable[[Feed], None], feed: Feed, trigger: BaseTrigger) -> None:
        self._scheduler.add_job(self._round, trigger, args=(name, work, feed), id=name, next_run_time=_now())

    def _round(self, name: str, work: Callable[[Feed], None], feed: Feed) -> None:
        """One run of a job; none begins once the clock stops."""
        self._desk.asking.add(name)
        try:
            if not self._desk.stopping.is_set():
                work(feed)
        finally:
            self._desk.asking.discard(name)
            self._unasked.discard(name)

    def _follow_wall(self) -> None:
        """The scheduler's next times are wall times: after a jump back, jobs would wait for as long as the jump was."""
        offset = self._desk.wall() - time.monotonic()
        moved, self._offset = offset - self._offset, offset
        if abs(moved) < JUMP_S:
            return
        LOG.warning("the wall clock moved by %.0f s; all feeds are asked now", moved)
        for feed in self._asked():
            self._scheduler.reschedule_job(feed.name, trigger=self._trigger(feed))
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=_now())

    def _take_wishes(self) -> None:
        """Run feeds that somebody wants now; a wish for a feed whose round runs, or has just run by one, waits."""
        try:
            wishes = sorted(self._desk.run.wishes.iterdir())
        except OSError:
            return
        for wish in wishes:
            name = wish.name
            if name.startswith(".") or name.endswith(".part") or name in self._desk.asking:
                continue
            if time.monotonic() - self._followed.get(name, -math.inf) < WISH_S:
                continue
            try:
                wish.unlink(missing_ok=True)
            except OSError:
                continue  # a folder, or another owner's: followed, it would be followed for ever
            if name not in self._desk.feeds:
                LOG.warning("a wish for an unknown feed is not followed")
                continue
            self._followed[name] = time.monotonic()
            job = self._scheduler.get_job(name)
            if job is not None:
                self._wished.add(name)
            (job or self._scheduler.get_job(SPOOL + name)).modify(next_run_time=_now())

    def _keep_skips(self) -> None:
        """Record what was not tried, at most once a cycle and reason."""
        while not self._skips.empty():
            name, reason = self._skips.get()
            now, cycle = self._desk.now(), self._desk.feeds[name].cycle_s
            if 0 <= now - self._skipped.get((name, reason), now - cycle) < cycle:
                continue
            self._skipped[name, reason] = now
            self._desk.store.record_run(Run(name, now, now, "skipped", CLOCK, reason))

    def _asked(self) -> list[Feed]:
        return [self._desk.feeds[name] for name, source in self._desk.sources.items() if source.url is not None]

    def _trigger(self, feed: Feed) -> FeedTrigger:
        return FeedTrigger(feed, self._desk.timebase, time.time())

    def _refresh(self, feed: Feed) -> None:
        wished = feed.name in self._wished
        self._wished.discard(feed.name)
        refresh(self._desk, feed, self._client, self._memory, wished=wished)

    def _pick_up(self, feed: Feed) -> None:
        pick_up(self._desk, feed)

    def _tell(self, event: JobEvent) -> None:
        """A job that raised is a fault of ours; one that is still running when due again is a slow source."""
        if event.code == EVENT_JOB_ERROR:
            LOG.error("%s failed: %s", event.job_id, place_of_fault(event.exception))
            return
        missed = event.code == EVENT_JOB_MISSED
        LOG.info("%s %s", event.job_id, "missed its time" if missed else "is still running")
        if event.job_id in self._desk.feeds:
            self._skips.put((event.job_id, "missed" if missed else "still_running"))
        job = self._scheduler.get_job(event.job_id) if missed else None
        if job is not None:
            job.modify(next_run_time=_now())


def _now() -> datetime:
    return datetime.now(UTC)
