"""The shelf: boards as files, each drawn once for all web workers, and swept when they are old."""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from dashboard.delivery.packed import Packed, digest_of, pack

KEPT_VERSIONS: Final = 20
LOCK_WAIT_S: Final = 3.0
"""A worker that holds a board for longer hangs: the others draw it themselves."""
LOCK_LOOK_S: Final = 0.01
"""Rhythm in which a held lock is tried again."""


class Shelf:
    """Files `{folder}/{version}/{name}.json|.br|.gz`. Blocks on disk and locks: only for worker threads."""

    def __init__(self, folder: Path, build: str, lock_wait_s: float = LOCK_WAIT_S) -> None:
        self._folder, self._build, self._lock_wait_s = folder, build, lock_wait_s

    def find(self, version: int, name: str) -> Packed | None:
        """A board that some worker has drawn, or None. The plain form is written last, so it marks a whole board."""
        stem = self._stem(version, name)
        try:
            plain = _read(stem, "json")
            return Packed(plain, _read(stem, "br"), _read(stem, "gz"), digest_of(plain))
        except FileNotFoundError:
            return None

    def fetch(self, version: int, name: str, draw: Callable[[], bytes]) -> tuple[Packed, bool]:
        """A board, drawn now if no worker has; tells whether it was drawn here.

        One draws while the others wait, but none of them longer than for LOCK_WAIT_S: then it draws for itself.
        """
        found = self.find(version, name)
        if found is not None:
            return found, False
        with self._alone(version, name):
            found = self.find(version, name)
            return (found, False) if found is not None else (self._store(version, name, draw()), True)

    def sweep(self) -> None:
        """Remove all versions but the newest ones; another worker may be doing the same."""
        with suppress(FileNotFoundError):
            versions = sorted((int(p.name) for p in self._folder.iterdir() if p.name.isdigit()), reverse=True)
            for version in versions[KEPT_VERSIONS:]:
                shutil.rmtree(self._folder / str(version), ignore_errors=True)

    def _stem(self, version: int, name: str) -> Path:
        return self._folder / str(version) / f"{name}.{self._build}"

    def _store(self, version: int, name: str, body: bytes) -> Packed:
        packed, stem = pack(body), self._stem(version, name)
        # A version that is swept while it is drawn is still a board for the one who asked.
        with suppress(FileNotFoundError):
            for ending, form in (("br", packed.br), ("gz", packed.gzip), ("json", packed.plain)):
                fresh = Path(f"{stem}.{ending}.{os.getpid()}.{threading.get_ident()}")
                fresh.write_bytes(form)
                fresh.replace(f"{stem}.{ending}")
        return packed

    @contextmanager
    def _alone(self, version: int, name: str) -> Iterator[None]:
        stem = self._stem(version, name)
        stem.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(f"{stem}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor, time.monotonic() + self._lock_wait_s)
            yield
        finally:
            os.close(descriptor)


def _lock(descriptor: int, deadline: float) -> None:
    """Take the lock, or go on without it after the deadline: a board that is drawn twice is the same board."""
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return None
        time.sleep(LOCK_LOOK_S)


def _read(stem: Path, ending: str) -> bytes:
    return Path(f"{stem}.{ending}").read_bytes()
