"""The watcher: hears the clock's bell, has the boards drawn, then tells the viewers of its own worker."""

import asyncio
import logging
import time
from pathlib import Path
from typing import Any, Final

from dashboard.delivery.counts import Counts
from dashboard.delivery.events import HEARTBEAT_S, Viewers, encode
from dashboard.delivery.stock import Stock
from data.domain.timebase import LIVE, TimeBase
from data.store.bell import Bell, Listener, hear

LISTEN_S: Final = 0.05
"""A stat() twenty times a second costs a worker about 0.3 % of a core."""
LOG: Final = logging.getLogger(__name__)


class Watcher:
    """What one worker knows of the clock.

    `loaded` is the newest version that this worker has seen, also because a viewer asked for it; `told` is the
    newest one that its viewers were told of. Were they one number, a viewer who was told by another worker and
    asks here first would hide the version from everybody who listens here.
    """

    def __init__(self, folder: Path, stock: Stock, viewers: Viewers, counts: Counts, **named: str) -> None:
        self._folder, self._stock, self._viewers, self._counts = folder, stock, viewers, counts
        self._named = named
        self._listener = Listener(folder)
        self.bell: Bell | None = None
        self.loaded: int | None = None
        self.told: int | None = None

    def load(self, version: int) -> None:
        """Note that a version exists; never one that is older."""
        self.loaded = max(self.loaded or 0, version)

    def news(self, wall: float | None = None) -> dict[str, Any]:
        """What viewers are told: version, the clock's beat, the picture's time and how fast it goes."""
        wall = time.time() if wall is None else wall
        base: TimeBase = self.bell.timebase if self.bell else LIVE
        return {
            "version": self.loaded,
            "clock_beat": self.bell.beat if self.bell else None,
            "clock": self.bell.clock if self.bell else None,
            "wall": round(wall, 3),
            "now": base.now(wall),
            "speed": base.rate(wall),
            "timebase": {"t0": base.t0, "wall0": base.wall0, "speed": base.speed, "until": base.until},
            **self._named,
        }

    def listen(self) -> bool:
        """Hear the bell if it rang; tells whether there is a version that viewers do not know."""
        if self._listener.changed():
            self.bell = hear(self._folder) or self.bell
            if self.bell:
                self.load(self.bell.version)
        return self.loaded is not None and self.loaded != self.told

    async def run(self, interval_s: float = LISTEN_S, heartbeat_s: float = HEARTBEAT_S) -> None:
        """Listen until cancelled. What goes wrong in one round is logged, and the next round comes."""
        beat_at = 0.0
        while True:
            try:
                if self.listen():
                    await self._tell()
                    beat_at = time.monotonic() + heartbeat_s
                elif time.monotonic() >= beat_at:
                    self._viewers.tell(encode("heartbeat", self.news()))
                    beat_at = time.monotonic() + heartbeat_s
            except Exception:
                LOG.exception("a round of the watcher failed")
            await asyncio.sleep(interval_s)

    async def _tell(self) -> None:
        version = self.loaded
        if version is not None:
            await self._stock.prepare(version)
        self.told = version
        self._counts.add("mezha_versions_told_total")
        self._viewers.tell(encode("version", self.news()))
        await self._stock.sweep()
