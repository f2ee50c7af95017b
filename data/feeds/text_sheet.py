"""A sheet that an office saved as text: comma, semicolon or tab between cells, UTF-8 or cp1251."""

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from data.feeds.cells import ERROR, MAX_COLUMNS, MAX_ROWS, Cell, NamedSheet, plain, squared
from data.feeds.contract import FeedError

MAX_BODY: Final = 4_000_000
"""Bytes; a longer text is no sheet that an office keeps."""
LONGEST_LINE: Final = 10_000
MOST_JOINED: Final = 5
"""Lines that one row may take, since header cells hold line breaks; a stray quote costs no more than its own line."""
_DELIMITERS: Final = (";", ",", "\t")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_QUOTED: Final = re.compile(r'"[^"]*"')
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SOME: Final = 200_000
"""Characters by which the delimiter is found."""


def read_text_sheet(body: bytes) -> NamedSheet:
    """Read a sheet of text cells; the delimiter is the one that occurs most outside quotation marks.

    Raises:
        FeedError: empty_body, html, not_text, too_large or too_many_rows.
    """
    if len(body) > MAX_BODY:
        raise FeedError("too_large", str(MAX_BODY))
    lines = _LINE_END.split(_decode(body))
    if len(lines) > MOST_JOINED * MAX_ROWS:
        raise FeedError("too_many_rows", str(MAX_ROWS))
    delimiter = _delimiter("\n".join(lines)[:_SOME])
    return NamedSheet("", squared([_row(line, delimiter) for line in _joined(lines)]))


def _decode(body: bytes) -> str:
    text = None
    # the decoder's error holds the body: ours is raised outside, so that it does not become its context
    for encoding in ("utf-8-sig", "cp1251"):
        if text is None and not _CONTROL.search(body):
            with suppress(UnicodeDecodeError):
                text = body.decode(encoding)
    if text is None:
        raise FeedError("not_text")
    if not text.strip():
        raise FeedError("empty_body")
    if text.lstrip().startswith("<"):
        raise FeedError("html")
    return text


def _delimiter(text: str) -> str:
    bare = _QUOTED.sub("", text)
    return max(_DELIMITERS, key=bare.count)


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines, those put together over which a quoted cell runs."""
    number = 0
    while number < len(lines):
        taken, quotes = 1, lines[number].count('"')
        while quotes % 2 and taken < MOST_JOINED and number + taken < len(lines):
            quotes += lines[number + taken].count('"')
            taken += 1
        taken = 1 if quotes % 2 else taken
        yield "\n".join(lines[number : number + taken])
        number += taken


def _row(line: str, delimiter: str) -> tuple[Cell, ...]:
    if len(line) > LONGEST_LINE:
        return (ERROR,)
    try:
        cells = next(csv.reader(line.splitlines(keepends=True) or [""], delimiter=delimiter, strict=False))
    except csv.Error:
        return (ERROR,)
    return tuple(plain(cell.strip()) for cell in cells[:MAX_COLUMNS])
