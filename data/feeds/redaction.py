"""Rows made harmless: small numbers, times of reports and known ids stay, a mark stands for every other cell."""

import re
from collections.abc import Container, Iterable
from datetime import date, datetime, time
from typing import Final

from data.domain.places import Reference
from data.feeds.cells import Cell

MARK: Final = "•"
"""In place of a cell."""
CUT: Final = "…"
"""In place of the rest of a row."""
LONGEST: Final = 200
_SEPARATOR: Final = " | "
_EARLIEST_YEAR: Final = 2020
"""A date before is no date of a report; it may be one of birth."""
_MOST_DIGITS: Final = 6
_NUMBER: Final = re.compile(r"-?(?:\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:[.,]\d{1,3})?", re.ASCII)
_CLOCK: Final = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?", re.ASCII)
MOMENT: Final = re.compile(
    r"(20\d\d)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?",
    re.ASCII,
)
_SPLIT: Final = re.compile(
    r"(?:^|(?<=\| ))(?:"
    r"(?:(?:375|80?) \| )?(?:375|80?)?0?(?:17|25|29|33|44) \| \d{3} \| (?:\d\d \| \d\d|\d{4})"
    r"|(?:0?[1-9]|[12]\d|3[01]) \| (?:0?[1-9]|1[0-2]) \| (?:19\d\d|20[01]\d)"
    r"|(?:19\d\d|20[01]\d) \| (?:0?[1-9]|1[0-2]) \| (?:0?[1-9]|[12]\d|3[01])"
    r")(?=$| \|)",
    re.ASCII,
)
"""A phone, or a day of birth, that stands in cells of its own; each part alone is a small number."""


def redact(cells: Iterable[Cell], known: Container[str]) -> str:
    """A row with small numbers, times of reports and known ids, and a mark in place of every other cell.

    At most 200 characters. What was redacted and split at its separators is redacted to itself.
    """
    parts: list[str] = []
    length = 0
    for cell in cells:
        part = _shown(cell, known)
        length += len(part) + len(_SEPARATOR)
        if length > LONGEST - len(CUT):
            parts.append(CUT)
            break
        parts.append(part)
    return _SPLIT.sub(_hide, _SEPARATOR.join(parts))


def is_redacted(text: str, known: Container[str]) -> bool:
    """Tell whether a text can be the result of `redact`: nothing else rides in it."""
    if len(text) > LONGEST:
        return False
    parts = text.split(_SEPARATOR)
    whole = parts[:-1] if parts[-1] == CUT else parts
    return all(part == _shown(part, known) for part in whole) and _SPLIT.search(text) is None


def _hide(split: re.Match[str]) -> str:
    return _SEPARATOR.join(MARK for _ in split[0].split(_SEPARATOR))


def known_ids(reference: Reference, *words: str) -> frozenset[str]:
    """Ids of places and agencies, and words of a feed's own: what redacted rows may show. Bare numbers are no ids."""
    return frozenset(name for name in (*reference.names, *words) if not name.isdecimal())


def _shown(cell: Cell, known: Container[str]) -> str:
    text = text_of(cell)
    if not text or text == MARK or (text in known and _SEPARATOR not in text):
        return text
    moment = MOMENT.fullmatch(text)
    if moment:
        return text if int(moment[1]) >= _EARLIEST_YEAR else MARK
    if _CLOCK.fullmatch(text):
        return text
    return re.sub(r"\s", "", text) if is_small(text) else MARK


def is_small(text: str) -> bool:
    """A number too short for a phone or a document, and too coarse for a position."""
    return _NUMBER.fullmatch(text) is not None and sum(letter.isdecimal() for letter in text) <= _MOST_DIGITS


def text_of(cell: Cell) -> str:
    """A cell as text; blank is empty, what has no plain text is a mark."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else MARK
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    return str(cell) if isinstance(cell, int) and abs(cell) < 10**15 else MARK
