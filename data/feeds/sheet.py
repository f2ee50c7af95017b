"""Sheets of a workbook from outside, XLSX or ODS, told apart by content; within limits of size, parts and cells."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import openpyxl

from data.feeds.cells import (
    ERROR,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Cell,
    NamedSheet,
    Sheet,
    checked,
    plain,
    squared,
)
from data.feeds.contract import FeedError
from data.feeds.ods import read_content

__all__ = ["Cell", "NamedSheet", "Sheet", "archive_fault", "is_archive", "read_sheets"]

MAX_BODY: Final = 10_000_000
"""Bytes as they come."""
MAX_UNPACKED: Final = 8_000_000
"""Bytes of all parts of the archive after unpacking."""
MAX_MARKS: Final = 200_000
"""Opening brackets in all parts: some 50,000 cells. The reader makes objects of them, many times their size."""
MAX_STYLE_MARKS: Final = 20_000
"""The same in parts other than sheets and their texts, of which the reader makes larger objects."""
MAX_ATTRIBUTES: Final = 500_000
"""Equal signs in all parts."""
MAX_IN_A_TAG: Final = 1_000
"""The same from one opening bracket to the next."""
MAX_PARTS: Final = 500

_CONTENT: Final = re.compile(r"(?:^|/)(?:worksheets/[^/]+|sharedStrings[^/]*)\.xml$|^content\.xml$", re.IGNORECASE)
"""Parts that hold rows and their texts."""
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Other methods unpack whole blocks at once, or take as much memory as the file asks for."""
_ENTRY: Final = b"PK\x01\x02"
_DECLARED: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS: Final = frozenset({b"utf-8", b"utf-16", b"us-ascii"})
"""In these an opening bracket is the byte that is counted; in others it may be a letter."""
_ODS: Final = "content.xml"
_XLSX: Final = "[Content_Types].xml"
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, KeyError, IndexError)


def is_archive(body: bytes) -> bool:
    """Tell whether a body is an archive, whole or damaged, as workbooks are."""
    return body.startswith(b"PK")


def read_sheets(body: bytes) -> tuple[NamedSheet, ...]:
    """Read the sheets of a workbook, hidden ones marked: stored values, never formulas.

    Raises:
        FeedError: empty_body, html, not_xlsx, too_large or too_many_rows.
    """
    if not body:
        raise FeedError("empty_body")
    if len(body) > MAX_BODY:
        raise FeedError("too_large", str(MAX_BODY))
    if body.lstrip()[:1] == b"<":
        raise FeedError("html")
    fault = archive_fault(body)
    if fault is not None:
        raise FeedError(*fault)
    sheets = _read_ods(body) if _is_ods(body) else _read_xlsx(body)
    if sheets is None:
        raise FeedError("not_xlsx")
    return checked(sheets)


def archive_fault(body: bytes) -> tuple[str, str] | None:
    """Why an archive is not read; returned, since the errors of the archive's reader name its parts.

    Declared sizes hold: the reader never unpacks more of a part than it declares.
    """
    if body.count(_ENTRY) > MAX_PARTS:
        return "too_large", str(MAX_UNPACKED)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                return "too_large", str(MAX_UNPACKED)
            if any(part.compress_type not in _PACKINGS for part in parts):
                return "not_xlsx", ""
            marks = {part.filename: _marks(archive.read(part)) for part in parts}
    except _DAMAGED:
        return "not_xlsx", ""
    tags, attributes = (sum(counts) for counts in zip(*marks.values(), strict=True)) if marks else (0, 0)
    others = sum(count for name, (count, _) in marks.items() if not _CONTENT.search(name))
    if tags > MAX_MARKS or others > MAX_STYLE_MARKS or attributes > MAX_ATTRIBUTES:
        return "too_many_rows", str(MAX_MARKS)
    return None


def _marks(part: bytes) -> tuple[int, int]:
    """Opening brackets and equal signs of a part.

    Raises:
        ValueError: in an encoding in which they cannot be counted, or too many in one tag.
    """
    declared = _DECLARED.match(part)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise ValueError("encoding")
    if part.count(b"=") > MAX_IN_A_TAG and any(tag.count(b"=") > MAX_IN_A_TAG for tag in part.split(b"<")):
        raise ValueError("tag")
    return part.count(b"<"), part.count(b"=")


def _is_ods(body: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
    return _ODS in names and _XLSX not in names


def _read_ods(body: bytes) -> tuple[NamedSheet, ...] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(_ODS) as content:
            return read_content(content)
    except _DAMAGED:
        return None


def _read_xlsx(body: bytes) -> tuple[NamedSheet, ...] | None:
    # the library raises whatever it stumbles on in a damaged file, and its errors may quote cells
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = tuple(_read_workbook(body))
    except Exception:  # noqa: BLE001
        return None
    return tuple(NamedSheet(name, squared(rows), hidden) for name, rows, hidden in found)


def _read_workbook(body: bytes) -> Iterator[tuple[str, list[tuple[Cell, ...]], bool]]:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets[:MAX_SHEETS]:
            sheet.reset_dimensions()  # what the file claims about its own size is not believed
            rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
            yield str(sheet.title), [tuple(map(_cell, row)) for row in rows], sheet.sheet_state != "visible"
    finally:
        book.close()


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | int | float | datetime | date | time | timedelta):
        return value
    return plain(value) if isinstance(value, str) else ERROR
