"""Where a sheet keeps its table: labels at expected positions, in a header of one or two rows."""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from data.feeds.cells import Cell, Sheet
from data.feeds.contract import FeedError
from data.feeds.firewall import refuse_personal
from data.feeds.office_sheet import table_rows

_WITHIN_ROWS: Final = 25
_NUMBERING: Final = re.compile(r"(№|n)(п/п)?")


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


def find_header(sheet: Sheet, labels: tuple[str, ...], known: Container[str] = frozenset()) -> Header | None:
    """Find the table whose first label is `labels[0]` and check that the others follow in order.

    Labels may stand in the row of the first one or, below a merged group title, in the next. `known` holds names and
    ids that are no persons'.

    Returns:
        None where the first label does not occur in the first rows.

    Raises:
        FeedError: missing_column or column_shifted with the label; personal_column; unknown_column.
    """
    wanted = [squeeze(label) for label in labels]
    for row, cells in enumerate(sheet[:_WITHIN_ROWS]):
        for column, cell in enumerate(cells):
            if squeeze(cell) == wanted[0]:
                depth = 2 if any(squeeze(below) in wanted for line in sheet[row + 1 : row + 2] for below in line) else 1
                refuse_personal(_titles(sheet[row : row + depth]), table_rows(sheet[row + depth :]), known)
                _check_labels(sheet[row : row + depth], column, labels)
                _check_others(sheet[row : row + depth], column, len(labels))
                return Header(row, column, row + depth)
    return None


def _titles(rows: Sheet) -> tuple[str, ...]:
    """Titles of the columns, of one row or two."""
    return tuple(" ".join(cell for cell in cells if isinstance(cell, str)) for cells in zip(*rows, strict=True))


def _check_labels(rows: Sheet, first: int, labels: tuple[str, ...]) -> None:
    lines = [[squeeze(cell) for cell in row] for row in rows]
    for offset, label in enumerate(labels):
        text = squeeze(label)
        if not any(line[first + offset : first + offset + 1] == [text] for line in lines):
            raise FeedError("column_shifted" if any(text in line for line in lines) else "missing_column", label)


def _check_others(rows: Sheet, first: int, count: int) -> None:
    """Columns left and right of the table may only be empty; a running number on the left is usual."""
    for row in rows:
        for position, cell in enumerate(row, 1):
            beside = position <= first or position > first + count
            numbering = position <= first and _NUMBERING.fullmatch(squeeze(cell))
            if beside and not numbering and cell is not None and str(cell).strip():
                # by its position alone: the title of a column may be a person
                raise FeedError("unknown_column", str(position))
