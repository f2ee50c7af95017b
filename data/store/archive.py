"""What every backup has in common, of whichever database: its summary, and a file that is in place only when whole."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from pydantic import TypeAdapter

from data.domain.situation import RunningMode


class BackupError(Exception):
    """The file is no good backup: damaged, incomplete, or none at all."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows of a table and their digest, in the order of its key."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds: the state of the store at one moment."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    mode: RunningMode
    schema: int
    taken: float
    """Wall time of its moment, seconds since 1970."""
    newest_run: int
    newest_situation: int
    tables: Mapping[str, Contents]


SUMMARY: Final = TypeAdapter(Summary)


def unlike(found: Mapping[str, Contents], told: Mapping[str, Contents]) -> str:
    """Names of the tables that differ; empty where all are alike."""
    return ", ".join(sorted(name for name in found.keys() | told if found.get(name) != told.get(name)))


@contextmanager
def beside(target: Path, before: Callable[[], object] = lambda: None) -> Iterator[Path]:
    """A file in the same folder that takes the target's place, at once, when all went well and it is on the disk."""
    with aside(target) as fresh:
        yield fresh
        flush(fresh)
        before()
        fresh.replace(target)
        flush(target.parent)


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A file in the same folder that is gone at the end."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Bring a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
