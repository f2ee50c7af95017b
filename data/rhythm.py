"""Each feed at its own rhythm: jittered, never overlapping itself, in picture time."""

import logging
import time
from datetime import UTC, datetime
from typing import Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from data.desk import Desk
from data.feeds.contract import Feed
from data.intake import place_of_fault
from data.pickup import pick_up
from data.refresh import Memory, poll_seconds, refresh
from data.transport.http import open_client

LOG: Final = logging.getLogger("mezha.rhythm")
SPOOL_S: Final = 5.0
"""Wall seconds between two looks into the spool, whatever the speed."""
SHORTEST_S: Final = 1.0
JUMP_S: Final = 2.0
"""A wall clock that moves further than this between two ticks was set, not slewed."""
JITTER_SHARE: Final = 0.1
THREADS: Final = 12
"""More than there are feeds: a feed that hangs for its whole time-out holds no other back."""


class Rhythm:
    """The jobs of one clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._memory = Memory()
        self._client = open_client()
        self._rate = desk.rate()
        self._offset = desk.wall() - time.monotonic()
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(THREADS)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 60},
            timezone="UTC",
        )
        self._scheduler.add_listener(_tell, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begin: every feed is asked at once, then at its rhythm."""
        for feed in self._asked():
            self._scheduler.add_job(
                self._refresh, self._trigger(feed), args=(feed,), id=feed.name, next_run_time=_now()
            )
        for name, feed in self._desk.feeds.items():
            self._scheduler.add_job(
                self._pick_up, IntervalTrigger(seconds=SPOOL_S), args=(feed,), id=f"spool:{name}", next_run_time=_now()
            )
        self._scheduler.start()

    def follow(self) -> None:
        """Follow a jump of the wall clock, and a change of the exercise's speed."""
        self._follow_wall()
        rate = self._desk.rate()
        if rate == self._rate:
            return
        self._rate = rate
        LOG.info("time now runs at %g", rate)
        for feed in self._asked():
            self._scheduler.reschedule_job(feed.name, trigger=self._trigger(feed))

    def _follow_wall(self) -> None:
        """The scheduler's next times are wall times: after a jump back, jobs would wait for as long as the jump was."""
        offset = self._desk.wall() - time.monotonic()
        moved, self._offset = offset - self._offset, offset
        if abs(moved) < JUMP_S:
            return
        LOG.warning("the wall clock moved by %.0f s; all feeds are asked now", moved)
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=_now())

    def stop(self) -> None:
        """Let running jobs end after the address that they are asking, then close."""
        self._desk.stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        self._client.close()

    def _asked(self) -> list[Feed]:
        return [self._desk.feeds[name] for name, source in self._desk.sources.items() if source.url is not None]

    def _trigger(self, feed: Feed) -> IntervalTrigger:
        seconds = max(poll_seconds(feed) / self._rate, SHORTEST_S)
        return IntervalTrigger(seconds=seconds, jitter=seconds * JITTER_SHARE)

    def _refresh(self, feed: Feed) -> None:
        refresh(self._desk, feed, self._client, self._memory)

    def _pick_up(self, feed: Feed) -> None:
        pick_up(self._desk, feed)


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(event: JobEvent) -> None:
    """A job that raised is a fault of ours; one that is still running when due again is a slow source."""
    if event.code == EVENT_JOB_ERROR:
        LOG.error("%s failed: %s", event.job_id, place_of_fault(event.exception))
    else:
        LOG.info("%s is still running or was missed", event.job_id)
