"""Takes a picture when something changed, publishes it when it differs, and rings the bell as a sign of life."""

import logging
import time
from collections.abc import Mapping
from typing import Final

from data.desk import Desk
from data.domain.moment import DAY, Moment
from data.domain.situation import ExerciseStanding
from data.situation import (
    LANES_S,
    Background,
    Picture,
    Setting,
    evaluated_periods,
    gather,
    missed_periods,
    newest_periods,
    take_picture,
)
from data.store.bell import KNOCK_NAME, Bell, Listener, ring

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


class Shutter:
    """Keeps what the engine remembers in memory; the store holds the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._setting = Setting(desk.reference, desk.standards, desk.feeds, desk.configured, desk.exercise)
        self._states = dict(desk.store.section_states())
        self._seen: Mapping[str, Moment] = evaluated_periods(self._states, desk.rules)
        self._digest = ""
        self._version = self._newest_version()
        self._knock = Listener(desk.run.folder, KNOCK_NAME)
        self._due: float | None = None
        self._taken = self._rung = self._swept = float("-inf")

    def tick(self, monotonic: float) -> None:
        """Take a picture when one is due; beat."""
        if self._desk.changed.is_set() or self._knock.changed():
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
        picture, newest = self._take()
        if picture.states or picture.changes:
            self._desk.store.record_levels(picture.states, picture.changes)
            self._states.update({state.place: state for state in picture.states})
        self._seen = newest
        if picture.digest != self._digest:
            self._digest = picture.digest
            self._version = self._desk.store.publish(picture.situation.as_of, picture.numbered)
            self._ring()

    def _sweep(self) -> None:
        """Delete what is kept for some time only, and shorten the store's log."""
        self._desk.spool.sweep(self._desk.wall() - KEPT_DAYS * DAY)
        self._desk.store.forget(self._desk.now() - RUNS_DAYS * DAY)
        for receipt in self._desk.run.receipts.glob("*.json"):
            if receipt.stat().st_mtime < self._desk.wall() - SWEEP_S:
                receipt.unlink(missing_ok=True)
        self._desk.store.checkpoint()

    def _take(self) -> tuple[Picture, Mapping[str, Moment]]:
        """A picture, and the newest periods that it has judged; they count as seen once it is kept."""
        store, now = self._desk.store, self._desk.now()
        inputs, standings = gather(store, self._setting, now)
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
        ring(self._desk.run.folder, Bell(self._version, self._desk.wall(), self._desk.timebase))
