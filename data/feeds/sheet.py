"""Cell values of a workbook from outside, within limits: size, packed size, parts, sheets, rows, columns."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import openpyxl

from data.feeds.contract import FeedError

MAX_UNPACKED: Final = 30_000_000
"""Bytes of all parts of the archive after unpacking."""
MAX_PARTS: Final = 500
MAX_SHEETS: Final = 10
MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 40

Cell = Any
"""None, text, number, bool, or a date or time: what the sheet holds."""
Sheet = tuple[tuple[Cell, ...], ...]


def read_sheets(body: bytes) -> tuple[Sheet, ...]:
    """Read the visible sheets of an XLSX workbook: stored values, never formulas; rows of equal length.

    Raises:
        FeedError: empty_body, html, not_xlsx or too_large.
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
    sizes = _part_sizes(body)
    if sizes is None:
        raise FeedError("not_xlsx")
    if len(sizes) > MAX_PARTS or sum(sizes) > MAX_UNPACKED:
        raise FeedError("too_large", str(MAX_UNPACKED))


def _part_sizes(body: bytes) -> tuple[int, ...] | None:
    """Declared sizes; the reader never unpacks more of a part than it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return tuple(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
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
