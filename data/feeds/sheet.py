"""Cell values of a workbook from outside, within limits: size, packed size, parts, sheets, rows, columns."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

import openpyxl

from data.feeds.contract import FeedError

MAX_UNPACKED: Final = 8_000_000
"""Bytes of all parts of the archive after unpacking."""
MAX_MARKS: Final = 200_000
"""Opening brackets in all parts: some 50,000 cells. The reader makes objects of them, many times their size."""
MAX_STYLE_MARKS: Final = 20_000
"""The same in parts other than sheets and their texts, of which the reader makes larger objects."""
MAX_PARTS: Final = 500
MAX_SHEETS: Final = 10
MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 40

_CONTENT: Final = re.compile(r"(?:^|/)(?:worksheets/[^/]+|sharedStrings[^/]*)\.xml$", re.IGNORECASE)
"""Parts that hold rows and their texts."""

Cell = Any
"""None, text, number, bool, or a date or time: what the sheet holds."""
Sheet = tuple[tuple[Cell, ...], ...]


def read_sheets(body: bytes) -> tuple[Sheet, ...]:
    """Read the visible sheets of an XLSX workbook: stored values, never formulas; rows of equal length.

    Raises:
        FeedError: empty_body, html, not_xlsx, too_large or too_many_rows.
    """
    if not body:
        raise FeedError("empty_body")
    if body.lstrip()[:1] == b"<":
        raise FeedError("html")
    _check_archive(body)
    sheets = _read(body)
    if sheets is None:
        raise FeedError("not_xlsx")
    return sheets


def _check_archive(body: bytes) -> None:
    fault = _fault_of(body)
    if fault is not None:
        raise FeedError(*fault)


def _fault_of(body: bytes) -> tuple[str, str] | None:
    """Why an archive is not read; returned, since the errors of the archive's reader name its parts.

    Declared sizes hold: the reader never unpacks more of a part than it declares.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                return "too_large", str(MAX_UNPACKED)
            marks = {part.filename: archive.read(part).count(b"<") for part in parts}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return "not_xlsx", ""
    others = sum(count for name, count in marks.items() if not _CONTENT.search(name))
    if sum(marks.values()) > MAX_MARKS or others > MAX_STYLE_MARKS:
        return "too_many_rows", str(MAX_MARKS)
    return None


def _read(body: bytes) -> tuple[Sheet, ...] | None:
    # the library raises whatever it stumbles on in a damaged file, and its errors may quote cells
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(_read_workbook(body))
    except Exception:  # noqa: BLE001
        return None


def _read_workbook(body: bytes) -> Iterator[Sheet]:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible[:MAX_SHEETS]:
            sheet.reset_dimensions()  # what the file claims about its own size is not believed
            rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
            yield tuple((*row, *[None] * (MAX_COLUMNS - len(row))) for row in rows)
    finally:
        book.close()
