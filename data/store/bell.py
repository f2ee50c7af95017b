"""The bell between processes: a small file, replaced at once, that tells of a new version or of the clock's beat.

With a database the bell hangs there, so that it is heard on every host.
"""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Protocol

import orjson
from pydantic import TypeAdapter, ValidationError

from data.domain.timebase import TimeBase
from data.running import Running

BELL_NAME: Final = "bell.json"
"""Rung by the clock for everyone who shows the situation."""
KNOCK_NAME: Final = "knock"
"""Touched by others when they have kept a decision and the clock must look."""


@dataclass(frozen=True, slots=True)
class Bell:
    """What the leading clock tells."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    version: int
    """Newest situation."""
    beat: float
    """Wall time of the clock's last sign of life, seconds since 1970."""
    timebase: TimeBase
    clock: str = "leading"
    """State of the clock that rang."""


_BELL: Final = TypeAdapter(Bell)


def ring(folder: Path, bell: Bell) -> None:
    """Replace the bell at once: a listener hears the old one or the new one, never half of it."""
    _replace(folder, BELL_NAME, orjson.dumps(bell))


def hear(folder: Path) -> Bell | None:
    """Last ringing, or None while there is none that can be read."""
    try:
        return decoded((folder / BELL_NAME).read_bytes())
    except FileNotFoundError:
        return None


def knock(folder: Path) -> None:
    """Ask the clock to look at the store now."""
    _replace(folder, KNOCK_NAME, b"")


class Listener:
    """Asks, in microseconds, whether the bell rang since it asked last; for one thread."""

    def __init__(self, folder: Path, name: str = BELL_NAME) -> None:
        self._path = str(folder / name)
        self._heard: tuple[int, int] | None = None

    def changed(self) -> bool:
        """Tell whether the file was replaced since the last question; the first time: whether it is there."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - a watcher asks 20 times a second
        except FileNotFoundError:
            return False
        mark = (found.st_mtime_ns, found.st_ino)
        changed, self._heard = mark != self._heard, mark
        return changed


class Belfry(Protocol):
    """Where the bell of a deployment hangs; `changed` and `knocked` are for one thread."""

    def ring(self, bell: Bell) -> None:
        """Tell everyone who shows the situation."""
        ...

    def hear(self) -> Bell | None:
        """Last ringing, or None while there is none that can be read."""
        ...

    def changed(self) -> bool:
        """Tell whether the bell rang since the last question; costs microseconds."""
        ...

    def knock(self) -> None:
        """Ask the clock to look at the store now."""
        ...

    def knocked(self) -> bool:
        """Tell whether somebody knocked since the last question; costs microseconds."""
        ...

    def close(self) -> None:
        """Let go of whatever it holds."""
        ...


class FileBelfry:
    """The bell of one host: files in the folder of the mode."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bell = Listener(folder)
        self._knock = Listener(folder, KNOCK_NAME)

    def ring(self, bell: Bell) -> None:
        """Tell everyone who shows the situation."""
        ring(self._folder, bell)

    def hear(self) -> Bell | None:
        """Last ringing, or None while there is none that can be read."""
        return hear(self._folder)

    def changed(self) -> bool:
        """Tell whether the bell rang since the last question."""
        return self._bell.changed()

    def knock(self) -> None:
        """Ask the clock to look at the store now."""
        knock(self._folder)

    def knocked(self) -> bool:
        """Tell whether somebody knocked since the last question."""
        return self._knock.changed()

    def close(self) -> None:
        """Files need no closing."""


def belfry(run: Running) -> Belfry:
    """Where the bell of a deployment hangs; nothing is opened before it is used."""
    if run.database:
        from data.store.postgres.bell import DatabaseBelfry  # noqa: PLC0415 - SQLite runs without the driver loaded

        return DatabaseBelfry(run)
    return FileBelfry(run.folder)


def decoded(body: bytes | str) -> Bell | None:
    """The bell as it was rung, or None for what cannot be read."""
    try:
        return _BELL.validate_json(body)
    except ValidationError:
        return None


def _replace(folder: Path, name: str, body: bytes) -> None:
    fresh = folder / f".{name}.{os.getpid()}.{threading.get_ident()}"
    fresh.write_bytes(body)
    now = time.time_ns()
    # The file system's own clock is coarse: two ringings within its tick would look like one.
    os.utime(fresh, ns=(now, now))
    fresh.replace(folder / name)
