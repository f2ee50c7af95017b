"""What no tabular report may carry: columns that look personal, by header or by content; and rows made harmless."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from data.feeds.cells import Cell
from data.feeds.contract import FeedError
from data.feeds.personal import LONGEST_CELL, looks_personal
from data.feeds.personal_words import LONGEST_HEADER, NEUTRAL, PHRASES, PersonalKind, fold
from data.feeds.redaction import MOMENT, is_redacted, is_small, known_ids, redact, text_of

__all__ = [
    "PersonalColumn",
    "is_column_detail",
    "is_redacted",
    "kind_by_content",
    "kind_by_header",
    "known_ids",
    "personal_columns",
    "redact",
    "refuse_personal",
]

FEWEST: Final = 3
"""Values of a column that must look personal before its content is judged."""
SHARE: Final = 0.3
"""Of the values that are given."""
_SCANNED: Final = 300
"""Values of a column that are looked at, evenly spread."""
_MOST_LETTERS: Final = 6_000
"""Characters of a column that are looked at: of long texts fewer, for patterns take their time for each."""
_LONGEST_SCAN: Final = 1_000
"""Characters of a cell; a longer one is taken for personal without looking."""
_OVERLAP: Final = 40
"""Of the parts in which a long cell is looked at."""
_LONGEST_ENDING: Final = 4
"""Letters that a word may have beyond a beginning of ours and still be named."""
_OUR_ID: Final = re.compile(r"BY-[A-Z]{2,3}(?:-\d{2})?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
"""Crossing points, oblasts, checkpoints: they look like plates."""
_POINT: Final = re.compile(r"-?\d{1,3}[.,]\d{3,20}\s{0,3}[,; ]\s{0,3}-?\d{1,3}[.,]\d{3,}", re.ASCII)
_STREET: Final = re.compile(
    r"(?:^|[\s,])(?:ул|вул|пр-т|просп|пер|бул|кв|ul|al|os|street|str|улица|вуліца|ulica|вулиця)\b\.?\s{0,3}\S.{0,60}\d"
    r"|\d\s{1,3}\w{1,40}\s{1,3}street\b",
    re.IGNORECASE,
)
_LATITUDES: Final = (49.0, 61.0)
_LONGITUDES: Final = (14.0, 41.0)
_DETAIL: Final = re.compile(r"(\d{1,3})(?: ([\w .№-]{2,60}))?")


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that no report may carry."""

    position: int
    """From 1."""
    kind: PersonalKind
    by: Literal["header", "content"]
    name: str = ""
    """Its header, where it consists of words of ours alone."""

    @property
    def detail(self) -> str:
        """Position, and the name where it is harmless."""
        return f"{self.position} {self.name}".strip()


def personal_columns(
    header: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    known: Container[str] = frozenset(),
    ours: Container[str] = frozenset(),
) -> tuple[PersonalColumn, ...]:
    """Columns that look personal; `known` holds ids and names of ours, `ours` columns that may be named.

    A column `name` in which every value is known is no personal one.
    """
    columns = [[row[position] if position < len(row) else None for row in rows] for position in range(len(header))]
    found = [
        _judge(number, title, cells, known, ours)
        for number, (title, cells) in enumerate(zip(header, columns, strict=True), 1)
    ]
    return tuple(
        sorted((*(column for column in found if column), *_points(columns)), key=lambda column: column.position)
    )


def refuse_personal(
    header: Sequence[Cell],
    rows: Sequence[Sequence[Cell]],
    known: Container[str] = frozenset(),
    ours: Container[str] = frozenset(),
) -> None:
    """Refuse a table with a personal column.

    Raises:
        FeedError: personal_column, with the position of the first one and its name where that is harmless.
    """
    found = personal_columns(header, rows, known, ours)
    if found:
        raise FeedError("personal_column", found[0].detail)


def _judge(
    number: int, title: Cell, cells: Sequence[Cell], known: Container[str], ours: Container[str]
) -> PersonalColumn | None:
    given = _given(cells)
    kind = kind_by_header(title) if isinstance(title, str) else None
    all_known = bool(given) and all(isinstance(cell, str) and cell.strip() in known for cell in given)
    if kind is not None and not (kind == "name" and all_known):
        return PersonalColumn(number, kind, "header", harmless_name(title, ours))
    kind = kind_by_content(given, known)
    return None if kind is None else PersonalColumn(number, kind, "content", harmless_name(title, ours))


def _given(cells: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in cells if not (cell is None or cell == "")]


def kind_by_header(header: str) -> PersonalKind | None:
    """What a column of this name holds, if that is personal; an overlong header is taken for a person's."""
    if len(header) > LONGEST_HEADER:
        return "person"
    words = fold(header)
    for kind, phrases in _phrases().items():
        if any(_occurs(phrase, words, whole=whole) for phrase, whole in phrases):
            return kind
    return None


def kind_by_content(cells: Iterable[Cell], known: Container[str] = frozenset()) -> PersonalKind | None:
    """What the given values of a column look like: a share of them at least, and not just one or two."""
    values = list(cells)
    texts = [text_of(cell) for cell in values[:: len(values) // _SCANNED + 1]]
    texts = texts[:: sum(min(len(text), _LONGEST_SCAN) for text in texts) // _MOST_LETTERS + 1]
    kinds = [kind for kind in (_kind_of(text, known) for text in texts) if kind]
    if len(kinds) < FEWEST or len(kinds) < SHARE * len(texts):
        return None
    return max(sorted(set(kinds)), key=kinds.count)


def _kind_of(text: str, known: Container[str]) -> PersonalKind | None:
    if text in known or _OUR_ID.fullmatch(text) or MOMENT.fullmatch(text) or is_small(text):
        return None
    if len(text) > _LONGEST_SCAN:
        return "person"
    if _POINT.search(text):
        return "coordinates"
    if _STREET.search(text):
        return "address"
    parts = (text[at : at + LONGEST_CELL] for at in range(0, max(len(text), 1), LONGEST_CELL - _OVERLAP))
    return "person" if any(map(looks_personal, parts)) else None


def _points(columns: Sequence[Sequence[Cell]]) -> Iterator[PersonalColumn]:
    """Two columns of fine numbers, one within our latitudes and one within our longitudes, are positions."""
    if not any(_within(cells, _LATITUDES) for cells in columns):
        return
    for number, cells in enumerate(columns, start=1):
        if _within(cells, _LONGITUDES) and not _within(cells, _LATITUDES):
            yield PersonalColumn(number, "coordinates", "content")


def _within(cells: Sequence[Cell], bounds: tuple[float, float]) -> bool:
    values = [_fine(cell) for cell in _given(cells)]
    return len(values) >= FEWEST and all(value is not None and bounds[0] <= value <= bounds[1] for value in values)


def _fine(cell: Cell) -> float | None:
    """A number with at least three decimals."""
    text = text_of(cell).replace(",", ".")
    whole, dot, decimals = text.partition(".")
    is_fine = (
        dot and whole.lstrip("-").isdecimal() and decimals.isdecimal() and len(whole) <= 4 and 3 <= len(decimals) <= 20
    )
    return float(text) if is_fine else None


def harmless_name(header: Cell, ours: Container[str] = frozenset()) -> str:
    """A header that may be named in a message: one of `ours`, or made of words of ours alone; else nothing."""
    if not isinstance(header, str) or not 0 < len(header.strip()) <= 60:
        return ""
    name = " ".join(header.split())
    if name.lower() in ours:
        return name.lower()
    words = fold(name)
    is_ours = all(any(_is_form(word, one) for one in _vocabulary()) for word in words)
    return name if words and is_ours and _DETAIL.fullmatch(f"1 {name}") else ""


def is_column_detail(detail: str, ours: Container[str] = frozenset()) -> bool:
    """Tell whether a text can be the detail of `personal_column`."""
    match = _DETAIL.fullmatch(detail)
    return match is not None and (match[2] is None or harmless_name(match[2], ours) == match[2])


def _fits(word: str, pattern: str) -> bool:
    """`beginning*` or the whole word."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _is_form(word: str, pattern: str) -> bool:
    """Fits, with no more than an ending behind a beginning."""
    return _fits(word, pattern) and len(word) <= len(pattern) + _LONGEST_ENDING


def _occurs(phrase: Sequence[str], words: Sequence[str], *, whole: bool) -> bool:
    if whole:
        return len(words) == len(phrase) and all(map(_fits, words, phrase))
    starts = range(len(words) - len(phrase) + 1)
    return any(all(map(_fits, words[start : start + len(phrase)], phrase)) for start in starts)


@cache
def _phrases() -> dict[PersonalKind, tuple[tuple[tuple[str, ...], bool], ...]]:
    return {kind: tuple(_phrase(part) for part in text.split("|")) for kind, text in PHRASES.items()}


def _phrase(text: str) -> tuple[tuple[str, ...], bool]:
    bare = text.strip()
    return tuple(_pattern(word) for word in bare.lstrip("=").split()), bare.startswith("=")


def _pattern(word: str) -> str:
    return "".join(fold(word)) + ("*" if word.endswith("*") else "")


@cache
def _vocabulary() -> Collection[str]:
    words = {word for phrases in _phrases().values() for phrase, _ in phrases for word in phrase}
    return words | {_pattern(word) for word in NEUTRAL.split()}
