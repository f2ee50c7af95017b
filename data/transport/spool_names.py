"""File names of the spool: harmless, unique, and sorted by the time at which they were taken."""

import re
import unicodedata
import uuid
from pathlib import PurePosixPath
from typing import Final

from data.feeds.personal import looks_personal

LONGEST: Final = 160
"""Bytes of a name before its suffix; file systems take 255 with all that is added."""
_FRESH: Final = re.compile(r"(\d{13})-[0-9a-f]{8}-(.+)")
_SUFFIX: Final = re.compile(r"(\.batch)?\.[A-Za-z0-9]{1,8}")


def safe_name(name: str, *, hide_persons: bool = False) -> str:
    """Make a name from outside harmless: no folders, no leading dot, letters, digits and `.-_` only.

    With `hide_persons` a name that looks like a plate, a phone or a person becomes `report`.
    """
    last = PurePosixPath(unicodedata.normalize("NFKC", name).replace("\\", "/")).name
    plain = "".join(c if c.isalnum() or c in ".-_" else "_" for c in last)
    suffix = _suffix(plain)
    stem = plain.removesuffix(suffix).strip("._-")
    if not stem or (hide_persons and _names_someone(stem)):
        stem = "report"
    return stem.encode()[:LONGEST].decode(errors="ignore") + suffix


def _suffix(name: str) -> str:
    dot = name.find(".batch.") if ".batch." in name else name.rfind(".")
    suffix = name[dot:] if dot >= 0 else ""
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _names_someone(stem: str) -> bool:
    spaced = stem.replace("_", " ").replace(".", " ")
    return looks_personal(stem) or looks_personal(spaced) or looks_personal(spaced.replace("-", " "))


def fresh_name(name: str, wall: float) -> str:
    """Name under which a file is taken: milliseconds of wall time, something unique, the harmless name."""
    return f"{int(wall * 1000):013d}-{uuid.uuid4().hex[:8]}-{name}"


def told_name(fresh: str) -> str:
    """The harmless name again."""
    match = _FRESH.fullmatch(fresh)
    return match[2] if match else safe_name(fresh)


def taken_at(fresh: str) -> float:
    """Wall time at which a file was taken; 0 for names that are not ours."""
    match = _FRESH.fullmatch(fresh)
    return int(match[1]) / 1000 if match else 0.0
