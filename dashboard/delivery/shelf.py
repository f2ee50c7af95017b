"""The shelf: boards as files, each drawn once for all web workers, and swept when they are old."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from dashboard.delivery.packed import Packed, digest_of, pack

KEPT_VERSIONS: Final = 20


class Shelf:
    """Files `{folder}/{version}/{name}.json|.br|.gz`. Blocks on disk and locks: only for worker threads."""

    def __init__(self, folder: Path, build: str) -> None:
        self._folder, self._build = folder, build

    def find(self, version: int, name: str) -> Packed | None:
        """A board that some worker has drawn, or None. The plain form is written last, so it marks a whole board."""
        stem = self._stem(version, name)
        try:
            plain = _read(stem, "json")
            return Packed(plain, _read(stem, "br"), _read(stem, "gz"), digest_of(plain))
        except FileNotFoundError:
            return None

    def fetch(self, version: int, name: str, draw: Callable[[], bytes]) -> tuple[Packed, bool]:
        """A board, drawn now if no worker has; one draws while the others wait. Tells whether it was drawn here."""
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
                fresh = Path(f"{stem}.{ending}.{os.getpid()}")
                fresh.write_bytes(form)
                fresh.replace(f"{stem}.{ending}")
        return packed

    @contextmanager
    def _alone(self, version: int, name: str) -> Iterator[None]:
        stem = self._stem(version, name)
        stem.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(f"{stem}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _read(stem: Path, ending: str) -> bytes:
    return Path(f"{stem}.{ending}").read_bytes()
