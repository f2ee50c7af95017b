"""Takes a picture when something changed, publishes it when it differs, and rings the bell as a sign of life."""

import logging
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from data.desk import Desk
from data.domain.moment import CLOCK_SLACK_S, DAY, MINSK, MINUTE, Moment, local
from data.domain.situation import ExerciseStanding, FeedStanding
from data.domain.warning import Text
from data.prologue import BEGUN
from data.situation import (
    LANES_S,
    Background,
    Before,
    Fold,
    Picture,
    Setting,
    evaluated_periods,
    look_back,
    missed_periods,
    newest_periods,
    take_picture,
    with_past,
)
from data.store.bell import Bell, belfry
from data.store.contract import FeedChange
from data.transport.sources import kept_since
from data.warning import changed
from data.warning.outages import OUT

LOG: Final = logging.getLogger("mezha.shutter")
COALESCE_S: Final = 0.2
"""Changes within this time make one version."""
LONGEST_S: Final = 5.0
"""Feed states change by time alone: a picture is taken at least this often."""
BEAT_S: Final = 5.0
ANSWERS_S: Final = 30 * DAY
KEPT_DAYS: Final = 30
RUNS_DAYS: Final = 90
SWEEP_S: Final = 3600.0
LOOK_BACK_S: Final = MINUTE
"""Picture seconds between two reckonings of punctuality, and no less than `LOOK_BACK_WALL_S` of wall time."""
LOOK_BACK_WALL_S: Final = 10.0
THINNED: Final = "thinned:"
"""Setting that tells up to when a feed's observations are thinned."""
MOST_DAYS: Final = 7
"""Days that one sweep thins of a feed, so that none takes long after a time without a clock."""


class Shutter:
    """Keeps what the engine remembers in memory; the store holds the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._setting = Setting(desk.reference, desk.standards, desk.feeds, desk.configured, desk.exercise)
        self._fold = Fold(self._setting)
        self._states = dict(desk.store.section_states())
        self._seen: Mapping[str, Moment] = evaluated_periods(self._states, desk.rules)
        now = desk.now()
        self._logged = {c.feed: c for c in desk.store.feed_changes(now) if c.at <= now + CLOCK_SLACK_S}
        self._before: Mapping[str, Before] = {}
        self._looked: tuple[Moment, float] | None = None
        self._shown: Mapping[str, FeedStanding] = {}
        self._digest = ""
        self._version = self._newest_version()
        self._belfry = belfry(desk.run)
        self._due: float | None = None
        self._taken = self._rung = self._swept = float("-inf")

    def tick(self, monotonic: float) -> None:
        """Take a picture when one is due; beat."""
        if self._desk.changed.is_set() or self._belfry.knocked():
            self._desk.changed.clear()
            self._due = self._due if self._due is not None else monotonic + COALESCE_S
        if (self._due is not None and monotonic >= self._due) or monotonic - self._taken >= LONGEST_S:
            self._due = None
            self.release()
        if monotonic - self._rung >= BEAT_S:
            self._ring()
        if monotonic - self._swept >= SWEEP_S:
            self._swept = monotonic
            self._sweep()

    def release(self) -> None:
        """Take a picture now; publish it when it differs from the last one."""
        self._taken = time.monotonic()
        unsettled = frozenset(self._desk.asking)
        picture, newest = self._take(unsettled)
        self._log(picture.situation.feeds, picture.situation.as_of, unsettled)
        if picture.states or picture.changes:
            self._desk.store.record_levels(picture.states, picture.changes)
            self._states.update({state.place: state for state in picture.states})
        self._seen = newest
        if picture.digest != self._digest:
            self._digest = picture.digest
            self._version = self._desk.store.publish(picture.situation.as_of, picture.numbered)
            self._ring()

    def close(self) -> None:
        """Let go of the bell."""
        self._belfry.close()

    def _sweep(self) -> None:
        """Delete what is kept for some time only, and shorten the store's log."""
        wall = self._desk.wall()
        self._desk.spool.sweep(wall - KEPT_DAYS * DAY, kept_since(self._desk.sources, wall))
        self._desk.store.forget(self._desk.now() - RUNS_DAYS * DAY)
        self._thin()
        for receipt in self._desk.run.receipts.glob("*.json"):
            # whoever handed the batch over takes its receipt away at any moment
            with suppress(FileNotFoundError):
                if receipt.stat().st_mtime < self._desk.wall() - SWEEP_S:
                    receipt.unlink()
        self._desk.store.checkpoint()

    def _take(self, unsettled: Collection[str]) -> tuple[Picture, Mapping[str, Moment]]:
        """A picture, and the newest periods that it has judged; they count as seen once it is kept."""
        store, now = self._desk.store, self._desk.now()
        inputs, standings = self._fold.gather(store, now)
        standings = with_past(standings, self._look_back(now), inputs.latest, now)
        standings = tuple(still_failing(feed, self._shown, unsettled) for feed in standings)
        self._shown = {feed.name: feed for feed in standings}
        newest = newest_periods(inputs)
        background = Background(
            mode=self._desk.run.mode,
            exercise=self._exercise(),
            rules=self._desk.rules,
            feeds=standings,
            states=self._states,
            answers=store.answers(now - ANSWERS_S),
            changes=store.level_changes(now - LANES_S),
            missed=missed_periods(self._seen, newest),
        )
        return take_picture(inputs, background), newest

    def _look_back(self, now: Moment) -> Mapping[str, Before]:
        """What the last days tell of each feed; reckoned anew from time to time only."""
        wall = time.monotonic()
        if self._looked is None or not (
            0 <= now - self._looked[0] < LOOK_BACK_S or wall - self._looked[1] < LOOK_BACK_WALL_S
        ):
            self._looked = now, wall
            self._before = look_back(self._desk.store, self._setting, now, self._begun())
        return self._before

    def _begun(self) -> Moment | None:
        """When the exercise began; None: none is played."""
        if not self._desk.exercise:
            return None
        begun: Moment | None = self._desk.store.setting(BEGUN)
        return self._desk.timebase.t0 if begun is None else begun

    def _log(self, standings: Collection[FeedStanding], now: Moment, unsettled: Collection[str]) -> None:
        """Keep changes of feed states, and say once that a feed broke and once that it works again."""
        changes = changed(standings, self._logged, now, unsettled)
        if not changes:
            return
        self._desk.store.record_feed_changes(changes)
        details = {feed.name: feed.reason.args.get("detail") or "" for feed in standings if feed.reason is not None}
        for change in changes:
            _tell(change, self._logged.get(change.feed), details.get(change.feed, ""))
            self._logged[change.feed] = change
        self._looked = None

    def _thin(self) -> None:
        """Thin old observations of the feeds that declare it, once a day of the picture."""
        for name, feed in self._desk.feeds.items():
            if feed.raw_days is not None:
                mark = self._desk.store.setting(THINNED + name)
                for before in thin_steps(mark, self._desk.now() - feed.raw_days * DAY):
                    self._desk.store.thin(name, before)
                    self._desk.store.put_setting(THINNED + name, before)

    def _exercise(self) -> ExerciseStanding | None:
        if not self._desk.exercise:
            return None
        scenario = self._desk.store.setting("scenario") or ""
        return ExerciseStanding(scenario=str(scenario), ends=self._desk.timebase.until)

    def _newest_version(self) -> int:
        newest = self._desk.store.newest_situation()
        return 0 if newest is None else newest[0]

    def _ring(self) -> None:
        self._rung = time.monotonic()
        self._belfry.ring(Bell(self._version, self._desk.wall(), self._desk.timebase))


def still_failing(feed: FeedStanding, shown: Mapping[str, FeedStanding], unsettled: Collection[str]) -> FeedStanding:
    """A feed in error stays so until its round is over: the first good answer does not speak for the failing address.

    Without this the error of one address among many would go and come with every round.
    """
    before = shown.get(feed.name)
    if before is None or before.state != "error" or feed.name not in unsettled or feed.state == "error":
        return feed
    return replace(feed, state=before.state, since=before.since, reason=before.reason)


def thin_steps(mark: Moment | None, deadline: Moment) -> Iterator[Moment]:
    """Moments up to which to thin, a day each, whole days of Minsk: roll-ups of a day are never half thinned.

    Args:
        mark: up to when it is thinned; None: never before, so that all goes in one step.
        deadline: what is older may go.
    """
    midnight = local(deadline, MINSK).replace(hour=0, minute=0, second=0)
    last = int(midnight.timestamp())
    first = last if mark is None else mark + DAY
    return iter(range(first, last + 1, DAY)[:MOST_DAYS])


def _tell(change: FeedChange, last: FeedChange | None, detail: Text) -> None:
    """One line when a feed breaks and one when it works again, and nothing in between."""
    was_out = last is not None and last.state in OUT
    if change.state in OUT and not was_out:
        said = " ".join(str(word) for word in (change.state, change.reason, detail) if word)
        LOG.warning("%s: %s", change.feed, said)
    elif was_out and change.state not in OUT:
        LOG.info("%s: works again", change.feed)
