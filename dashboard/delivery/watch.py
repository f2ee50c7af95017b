"""The watcher: hears the clock's bell, has the boards drawn, then tells the viewers of its own worker."""

import asyncio
import logging
import time
from dataclasses import asdict
from typing import Any, Final

from dashboard.delivery.counts import Counts
from dashboard.delivery.events import HEARTBEAT_S, Viewers, encode
from dashboard.delivery.stock import Stock
from data.store.bell import Belfry, Bell

LISTEN_S: Final = 0.05
"""A stat() twenty times a second costs a worker about 0.3 % of a core."""
LOG: Final = logging.getLogger(__name__)


class Watcher:
    """What one worker knows of the clock.

    `loaded` is the newest version that this worker has seen, also because a viewer asked for it; `told` is the
    newest one that its viewers were told of. Were they one number, a viewer who was told by another worker and
    asks here first would hide the version from everybody who listens here.
    """

    def __init__(self, belfry: Belfry, stock: Stock, viewers: Viewers, counts: Counts, **named: str) -> None:
        self._belfry, self._stock, self._viewers, self._counts = belfry, stock, viewers, counts
        self._named = named
        self.bell: Bell | None = None
        self.loaded: int | None = None
        self.told: int | None = None

    def load(self, version: int) -> None:
        """Note that a version exists; never one that is older."""
        self.loaded = max(self.loaded or 0, version)

    def news(self, wall: float | None = None) -> dict[str, Any]:
        """What viewers are told: version, the clock's beat, the picture's time and how fast it goes.

        Before the bell rang for the first time nobody knows which time the picture will show.
        """
        wall = time.time() if wall is None else wall
        bell = self.bell
        base = bell.timebase if bell else None
        return {
            "version": self.loaded,
            "clock_beat": bell.beat if bell else None,
            "clock": bell.clock if bell else None,
            "wall": round(wall, 3),
            "now": base.now(wall) if base else None,
            "speed": base.rate(wall) if base else None,
            "timebase": asdict(base) if base else None,
            **self._named,
        }

    def listen(self) -> bool:
        """Hear the bell if it rang; tells whether there is a version that viewers do not know."""
        if self._belfry.changed():
            self.bell = self._belfry.hear() or self.bell
            if self.bell:
                self.load(self.bell.version)
        return self.loaded is not None and self.loaded != self.told

    async def run(self, interval_s: float = LISTEN_S, heartbeat_s: float = HEARTBEAT_S) -> None:
        """Listen, and give signs of life, until cancelled; neither waits for the other."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen_on(interval_s))
            both.create_task(self._beat_on(heartbeat_s))

    async def _listen_on(self, interval_s: float) -> None:
        """Tell each new version. What goes wrong in one round is logged, and the next round comes."""
        while True:
            try:
                if self.listen():
                    await self._tell()
            except Exception:
                LOG.exception("a round of the watcher failed")
            await asyncio.sleep(interval_s)

    async def _beat_on(self, heartbeat_s: float) -> None:
        """Tell that this worker lives, and how the clock does, of the version that was told last."""
        while True:
            await asyncio.sleep(heartbeat_s)
            try:
                self._viewers.tell(encode("heartbeat", {**self.news(), "version": self.told}))
            except Exception:
                LOG.exception("a sign of life was not given")

    async def _tell(self) -> None:
        version = self.loaded
        if version is not None:
            await self._stock.prepare(version)
        self.told = version
        self._counts.add("mezha_versions_told_total")
        self._viewers.tell(encode("version", self.news()))
        self._stock.sweep()
