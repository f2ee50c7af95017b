"""A table of named columns in a sheet: title lines above it, columns in any order, an HXL tag row below its header."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from data.feeds.cells import Cell, Sheet
from data.feeds.contract import FeedError
from data.feeds.firewall import refuse_personal
from data.feeds.office_sheet import table_rows
from data.feeds.reading import Fault, Reading
from data.feeds.reasons import FeedReason

_WITHIN_ROWS: Final = 25


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row below the header; `number` counts the rows of the sheet from 1."""

    number: int
    cells: Mapping[str, Cell]

    def fault(self, column: str | None, reason: FeedReason, redacted: str = "") -> Reading:
        """The whole row is not used."""
        return Reading(faults=(Fault(self.number, column, reason, redacted),))


def read_sheet_table(sheet: Sheet, columns: tuple[str, ...], known: Container[str]) -> tuple[SheetLine, ...] | None:
    """Rows of the table whose header names exactly these columns; None where the first one is nowhere named.

    Raises:
        FeedError: personal_column, unknown_column, missing_column or duplicate_column.
    """
    at = next((row for row, cells in enumerate(sheet[:_WITHIN_ROWS]) if columns[0] in map(_label, cells)), None)
    if at is None:
        return None
    refuse_personal(sheet[at], table_rows(sheet[at + 1 :]), known, columns)
    labels = _check_labels(sheet[at], columns)
    return tuple(_lines(sheet, at, labels))


def _lines(sheet: Sheet, at: int, labels: Mapping[int, str]) -> Iterator[SheetLine]:
    for number, row in enumerate(sheet[at + 1 :], start=at + 2):
        cells = {label: row[position] for position, label in labels.items()}
        given = [cell for cell in cells.values() if cell is not None]
        tags = number == at + 2 and all(isinstance(cell, str) and cell.startswith("#") for cell in given)
        if given and not tags:
            yield SheetLine(number, cells)


def _label(cell: Cell) -> str:
    return cell.strip().lower() if isinstance(cell, str) else ""


def _check_labels(header: tuple[Cell, ...], columns: tuple[str, ...]) -> Mapping[int, str]:
    names = {position: _label(cell) for position, cell in enumerate(header) if cell is not None}
    for position, name in names.items():
        if name not in columns:
            # by its position alone: the title of a column may be a person
            raise FeedError("unknown_column", str(position + 1))
    for column in columns:
        found = list(names.values()).count(column)
        if found != 1:
            raise FeedError("duplicate_column" if found else "missing_column", column)
    return names
