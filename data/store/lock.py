"""The writer's lock of a store: one process leads, a second one finds it held and stands by."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from data.running import Running

LOCK_NAME: Final = "writer.lock"
OPENING_NAME: Final = "opening.lock"

_TRIES: Final = 5
_PAUSE_S: Final = 0.01
"""`is_locked` holds the lock for microseconds: a few tries tell it from a writer."""


class WriterBusyError(Exception):
    """Another process writes into this store."""

    def __init__(self, pid: int | None, since: float | None) -> None:
        super().__init__(f"the store is being written by process {pid}" if pid else "the store is being written")
        self.pid = pid
        """Process id of the writer, as it wrote it down."""
        self.since = since
        """Wall time at which it took the lock, seconds since 1970."""


class Lead(Protocol):
    """The right to write, as long as it lasts."""

    def held(self) -> bool:
        """Tell whether it still lasts; once lost it does not come back."""
        ...


class FileLead:
    """A lock on a file falls with the process and never before."""

    def held(self) -> bool:
        """It lasts."""
        return True


@contextmanager
def writer_lock(run: Running) -> Iterator[Lead]:
    """Hold the writer's lock of a deployment's store; it falls with the process, however that ends.

    Raises:
        WriterBusyError: another process holds it.
        StoreBusyError: the database cannot be reached.
    """
    if run.database:
        from data.store.postgres.leading import database_lock  # noqa: PLC0415 - SQLite runs without the driver loaded

        with database_lock(run) as lead:
            yield lead
    else:
        with _file_lock(run.folder):
            yield FileLead()


def is_locked(run: Running) -> bool:
    """Tell whether a process writes into the store of this deployment.

    Raises:
        StoreBusyError: the database cannot be reached.
    """
    if run.database:
        from data.store.postgres.leading import is_led  # noqa: PLC0415 - the same

        return is_led(run)
    return _is_file_locked(run.folder)


@contextmanager
def _file_lock(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _taken(descriptor):
            raise WriterBusyError(*_holder(descriptor))
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "since": time.time()}).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _is_file_locked(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _locks(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """Wait for the turn to lay out or migrate the store: SQLite refuses two who create one file at once."""
    descriptor = os.open(folder / OPENING_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    for _ in range(_TRIES):
        if _locks(descriptor, fcntl.LOCK_EX):
            return True
        time.sleep(_PAUSE_S)
    return False


def _locks(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> tuple[int | None, float | None]:
    try:
        told = json.loads(os.pread(descriptor, 200, 0))
        return int(told["pid"]), float(told["since"])
    except (ValueError, KeyError, TypeError):
        return None, None
