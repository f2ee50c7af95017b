"""How many reports one worker reads at once: bodies are held in memory, and parsing takes the processor."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final, TypeVar

Result = TypeVar("Result")

AT_ONCE: Final = 3
WAITING: Final = 8
"""More than so many that wait are sent away at once."""
WAIT_S: Final = 5.0


class FullError(Exception):
    """Too many reports are being read."""


class Gate:
    """Lets a few in; made outside of any event loop, used inside of one.

    Its threads are its own: a report that waits for the clock must not keep boards from being drawn.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, wait_s: float = WAIT_S) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most_waiting, self._wait_s = waiting, wait_s
        self._waiting = 0
        self._threads = ThreadPoolExecutor(at_once, "intake")

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place for the length of a block.

        Raises:
            FullError: none came free in time.
        """
        await self._enter()
        try:
            yield
        finally:
            self._places.release()

    async def do(self, work: Callable[[], Result]) -> Result:
        """Do blocking work in a thread; only within a place."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def _enter(self) -> None:
        if self._waiting >= self._most_waiting:
            raise FullError
        self._waiting += 1
        try:
            await asyncio.wait_for(self._places.acquire(), self._wait_s)
        except TimeoutError:
            raise FullError from None
        finally:
            self._waiting -= 1
