"""The scheduling process: each feed at its own rhythm, then levels and a new version of the situation.

python -m data.clock
"""

import logging
import signal
import sys
import threading
import time
from typing import Final

from data.opening import NotReadyError, open_desk
from data.rhythm import Rhythm
from data.running import Running, SettingsError, running
from data.shutter import Shutter
from data.store import WriterBusyError, writer_lock

LOG: Final = logging.getLogger("mezha.clock")
STANDBY_S: Final = 2.0
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
        run = running()
        while not stop.is_set():
            try:
                with writer_lock(run.folder):
                    lead(run, stop)
            except WriterBusyError as busy:
                LOG.info("standing by: %s", busy)
                stop.wait(STANDBY_S)
    except (SettingsError, NotReadyError) as error:
        LOG.error("%s", error)  # noqa: TRY400 - the message says all, a trace would bury it
        return 2
    return 0


def lead(run: Running, stop: threading.Event) -> None:
    """Ask feeds, take pictures, ring the bell, until told to stop."""
    desk = open_desk(run, stop)
    shutter = Shutter(desk)
    shutter.release()
    rhythm = Rhythm(desk)
    rhythm.start()
    LOG.info("leading in %s mode, %d feeds configured", run.mode, len(desk.sources))
    try:
        while not stop.is_set():
            rhythm.follow()
            shutter.tick(time.monotonic())
            desk.changed.wait(TICK_S)
        rhythm.stop()
        shutter.release()
    finally:
        rhythm.stop()
        desk.store.close()


if __name__ == "__main__":
    sys.exit(main())
