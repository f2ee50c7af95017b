"""The exercise's clock: one small file that every process reads and works picture time out from."""

import math
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import orjson
from pydantic import TypeAdapter, ValidationError

from data.domain.moment import Moment
from data.domain.timebase import TimeBase
from data.exercise.plan import Scenario

_TIMEBASE: Final = TypeAdapter(TimeBase)


class PaceError(Exception):
    """The clock's file cannot be read, or its speed not used."""


def begin(scenario: Scenario, wall: float, speed: float | None = None) -> TimeBase:
    """The scenario's clock, started at a wall time; after the scenario's end time runs at speed 1.

    Raises:
        PaceError: time would stand still, or run backwards.
    """
    if speed is not None and not 0 < speed < math.inf:
        raise PaceError(f"speed {speed:g}: a number above 0 is expected")
    return TimeBase(
        t0=scenario.begins, wall0=wall, speed=scenario.speed if speed is None else speed, until=scenario.ends
    )


def write_timebase(file: Path, base: TimeBase) -> None:
    """Write the clock's file whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(orjson.dumps(asdict(base)))
    part.replace(file)


def read_timebase(file: Path) -> TimeBase:
    """Read the clock's file.

    Raises:
        PaceError: there is none, or it holds something else.
    """
    try:
        return _TIMEBASE.validate_json(file.read_bytes())
    except OSError as error:
        raise PaceError(f"{file}: {error.strerror}") from error
    except ValidationError as error:
        raise PaceError(f"{file}: not a time base: {error.errors()[0]['msg']}") from error


def beat(file: Path) -> None:
    """Note beside the clock's file that the exercise is running."""
    _beat_of(file).touch()


def resume(file: Path, wall: float) -> TimeBase:
    """Go on with a stopped exercise: its clock, with the time since its last beat left out.

    Raises:
        PaceError: there is no clock, or it never ran.
    """
    base = read_timebase(file)
    try:
        stopped = min(_beat_of(file).stat().st_mtime, wall)
    except OSError as error:
        raise PaceError(f"{file}: the exercise has never run") from error
    now = base.now(stopped)
    if base.until is None or now < base.until:
        return replace(base, t0=now, wall0=wall)
    return TimeBase(t0=now, wall0=wall)


def _beat_of(file: Path) -> Path:
    return file.with_suffix(".beat")


class Pace:
    """Picture time, following the clock's file when it is written anew."""

    __slots__ = ("_base", "_file", "_stamp", "wall")

    def __init__(self, base: TimeBase, file: Path | None = None, wall: Callable[[], float] = time.time) -> None:
        self._base = base
        self._file = file
        self._stamp = _stamp(file)
        self.wall = wall

    @property
    def base(self) -> TimeBase:
        """The clock as the file says now; the last good one while the file cannot be read."""
        stamp = _stamp(self._file)
        if self._file is not None and stamp not in {None, self._stamp}:
            try:
                self._base, self._stamp = read_timebase(self._file), stamp
            except PaceError:
                return self._base
        return self._base

    def now(self) -> Moment:
        """Picture time now."""
        return self.base.now(self.wall())


def _stamp(file: Path | None) -> tuple[int, int] | None:
    try:
        status = file.stat() if file else None
    except OSError:
        return None
    return None if status is None else (status.st_ino, status.st_mtime_ns)
