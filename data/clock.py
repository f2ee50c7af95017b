"""The scheduling process: each feed at its own rhythm, then levels and a new version of the situation.

python -m data.clock
"""

import logging
import os
import signal
import sys
import threading
import time
from contextlib import closing
from typing import Final

from data.opening import NotReadyError, open_desk
from data.rhythm import Rhythm
from data.running import Running, SettingsError, running
from data.shutter import Shutter
from data.store import StoreBusyError, WriterBusyError, writer_lock
from data.store.lock import Lead

LOG: Final = logging.getLogger("mezha.clock")
STANDBY_S: Final = 2.0
STEADY_S: Final = 60.0
"""A clock that led for so long begins anew without delay when it loses its store."""
LONGEST_PAUSE_S: Final = 60.0
TICK_S: Final = 0.25


def main() -> int:
    """Lead, or stand by until the leader is gone; 0 after SIGTERM, 2 for a setting that cannot be used."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # its traces may quote file names
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        _take_turns(running(), stop)
    except (SettingsError, NotReadyError) as error:
        if stop.is_set():
            return 0  # told to stop while it waited for what was not ready
        LOG.error("%s", error)  # noqa: TRY400 - the message says all, a trace would bury it
        return 2
    return 0


def _take_turns(run: Running, stop: threading.Event) -> None:
    """Lead whenever no other process does, until told to stop."""
    failures = 0
    while not stop.is_set():
        led: float | None = None
        try:
            with writer_lock(run) as right:
                led = time.monotonic()
                lead(run, stop, right)
        except WriterBusyError as busy:
            LOG.info("standing by: %s", busy)
            stop.wait(STANDBY_S)
        except StoreBusyError as lost:
            LOG.warning("not leading: %s", lost)
            if led is not None:
                failures = failures + 1 if time.monotonic() - led < STEADY_S else 1
            stop.wait(pause_after(failures))


def pause_after(failures: int) -> float:
    """Seconds to wait after so many leads in a row that lost their store at once.

    Each lead asks all feeds: a store that takes nothing, as on a full disk, must not make that a flood of askings.
    """
    return float(min(STANDBY_S * 2 ** min(max(failures - 1, 0), 10), LONGEST_PAUSE_S))


def lead(run: Running, stop: threading.Event, right: Lead) -> None:
    """Ask feeds, take pictures, ring the bell, until told to stop or until another process may lead."""
    desk = open_desk(run, stop)
    with closing(desk.store), closing(Shutter(desk)) as shutter:
        rhythm = Rhythm(desk)
        rhythm.start()
        LOG.info("leading in %s mode, %d feeds configured", run.mode, len(desk.sources))
        try:
            rhythm.first_round(stop)
            while not stop.is_set() and right.held():
                rhythm.follow()
                shutter.tick(time.monotonic())
                desk.changed.wait(TICK_S)
            drained = rhythm.stop()
            if right.held():
                shutter.release()
            if not drained:
                leave()
        finally:
            rhythm.stop()


def leave() -> None:
    """End the process with 0 and without waiting for threads that hang; what they have in hand was never kept."""
    logging.shutdown()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
