"""A file as sheets of rows, within limits: delimited text in its encoding, or a workbook; told apart by content."""

import csv
import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from data.feeds.contract import FeedError
from data.feeds.sheet import is_archive, read_sheets
from data.feeds.tables.spec import File
from data.feeds.tables.written import Cell

MAX_BODY: Final = 20_000_000
MAX_LINES: Final = 100_000
MAX_CELLS: Final = 2_000_000
MAX_COLUMNS: Final = 120
LONGEST_LINE: Final = 20_000
"""Characters; a longer line is no row of a table."""
JOINED: Final = 8
"""Lines that one quoted cell may run over."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; rows are numbered as people count them."""

    name: str
    rows: Sequence[tuple[int, Row | None]]
    """Ascending by number; None: the cells of the line cannot be told apart."""


def read_file(body: bytes, file: File) -> tuple[Sheet, ...]:
    """Read the sheets that the spec names, or all visible ones.

    Raises:
        FeedError: empty_body, html, too_large, too_many_rows, not_utf8, bad_encoding, wrong_delimiter, not_xlsx or
            no_table.
    """
    if len(body) > MAX_BODY:
        raise FeedError("too_large", str(MAX_BODY))
    if not body.strip():
        raise FeedError("empty_body")
    if is_archive(body):
        return _workbook(body, file)
    return (Sheet("", _lines(_decode(body, file), file)),)


def _decode(body: bytes, file: File) -> str:
    text = None
    # the decoder's error holds the body: ours is raised outside, so that it does not become its context
    with suppress(UnicodeError):
        text = body.decode("utf-8-sig" if file.encoding == "utf-8" else file.encoding)
    if text is None or "\0" in text[:4096]:
        raise FeedError("not_utf8" if file.encoding == "utf-8" else "bad_encoding")
    if not text.strip():
        raise FeedError("empty_body")
    if text.lstrip()[:1] == "<":
        raise FeedError("html")
    return text


def _lines(text: str, file: File) -> list[tuple[int, Row | None]]:
    # counted before anything is split: a file of nothing but line ends would take many times its size
    if text.count("\n") + text.count("\r") - text.count("\r\n") > MAX_LINES:
        raise FeedError("too_many_rows", str(MAX_LINES))
    if text.count(file.delimiter) > MAX_CELLS:
        raise FeedError("too_many_rows", str(MAX_CELLS))
    rows, lines, index = list[tuple[int, Row | None]](), _LINE_END.split(text), 0
    while index < len(lines):
        used = _lines_of_row(lines, index)
        whole = "\n".join(lines[index : index + used])
        if whole.strip():
            rows.append((index + 1, _cells(whole, file.delimiter)))
        index += used
    if len(rows) > 1 and all(cells is not None and len(cells) == 1 for _, cells in rows[:5]):
        others = [mark for mark in ",;\t|" if mark != file.delimiter and mark in str(rows[0][1])]
        if others:
            raise FeedError("wrong_delimiter")
    return rows


def _lines_of_row(lines: Sequence[str], index: int) -> int:
    """How many lines a row takes: more than one while a quoted cell is open; a quote that never closes takes one."""
    quotes = 0
    for used in range(1, JOINED + 1):
        if index + used > len(lines):
            break
        quotes += lines[index + used - 1].count('"')
        if quotes % 2 == 0:
            return used
    return 1


def _cells(text: str, delimiter: str) -> Row | None:
    if len(text) > LONGEST_LINE:
        return None
    try:
        cells = tuple(cell.strip() for cell in next(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)))
    except (csv.Error, StopIteration):
        return None
    return cells if len(cells) <= MAX_COLUMNS else None


def _workbook(body: bytes, file: File) -> tuple[Sheet, ...]:
    """The named sheets in the order of the spec, one that is missing refuses the file; else all visible ones."""
    sheets = read_sheets(body)
    by_name = {sheet.name.strip(): sheet for sheet in sheets}
    for name in file.sheets:
        if name not in by_name:
            raise FeedError("no_table", name)
    chosen = [by_name[name] for name in file.sheets] or [sheet for sheet in sheets if not sheet.hidden]
    return tuple(Sheet(sheet.name, tuple(enumerate(sheet.cells, start=1))) for sheet in chosen)
