"""Files of the spool on disk: what counts as dropped, and how a file appears whole or not at all."""

import errno
import os
import shutil
import stat
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

UNFINISHED: Final = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""Ends of names that transfer tools give to copies that are still running."""
LEFTOVER_S: Final = 3600
"""A half-written file of ours that is older belongs to a process that was killed; one of a sender, to nobody."""


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


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to read: a link or a pipe that took its place in between is neither followed nor waited for.

    Raises:
        OSError: it is something else, or gone.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    if _is_regular(os.fstat(file.fileno())):
        return file
    file.close()
    raise OSError(errno.EINVAL, "no regular file")


def dropped_files(folder: Path, now: float, quiet_s: float) -> Iterator[Path]:
    """Regular files that have been quiet for long enough, oldest first; no links, no unfinished copies."""
    found = [(_facts(entry), entry.path) for entry in os.scandir(folder) if _is_finished(entry.name)]
    quiet = [(s.st_mtime, path) for s, path in found if s and _is_regular(s) and abs(now - s.st_mtime) >= quiet_s]
    return (Path(path) for _, path in sorted(quiet))


def _facts(entry: "os.DirEntry[str]") -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except OSError:  # gone since the folder was listed
        return None


def _is_regular(facts: os.stat_result) -> bool:
    return stat.S_ISREG(facts.st_mode)


def _is_finished(name: str) -> bool:
    return not (name.startswith((".", "~")) or name.lower().endswith(UNFINISHED))


def remove_leftovers(folder: Path, now: float, kept: str) -> None:
    """Delete what killed processes left half-written, and marks (`kept` and a name) of files that are gone."""
    for path in folder.glob(".*"):
        if path.name.startswith(kept):
            if not path.with_name(path.name.removeprefix(kept)).exists():
                path.unlink(missing_ok=True)
        elif path.is_file() and now - path.stat().st_mtime > LEFTOVER_S:
            path.unlink(missing_ok=True)


def remove_unread(folder: Path, now: float, spared: str) -> None:
    """Delete what will never be taken and has not changed for an hour: subfolders, unfinished copies, links.

    Times of a sender's files are the sender's; one that lies ahead counts like one that lies behind.
    """
    for entry in os.scandir(folder):
        facts = _facts(entry)
        if facts is None or entry.name == spared or (_is_regular(facts) and _is_finished(entry.name)):
            continue
        if stat.S_ISDIR(facts.st_mode):
            if all(abs(now - changed) > LEFTOVER_S for changed in _changes(Path(entry.path), facts)):
                shutil.rmtree(entry.path, ignore_errors=True)
        elif abs(now - facts.st_mtime) > LEFTOVER_S:
            with suppress(OSError):
                Path(entry.path).unlink()


def _changes(folder: Path, facts: os.stat_result) -> Iterator[float]:
    """Times of change of a folder and all below it, without following links."""
    yield facts.st_mtime
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            with suppress(OSError):
                yield (Path(path) / name).lstat().st_mtime
