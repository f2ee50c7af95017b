"""One report, three carriers: a workbook as XLSX or ODS, or the same sheet saved as text; and its cells as values."""

import re
from datetime import date, datetime
from typing import Final

from data.domain.observation import Metric
from data.feeds.cells import Cell, NamedSheet, Sheet
from data.feeds.reading import CellError, admit
from data.feeds.sheet import is_archive, read_sheets
from data.feeds.text_sheet import read_text_sheet

TOTALS: Final = ("итого", "всего", "в том числе", "усяго", "разам", "у тым ліку")
"""Beginnings of rows that repeat what others say, in lower case."""
_OLD_BINARY: Final = b"\xd0\xcf\x11\xe0"
"""XLS and encrypted XLSX."""
_NOT_GIVEN: Final = frozenset({"", "-", "–", "—"})
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:[.,]\d{1,9})?", re.ASCII)
_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(20\d{2})", re.ASCII)


def visible_sheets(body: bytes) -> tuple[NamedSheet, ...]:
    """The sheets that whoever opens the file sees; told apart by content, never by a name.

    Raises:
        FeedError: empty_body, html, not_xlsx, not_text, too_large or too_many_rows.
    """
    if is_archive(body) or body.startswith(_OLD_BINARY):
        return tuple(sheet for sheet in read_sheets(body) if not sheet.hidden)
    return (read_text_sheet(body),)


def table_rows(rows: Sheet) -> Sheet:
    """Rows with at least three cells: signatures and notes below a table name persons, as they may."""
    return tuple(row for row in rows if sum(cell is not None for cell in row) > 2)


def bare(text: str) -> str:
    """Digits without the blanks between thousands, also narrow and no-break ones."""
    return re.sub(r"\s", "", text).replace("−", "-")


def is_number(cell: Cell) -> bool:
    """Tell whether a cell holds a number, also one written as text."""
    if isinstance(cell, str):
        return _NUMBER.fullmatch(bare(cell)) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def cell_number(cell: Cell, metric: Metric) -> float | None:
    """Read a number, also as text with decimal comma; blank or a dash is not given.

    Raises:
        CellError: bad_number, not_whole or out_of_bounds.
    """
    if cell is None or (isinstance(cell, str) and bare(cell) in _NOT_GIVEN):
        return None
    if isinstance(cell, str) and _NUMBER.fullmatch(bare(cell)):
        return admit(float(bare(cell).replace(",", ".")), metric)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return admit(cell, metric)
    raise CellError("bad_number")


def cell_text(cell: Cell) -> str:
    """Text without blanks around it; empty for anything else."""
    return cell.strip() if isinstance(cell, str) else ""


def cell_day(cell: Cell) -> date:
    """Read a calendar day: a date cell, `2026-11-17` or `17.11.2026`; day and month are never guessed.

    Raises:
        CellError: bad_time.
    """
    try:
        if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
            return cell.date()
        if isinstance(cell, date) and not isinstance(cell, datetime):
            return cell
        text = cell_text(cell)
        written = _DAY.fullmatch(text)
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CellError("bad_time")
