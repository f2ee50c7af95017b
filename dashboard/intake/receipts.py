"""Answers under `Idempotency-Key`: the same question gets the same answer for a day, whichever worker it meets."""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

KEPT_S: Final = 86_400.0
WAIT_S: Final = 60.0
"""How long an equal request waits for the one that came first, wall seconds."""
LOOK_S: Final = 0.05
_KEY: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_SUFFIX: Final = ".json"


class BusyError(Exception):
    """The request that came first has not been answered yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given."""

    digest: str
    """SHA-256 of feed and body."""
    status: int
    answer: dict[str, Any]
    batch: str = ""
    """Name of the batch that waits, where the clock had not answered."""


def is_key(key: str) -> bool:
    """Tell whether a header holds a key."""
    return _KEY.fullmatch(key) is not None


def digest_of(feed: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(feed.encode() + b"\0" + body).hexdigest()


class Receipts:
    """The answers given to one agency."""

    def __init__(self, folder: Path, agency: str, wall: Callable[[], float] = time.time) -> None:
        self._folder = folder / "push" / agency
        self._wall = wall

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        """Wait for the requests with the same key; blocks, so it belongs into a thread.

        Raises:
            BusyError: the one before takes too long.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        # a lock of its own, never deleted while it may be held: one of 256 files for all keys
        descriptor = os.open(self._folder / f".{_name(key)[:1]}{_name(key)[-1:]}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            deadline = time.monotonic() + WAIT_S
            while not _locked(descriptor):
                if time.monotonic() > deadline:
                    raise BusyError
                time.sleep(LOOK_S)
            yield
        finally:
            os.close(descriptor)

    def find(self, key: str) -> Kept | None:
        """The answer under a key, while it is kept."""
        path = self._path(key)
        try:
            if self._wall() - path.stat().st_mtime > KEPT_S:
                return None
            found = orjson.loads(path.read_bytes())
            return Kept(found["digest"], found["status"], found["answer"], found["batch"])
        except (FileNotFoundError, orjson.JSONDecodeError, KeyError, TypeError):
            return None

    def keep(self, key: str, kept: Kept) -> None:
        """Keep an answer, whole or not at all, and forget those of yesterday."""
        self._forget_old()
        path = self._path(key)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        part.write_bytes(orjson.dumps(kept))
        part.chmod(0o600)
        now = self._wall()
        os.utime(part, (now, now))
        part.replace(path)

    def _forget_old(self) -> None:
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with suppress(FileNotFoundError):
                if self._wall() - path.stat().st_mtime > KEPT_S:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{_name(key)}{_SUFFIX}"


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
