"""The stock of boards: from memory, from the shelf, or drawn now; once, whoever asks."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from dashboard.delivery.boards import Drawing, Look, difference, write
from dashboard.delivery.counts import Counts
from dashboard.delivery.packed import Packed, pack
from dashboard.delivery.picture import Pictures
from dashboard.delivery.shelf import Shelf

LOG: Final = logging.getLogger(__name__)
MEMORY_BYTES: Final = 64 * 1024 * 1024
WANTED_S: Final = 60.0
"""A look that was asked for within this time, or since the version before, is drawn before viewers are told."""
PREPARING_S: Final = 1.0
"""Viewers are told after this time even where looks are still being drawn."""
SINCE_VERSIONS: Final = 5
"""Differences are answered against this many versions before the newest."""

Key = tuple[int, Look, int | None]
"""Version, look, and the version to which the difference is asked."""


class NoPictureError(Exception):
    """The store does not hold this version."""


class Stock:
    """Boards of one worker; its methods belong to the event loop, the work to two threads."""

    def __init__(self, pictures: Pictures, shelf: Shelf, drawing: Drawing, counts: Counts) -> None:
        self._pictures, self._shelf, self._drawing, self._counts = pictures, shelf, drawing, counts
        self._memory: OrderedDict[Key, Packed] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[Key, asyncio.Task[Packed]] = {}
        self._wanted: dict[Look, float] = {}
        self._prepared_at = time.monotonic()
        self._recent: list[int] = []
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="board")

    async def board(self, look: Look, version: int, since: int | None = None) -> tuple[Packed, bool]:
        """A board's bytes, and whether they are a difference.

        Raises:
            NoPictureError: the store does not hold this version.
        """
        self.want(look)
        if since is not None and since != version and since in self._recent:
            with suppress(NoPictureError):
                return await self._get((version, look, since), self._subtract), True
        return await self._get((version, look, None), self._draw), False

    def want(self, look: Look) -> None:
        """Note that viewers ask for a look."""
        self._wanted[look] = time.monotonic()

    async def prepare(self, version: int) -> None:
        """Draw what viewers will ask for in a moment, for PREPARING_S at most; the rest is left for who asks.

        A drawing that has begun goes on: whoever asks for it waits for that one.
        """
        since = self._recent[-1] if self._recent else None
        self._remember(version)
        drawing = asyncio.ensure_future(self._draw_all(self._still_wanted(), version, since))
        try:
            await asyncio.wait({drawing}, timeout=PREPARING_S)
        finally:
            drawing.cancel()

    def sweep(self) -> None:
        """Remove old files, beside everything else: nobody waits for it."""
        asyncio.get_running_loop().run_in_executor(None, self._shelf.sweep)

    def close(self) -> None:
        """Let no thread draw any more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _still_wanted(self) -> list[Look]:
        """Looks that have viewers, the last one asked for first. Where versions are rare, so are the questions."""
        now = time.monotonic()
        begin, self._prepared_at = min(now - WANTED_S, self._prepared_at), now
        self._wanted = {look: at for look, at in self._wanted.items() if at >= begin}
        return sorted(self._wanted, key=self._wanted.__getitem__, reverse=True)

    async def _draw_all(self, looks: list[Look], version: int, since: int | None) -> None:
        for look in looks:
            try:
                await self._get((version, look, None), self._draw)
                if since is not None:
                    await self._get((version, look, since), self._subtract)
            except Exception:
                LOG.exception("%s of version %s was not drawn; its viewers are told all the same", look.name, version)

    def _remember(self, version: int) -> None:
        self._recent = [*(v for v in self._recent if v != version), version][-SINCE_VERSIONS - 1 :]

    async def _get(self, key: Key, make: Callable[[Key], Packed]) -> Packed:
        held = self._memory.get(key)
        if held is not None:
            self._memory.move_to_end(key)
            self._counts.add("mezha_boards_total", 'from="memory"')
            return held
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._make(key, make))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        # One viewer who leaves must not take the board away from the others.
        return await asyncio.shield(task)

    async def _make(self, key: Key, make: Callable[[Key], Packed]) -> Packed:
        packed = await asyncio.get_running_loop().run_in_executor(self._threads, make, key)
        self._memory[key] = packed
        self._bytes += packed.size
        while self._bytes > MEMORY_BYTES and len(self._memory) > 1:
            self._bytes -= self._memory.popitem(last=False)[1].size
        return packed

    def _draw(self, key: Key) -> Packed:
        version, look, _ = key
        packed, drawn = self._shelf.fetch(version, look.name, lambda: self._render(version, look))
        self._counts.add("mezha_boards_total", f'from="{"drawing" if drawn else "shelf"}"')
        return packed

    def _subtract(self, key: Key) -> Packed:
        version, look, since = key
        old = self._draw((since or 0, look, None))
        new = self._draw((version, look, None))
        self._counts.add("mezha_boards_total", 'from="difference"')
        return pack(difference(old.plain, new.plain))

    def _render(self, version: int, look: Look) -> bytes:
        situation = self._pictures.situation(version)
        if situation is None:
            raise NoPictureError
        start = time.perf_counter()
        try:
            body = write(self._drawing.render(look, situation))
        except Exception:
            self._counts.add("mezha_boards_failed_total", f'view="{look.view}"')
            raise
        self._counts.add("mezha_boards_drawn_total", f'view="{look.view}"')
        self._counts.add("mezha_boards_drawing_seconds_total", "", time.perf_counter() - start)
        return body
