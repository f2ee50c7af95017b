"""Reception reports dropped into the spool, as the office would drop them."""

import logging
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

from data.domain.moment import HOUR, MINSK, Moment
from data.exercise.answers.workbook import workbook
from data.exercise.faults import Faults, Trouble
from data.exercise.pace import Pace
from data.exercise.reception import EVERY_H, due_between
from data.exercise.world import World

LOG: Final = logging.getLogger("mezha.exercise")
FEED: Final = "mvd_reception"
LOOK_S: Final = 0.5
"""Wall seconds between two looks at the clock."""


class Dropper:
    """Writes each report once, when it is due."""

    def __init__(self, world: World, pace: Pace, faults: Faults, folder: Path) -> None:
        """`folder` is the spool that holds one subfolder a feed."""
        self._world = world
        self._pace = pace
        self._faults = faults
        self._folder = folder
        self._until = max(world.scenario.begins, pace.now() - EVERY_H * HOUR)

    def run(self, stop: threading.Event) -> None:
        """Drop reports until told to stop."""
        while not stop.is_set():
            try:
                self.drop_due()
            except OSError as error:
                LOG.warning("%s: not written: %s", FEED, error.strerror)
            stop.wait(LOOK_S)

    def drop_due(self) -> list[Path]:
        """Write the reports that have become due; returns their files."""
        now = self._pace.now()
        written = [self._drop(at, now) for at in due_between(self._world.hours, self._until, now)]
        self._until = max(self._until, now)
        return [file for file in written if file is not None]

    def _drop(self, at: Moment, now: Moment) -> Path | None:
        body = _spoil(workbook(self._world, at), self._faults.trouble(FEED, now))
        if body is None:
            return None
        folder = self._folder / FEED
        folder.mkdir(parents=True, exist_ok=True)
        name = f"reception_{datetime.fromtimestamp(at, MINSK):%Y-%m-%d_%H%M}.xlsx"
        part = self._folder / f".{name}.part"
        part.write_bytes(body)
        return part.replace(folder / name)


def _spoil(body: bytes, trouble: Trouble | None) -> bytes | None:
    """The report as a misbehaving office sends it; None: not at all."""
    match trouble.kind if trouble else None:
        case None:
            return body
        case "truncated":
            return body[: len(body) // 2]
        case "not_json":
            return b"blad"
    return None
