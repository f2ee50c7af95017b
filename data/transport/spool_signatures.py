"""Signatures in the spool: which one belongs to which report, and how both are taken without ever being torn apart."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.transport.signature import MAX_BYTES
from data.transport.spool_files import open_regular, write_atomically
from data.transport.spool_names import SIGNATURE

FOLDER: Final = ".signatures"
WAIT_S: Final = 60.0
"""How long a dropped report waits for its signature, wall seconds; then it counts as unsigned."""
ORPHAN_S: Final = 3600.0
"""A signature whose report never came is deleted after this."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A dropped report, and its signature where it has one."""

    report: Path
    signature: Path | None = None


def pairs(dropped: Sequence[Path], now: float) -> list[Pair]:
    """Reports that are ready to be taken, in order; those that still wait for their signature are left alone."""
    there = {path.name: path for path in dropped}
    found = []
    for path in dropped:
        if path.name.endswith(SIGNATURE):
            if path.name.removesuffix(SIGNATURE) not in there and _age(path, now) > ORPHAN_S:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            continue
        signature = there.get(path.name + SIGNATURE)
        if signature is not None or _age(path, now) > WAIT_S:
            found.append(Pair(path, signature))
    return found


def take_pair(pair: Pair, target: Path) -> None:
    """Move a report to where it is taken from, its signature first.

    A kill in between leaves a signature too many, never a report without its own.

    Raises:
        FileNotFoundError: the report is gone.
        OSError: it does not let itself be moved.
    """
    if pair.signature is not None:
        folder = target.with_name(FOLDER)
        folder.mkdir(mode=0o700, exist_ok=True)
        write_atomically(folder / target.name, _read(pair.signature))
    pair.report.rename(target)
    if pair.signature is not None:
        with suppress(OSError):
            pair.signature.unlink(missing_ok=True)


def kept_signature(taken: Path) -> bytes | None:
    """Signature of a taken report; None: it has none."""
    try:
        return (taken.with_name(FOLDER) / taken.name).read_bytes()
    except OSError:
        return None


def forget_signature(taken: Path) -> None:
    """The report was put away."""
    with suppress(OSError):
        (taken.with_name(FOLDER) / taken.name).unlink(missing_ok=True)


def sweep_signatures(work: Path) -> None:
    """Delete signatures whose reports are gone: of a process that was killed between the two moves."""
    folder = work / FOLDER
    if folder.is_dir():
        for path in folder.iterdir():
            if not (work / path.name).exists():
                path.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    """At most one byte more than any signature has."""
    with open_regular(path) as file:
        return file.read(MAX_BYTES + 1)


def _age(path: Path, now: float) -> float:
    try:
        return abs(now - path.lstat().st_mtime)
    except OSError:  # gone since the folder was listed
        return 0.0
