"""Marks on files that are being read, so that one that kills the process is not read for ever.

A mark is a file beside the taken one. It holds a line for each process that began to read and did not come to an end:
a process that lives on wipes out its own line, so orderly retries never count.
"""

import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

MARK: Final = ".tried-"
MOST_TRIES: Final = 2
_PROCESS: Final = uuid.uuid4().hex
"""With the process id, which comes round again after a restart, the process itself."""


def begin_try(path: Path) -> bool:
    """Mark a file as being read; False where two earlier processes began and never ended."""
    lines = _lines(path)
    if len(lines - {_me()}) >= MOST_TRIES:
        return False
    if _me() not in lines:
        _write(path, lines | {_me()})
    return True


def end_try(path: Path) -> None:
    """This process has outlived its reading of the file."""
    lines = _lines(path)
    if _me() in lines:
        _write(path, lines - {_me()})


def forget_tries(path: Path) -> None:
    """The file was put away."""
    _mark(path).unlink(missing_ok=True)


def _me() -> str:
    return f"{_PROCESS}-{os.getpid()}"


def _mark(path: Path) -> Path:
    return path.with_name(MARK + path.name)


def _lines(path: Path) -> frozenset[str]:
    try:
        return frozenset(_mark(path).read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _write(path: Path, lines: frozenset[str]) -> None:
    # a full disk must not keep a report from being read
    with suppress(OSError):
        if lines:
            _mark(path).write_text("\n".join(sorted(lines)), "ascii")
        else:
            _mark(path).unlink(missing_ok=True)
