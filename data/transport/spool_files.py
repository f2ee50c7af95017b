"""Files of the spool on disk: what counts as dropped, and how a file appears whole or not at all."""

import os
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

UNFINISHED: Final = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""Ends of names that transfer tools give to copies that are still running."""
LEFTOVER_S: Final = 3600
"""A half-written file of ours that is older belongs to a process that was killed."""


def write_atomically(path: Path, body: bytes) -> None:
    """Write a file that appears whole: to a name with a leading dot, to the disk, then renamed."""
    half = path.with_name(f".{uuid.uuid4().hex}")
    try:
        with half.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    finally:
        half.unlink(missing_ok=True)


def dropped_files(folder: Path, now: float, quiet_s: float) -> Iterator[Path]:
    """Regular files that have been quiet for long enough, oldest first; no links, no unfinished copies."""
    found = [(entry.stat(follow_symlinks=False), entry) for entry in os.scandir(folder) if _is_finished(entry.name)]
    quiet = [(s.st_mtime, e.path) for s, e in found if stat.S_ISREG(s.st_mode) and abs(now - s.st_mtime) >= quiet_s]
    return (Path(path) for _, path in sorted(quiet))


def _is_finished(name: str) -> bool:
    return not (name.startswith((".", "~")) or name.lower().endswith(UNFINISHED))


def remove_leftovers(folder: Path, now: float) -> None:
    """Delete what killed processes left half-written."""
    for path in folder.glob(".*"):
        if path.is_file() and now - path.stat().st_mtime > LEFTOVER_S:
            path.unlink(missing_ok=True)
