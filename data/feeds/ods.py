"""Sheets of an OpenDocument spreadsheet: typed values, never the displayed text; repeats within limits.

The document is parsed as a stream and no tree is built, so memory follows the limits and not the file.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import IO, Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from data.feeds.cells import ERROR, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Cell, NamedSheet, plain, squared

_NS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TABLE, _TEXT, _STYLE = (_NS % name for name in ("office", "table", "text", "style"))
_CHUNK: Final = 65_536
_MOST_BLANKS: Final = 100
_WHOLE: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_DURATION: Final = re.compile(r"(-?)PT(\d{1,6})H(\d{1,2})M(\d{1,2})(?:[.,]\d{1,9})?S", re.ASCII)
_NOT_CONTENT: Final = frozenset({_OFFICE + "annotation", _TABLE + "table", _TEXT + "tracked-changes"})
"""Inside a cell: comments, tables of their own."""


def read_content(content: IO[bytes]) -> tuple[NamedSheet, ...] | None:
    """Read `content.xml`; None where it is no spreadsheet.

    Raises:
        FeedError: too_many_rows.
    """
    reader = _Reader()
    parser = XMLParser(target=reader, forbid_dtd=True)
    try:
        while chunk := content.read(_CHUNK):
            parser.feed(chunk)
        parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return tuple(reader.sheets) if reader.is_spreadsheet else None


class _Reader:
    """Receives the elements of the document one after the other."""

    def __init__(self) -> None:
        self.sheets: list[NamedSheet] = []
        self.is_spreadsheet = False
        self._path: list[str] = []
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._table: _Table | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        parent = self._path[-1] if self._path else ""
        self._path.append(tag)
        if self._table is not None:
            self._table.start(tag, attributes)
        elif tag == _OFFICE + "spreadsheet":
            self.is_spreadsheet = True
        elif tag == _TABLE + "table" and parent == _OFFICE + "spreadsheet" and len(self.sheets) < MAX_SHEETS:
            hidden = attributes.get(_TABLE + "style-name", "") in self._hidden_styles
            self._table = _Table(attributes.get(_TABLE + "name", ""), hidden=hidden, depth=len(self._path))
        elif tag == _STYLE + "style":
            self._style = attributes.get(_STYLE + "name", "")
        elif tag == _STYLE + "table-properties" and attributes.get(_TABLE + "display") == "false":
            self._hidden_styles.add(self._style)

    def end(self, tag: str) -> None:
        """An element ends."""
        depth = len(self._path)
        self._path.pop()
        if self._table is None:
            return
        if depth > self._table.depth:
            self._table.end(tag)
            return
        if not self._table.is_a_copy:
            self.sheets.append(self._table.sheet())
        self._table = None

    def data(self, text: str) -> None:
        """Text of the innermost element."""
        if self._table is not None:
            self._table.data(text)


class _Table:
    """One table while its elements come in."""

    def __init__(self, name: str, *, hidden: bool, depth: int) -> None:
        self.depth = depth
        self.is_a_copy = False
        """What the document remembers of a table in another file."""
        self._name = name
        self._hidden = hidden
        self._rows: list[tuple[Cell, ...]] = []
        self._row: list[Cell] = []
        self._row_repeat = 1
        self._cell: Mapping[str, str] | None = None
        self._texts: list[str] = []
        self._skipped = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or (self._cell is not None and tag in _NOT_CONTENT):
            self._skipped += 1
        elif self._cell is not None:
            self._start_text(tag, attributes)
        elif tag == _TABLE + "table-row":
            self._row, self._row_repeat = [], _repeat(attributes, "number-rows-repeated", MAX_ROWS + 1)
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._cell, self._texts = attributes, []
        elif tag == _TABLE + "table-source":
            self.is_a_copy = True

    def _start_text(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _TEXT + "s":
            self._texts.append(" " * _repeat(attributes, "c", _MOST_BLANKS, _TEXT))
        elif tag in (_TEXT + "line-break", _TEXT + "tab") or (tag == _TEXT + "p" and self._texts):
            self._texts.append("\n")

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._cell is not None and tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            covered = tag == _TABLE + "covered-table-cell"
            value = None if covered else _value(self._cell, "".join(self._texts))
            room = max(MAX_COLUMNS - len(self._row), 0)
            self._row += [value] * min(_repeat(self._cell, "number-columns-repeated", MAX_COLUMNS), room)
            self._cell = None
        elif self._cell is None and tag == _TABLE + "table-row":
            room = max(MAX_ROWS + 1 - len(self._rows), 0)
            self._rows += [tuple(self._row)] * min(self._row_repeat, room)
            self._row = []

    def data(self, text: str) -> None:
        if self._cell is not None and not self._skipped:
            self._texts.append(text)

    def sheet(self) -> NamedSheet:
        return NamedSheet(self._name, squared(self._rows), self._hidden)


def _repeat(attributes: Mapping[str, str], name: str, most: int, space: str = _TABLE) -> int:
    text = attributes.get(space + name, "1")
    if not _WHOLE.fullmatch(text):
        return most if text.isdecimal() else 1
    return min(max(int(text), 1), most)


def _value(attributes: Mapping[str, str], text: str) -> Cell:
    """The value of a cell; what it shows counts for texts only."""
    kind = attributes.get(_OFFICE + "value-type", "")
    if any(name.endswith("}value-type") and value == "error" for name, value in attributes.items()):
        return ERROR
    if kind in ("", "string"):
        return plain(attributes.get(_OFFICE + "string-value", text))
    name, read = _KINDS.get(kind, ("", None))
    if read is not None:
        with suppress(ValueError, OverflowError):
            return read(attributes.get(_OFFICE + name, ""))
    return ERROR


def _number(text: str) -> Cell:
    return int(text) if _WHOLE.fullmatch(text) else float(text)


def _day_or_moment(text: str) -> Cell:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _clock(text: str) -> Cell:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(_DURATION.pattern)
    hours, minutes, seconds = (int(part) for part in match.groups()[1:])
    if not match[1] and hours < 24:
        return time(hours, minutes, seconds)
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] else length


def _truth(text: str) -> Cell:
    if text not in {"true", "false"}:
        raise ValueError(_OFFICE)
    return text == "true"


_KINDS: Final[Mapping[str, tuple[str, Callable[[str], Cell]]]] = {
    "float": ("value", _number),
    "percentage": ("value", _number),
    "currency": ("value", _number),
    "date": ("date-value", _day_or_moment),
    "time": ("time-value", _clock),
    "boolean": ("boolean-value", _truth),
}
