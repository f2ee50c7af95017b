"""Stopping at once: event streams end when the server is told to stop, instead of being waited for."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType


def on_stop(act: Callable[[], None]) -> None:
    """Call `act` in the running loop when SIGTERM or SIGINT comes, before what the server does about it.

    Outside the main thread nothing is arranged: there the one who started the server stops it.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(received: int, frame: FrameType | None, before: object = before) -> None:
            loop.call_soon_threadsafe(act)
            if callable(before):
                before(received, frame)

        signal.signal(number, stop)
