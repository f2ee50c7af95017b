"""Where a sheet keeps its table: labels at expected positions, in a header of one or two rows."""

import re
from dataclasses import dataclass
from typing import Final

from data.feeds.contract import FeedError
from data.feeds.sheet import Cell, Sheet

_WITHIN_ROWS: Final = 25
_NUMBERING: Final = re.compile(r"(№|n)(п/п)?")
_PLAIN_WORD: Final = re.compile(r"[А-Яа-яЁёІіЎў]{3,30}")
"""A label that may be named in a message: one word of letters."""


@dataclass(frozen=True, slots=True)
class Header:
    """Position of the table, counted from 0."""

    row: int
    column: int
    """Of the first label."""
    below: int
    """First row under the header."""


def squeeze(cell: Cell) -> str:
    """Text without blanks, line breaks and final dots, in lower case: what labels are compared by."""
    return re.sub(r"\s", "", cell).rstrip(".").lower() if isinstance(cell, str) else ""


def find_header(sheet: Sheet, labels: tuple[str, ...]) -> Header | None:
    """Find the table whose first label is `labels[0]` and check that the others follow in order.

    Labels may stand in the row of the first one or, below a merged group title, in the next.

    Returns:
        None where the first label does not occur in the first rows.

    Raises:
        FeedError: missing_column or column_shifted with the label; unknown_column.
    """
    wanted = [squeeze(label) for label in labels]
    for row, cells in enumerate(sheet[:_WITHIN_ROWS]):
        for column, cell in enumerate(cells):
            if squeeze(cell) == wanted[0]:
                depth = 2 if any(squeeze(below) in wanted for line in sheet[row + 1 : row + 2] for below in line) else 1
                _check_labels(sheet[row : row + depth], column, labels)
                _check_others(sheet[row : row + depth], column, len(labels))
                return Header(row, column, row + depth)
    return None


def _check_labels(rows: Sheet, first: int, labels: tuple[str, ...]) -> None:
    lines = [[squeeze(cell) for cell in row] for row in rows]
    for offset, label in enumerate(labels):
        text = squeeze(label)
        if not any(line[first + offset : first + offset + 1] == [text] for line in lines):
            raise FeedError("column_shifted" if any(text in line for line in lines) else "missing_column", label)


def _check_others(rows: Sheet, first: int, count: int) -> None:
    """Columns left and right of the table may only be empty; a running number on the left is usual."""
    for row in rows:
        left = [cell for cell in row[:first] if not _NUMBERING.fullmatch(squeeze(cell))]
        for cell in (*left, *row[first + count :]):
            name = "" if cell is None else str(cell).strip()
            if name:
                raise FeedError("unknown_column", name if _PLAIN_WORD.fullmatch(name) else "")
