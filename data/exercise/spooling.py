"""Reports dropped into the spool, as the offices would drop them."""

import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

from data.domain.moment import MINSK, Moment
from data.exercise.answers import Answer, Drop, all_drops
from data.exercise.faults import Faults, Trouble
from data.exercise.pace import Pace
from data.exercise.spoiling import SKEW_S, spoil
from data.exercise.world import World

LOG: Final = logging.getLogger("mezha.exercise")
LOOK_S: Final = 0.5
"""Wall seconds between two looks at the clock."""
ABSENT: Final = frozenset({"status500", "silent", "slow", "off"})
"""Troubles in which a file does not appear at all."""


class Dropper:
    """Writes each report of each office once, when it is due."""

    def __init__(self, world: World, pace: Pace, faults: Faults, folder: Path) -> None:
        """`folder` is the spool that holds one subfolder a feed."""
        self._world = world
        self._pace = pace
        self._faults = faults
        self._folder = folder
        now = pace.now()
        # the newest report of each office lies there when the exercise begins, as it would
        self._until = {feed: now - drop.every_s for feed, drop in all_drops().items()}

    def run(self, stop: threading.Event) -> None:
        """Drop reports until told to stop."""
        while not stop.is_set():
            self.drop_due()
            stop.wait(LOOK_S)

    def drop_due(self) -> list[Path]:
        """Write the reports that have become due; returns their files. A folder that takes none holds up no other."""
        now, written = self._pace.now(), list[Path]()
        for feed, drop in all_drops().items():
            try:
                written += self._drop_due(feed, drop, now)
            except OSError as error:
                LOG.warning("%s: a report is not written: %s", feed, error.strerror)
        return written

    def _drop_due(self, feed: str, drop: Drop, now: Moment) -> list[Path]:
        due = drop.due(self._world.hours, self._until[feed], now)
        written = [self._drop(feed, drop, at, self._faults.trouble(feed, now)) for at in due]
        self._until[feed] = max(self._until[feed], now)
        return [file for file in written if file is not None]

    def _drop(self, feed: str, drop: Drop, at: Moment, trouble: Trouble | None) -> Path | None:
        if trouble is not None and trouble.kind in ABSENT:
            return None
        skewed = at + SKEW_S if trouble is not None and trouble.kind == "clock_skew" else at
        answer = Answer(drop.body(self._world, skewed), "")
        body = spoil(trouble.kind, answer, at).body if trouble is not None else answer.body
        folder = self._folder / feed
        folder.mkdir(parents=True, exist_ok=True)
        name = drop.name.format(f"{datetime.fromtimestamp(at, MINSK):%Y-%m-%d_%H%M}")
        part = self._folder / f".{name}.part"
        part.write_bytes(body)
        return part.replace(folder / name)
