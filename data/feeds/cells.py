"""Cells and sheets as every spreadsheet reader gives them, whatever the carrier, and the limits that hold for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final

from data.feeds.contract import FeedError

MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 64
"""Columns further right are not read."""
MAX_SHEETS: Final = 20
MAX_CELLS: Final = 300_000
"""Of all sheets together, blank ones within a table included."""
_ERRORS: Final = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#N/D"})


class ErrorCell(Enum):
    """A cell whose formula failed, or whose stored value contradicts its declared kind: a bad value, not a blank."""

    ERROR = "error"


ERROR: Final = ErrorCell.ERROR
Cell = str | bool | int | float | datetime | date | time | timedelta | ErrorCell | None
"""None is blank. Dates of XLSX are datetimes at midnight; times beyond a day are timedeltas."""
Sheet = tuple[tuple[Cell, ...], ...]
"""Rows of equal length, without blank ones at the end."""


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """One sheet of a workbook."""

    name: str
    """As its writer named it; to be compared, never repeated."""
    cells: Sheet
    hidden: bool = False


def plain(text: str) -> Cell:
    """A text cell: blank is None, the code of a failed formula an error."""
    if not text.strip():
        return None
    return ERROR if text.strip().upper() in _ERRORS or text.strip().startswith("Err:") else text


def squared(rows: Sequence[tuple[Cell, ...]]) -> Sheet:
    """Rows of equal length, up to the last cell and row that hold anything.

    Raises:
        FeedError: too_many_rows, where the table goes on below MAX_ROWS.
    """
    widths = [_width(row) for row in rows]
    height = max((number for number, width in enumerate(widths, start=1) if width), default=0)
    width = max(widths, default=0)
    if height > MAX_ROWS or height * width > MAX_CELLS:
        raise FeedError("too_many_rows", str(MAX_ROWS))
    return tuple((*row[:width], *[None] * (width - len(row))) for row in rows[:height])


def checked(sheets: tuple[NamedSheet, ...]) -> tuple[NamedSheet, ...]:
    """The sheets, if they are not too much together.

    Raises:
        FeedError: too_many_rows.
    """
    if sum(len(sheet.cells) * len(sheet.cells[0]) for sheet in sheets if sheet.cells) > MAX_CELLS:
        raise FeedError("too_many_rows", str(MAX_CELLS))
    return sheets


def _width(row: tuple[Cell, ...]) -> int:
    return next((len(row) - back for back, cell in enumerate(reversed(row)) if cell is not None), 0)
