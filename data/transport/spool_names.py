"""File names of the spool: harmless, unique, and sorted by the time at which they were taken."""

import re
import unicodedata
import uuid
from pathlib import PurePosixPath
from typing import Final

from data.transport.telling_names import names_someone

BATCH: Final = ".batch.json"
"""Suffix of a report that another process has already read and reduced."""
SIGNATURE: Final = ".sig"
"""Suffix of a detached signature: of `x.csv` it is `x.csv.sig`."""
LONGEST: Final = 160
"""Bytes of a name before its suffix; file systems take 255 with all that is added."""
KNOWN_SUFFIXES: Final = frozenset({".atom", ".cap", ".csv", ".json", ".jsonl", ".ods", ".rss", ".txt", ".xlsx", ".xml"})
PERSONAL_SUFFIXES: Final = frozenset({".json", ".jsonl", ".txt"})
_FRESH: Final = re.compile(r"(\d{13})-[0-9a-f]{8}-(.+)")
_SUFFIX: Final = re.compile(r"(\.batch)?\.[A-Za-z0-9]{1,8}")
_OUR_BATCH: Final = re.compile(r"[0-9a-f]{32}\.batch\.json")
"""Name that a process of ours gives to a batch; its receipt goes by it."""


def safe_name(name: str, *, hide_persons: bool = False) -> str:
    """Make a name from outside harmless: no folders, no leading dot, letters, digits and `.-_` only.

    A name with a part that looks like a plate, a phone, a mail address or a person becomes `report` and its suffix,
    where that is a known one. With `hide_persons`, for feeds with personal data, every name does.
    """
    last = PurePosixPath(unicodedata.normalize("NFKC", name).replace("\\", "/")).name
    plain = "".join(c if c.isalnum() or c in ".-_" else "_" for c in last)
    suffix = _suffix(plain)
    if hide_persons:
        told = suffix if suffix == BATCH else _known_suffix(plain, PERSONAL_SUFFIXES)
        return plain if _OUR_BATCH.fullmatch(plain) else f"report{told}"
    known = _known_suffix(plain, KNOWN_SUFFIXES)
    someone = "@" in last or names_someone(plain.removesuffix(known) if known else plain)
    if someone and not _OUR_BATCH.fullmatch(plain):
        return f"report{suffix if suffix == BATCH else known}"
    stem = plain.removesuffix(suffix).strip("._-") or "report"
    return stem.encode()[:LONGEST].decode(errors="ignore") + suffix


def dropped_name(name: str, *, hide_persons: bool = False) -> str:
    """Harmless name of a file that anyone may have dropped: never that of a batch, which is believed."""
    safe = safe_name(name, hide_persons=hide_persons)
    while safe.lower().endswith(BATCH):
        safe = f"{safe[: -len(BATCH)]}.json"
    return safe


def _suffix(name: str) -> str:
    dot = name.find(".batch.") if ".batch." in name else name.rfind(".")
    suffix = name[dot:] if dot >= 0 else ""
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def _known_suffix(name: str, known: frozenset[str]) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in known else ""


def fresh_name(name: str, wall: float) -> str:
    """Name under which a file is taken: milliseconds of wall time, something unique, the harmless name."""
    return f"{int(wall * 1000):013d}-{uuid.uuid4().hex[:8]}-{name}"


def told_name(fresh: str) -> str:
    """The harmless name again."""
    match = _FRESH.fullmatch(fresh)
    return match[2] if match else dropped_name(fresh)


def taken_at(fresh: str) -> float:
    """Wall time at which a file was taken; 0 for names that are not ours."""
    match = _FRESH.fullmatch(fresh)
    return int(match[1]) / 1000 if match else 0.0
