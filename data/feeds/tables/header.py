"""Where the columns of a table stand: found by their labels, asserted where a position is declared."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.feeds.contract import FeedError
from data.feeds.tables.grid import Row, Sheet
from data.feeds.tables.spec import Column, File, label_of, labels_of
from data.feeds.tables.written import Cell, of_spec, squeezed

WITHIN_ROWS: Final = 25
_LETTERS: Final = re.compile(r"[A-Z]{1,2}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions of the columns, counted from 0, and the first row below the header."""

    columns: Mapping[Column, int]
    below: int
    """Index among the sheet's rows."""
    header: tuple[str, ...]
    """Labels of each column, from the top down, as one text."""
    titles: tuple[Row, ...]
    """Rows above the header."""

    @property
    def width(self) -> int:
        """Cells of the header's rows."""
        return len(self.header)


def letters(index: int) -> str:
    """`A` for 0, `AB` for 27."""
    return (chr(ord("A") + index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def position(text: str) -> int | None:
    """0 for `A`; None where it is no column of a sheet."""
    if not _LETTERS.fullmatch(text):
        return None
    index = 0
    for letter in text:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def find_layout(sheet: Sheet, file: File, columns: Sequence[Column]) -> Layout:
    """Find every column of the spec in the sheet's header.

    Raises:
        FeedError: no_table where no row has the labels; missing_column, duplicate_column or column_shifted with the
            label.
    """
    first = _header_index(sheet, file, columns)
    rows = [cells or () for _, cells in sheet.rows[first : first + file.header_rows]]
    if len(rows) < file.header_rows:
        raise FeedError("no_table")
    width = max((len(row) for row in rows), default=0)
    stacks = _stacks(rows, width)
    found = {column: _find(stacks, column) for column in columns}
    titles = tuple(cells for _, cells in sheet.rows[:first] if cells)
    texts = tuple(" ".join(text for text in _written(rows, index) if text) for index in range(width))
    return Layout(found, first + file.header_rows, texts, titles)


def _header_index(sheet: Sheet, file: File, columns: Sequence[Column]) -> int:
    if file.header != "find":
        index = next((i for i, (number, _) in enumerate(sheet.rows) if number >= file.header), None)
        if index is None:
            raise FeedError("no_table")
        return index
    tops = {of_spec(labels_of(column)[0]) for column in columns}
    shares = [len(tops & {squeezed(cell) for cell in cells or ()}) for _, cells in sheet.rows[:WITHIN_ROWS]]
    best = max(shares, default=0)
    if not best:
        # a header row that has none of the labels is named by the first that is missing
        raise FeedError("missing_column", label_of(columns[0])) if shares else FeedError("no_table")
    return shares.index(best)


def _stacks(rows: Sequence[Row], width: int) -> list[tuple[str, ...]]:
    """Labels above each column, from the top; a merged title counts for all columns to its right until the next."""
    lines = []
    for depth, row in enumerate(rows):
        texts, last = [], ""
        for cell in (*row, *[None] * (width - len(row))):
            text = squeezed(cell)
            last = text or last
            texts.append(text if depth == len(rows) - 1 else last)
        lines.append(texts)
    return [tuple(line[index] for line in lines) for index in range(width)]


def _written(rows: Sequence[Row], index: int) -> list[str]:
    cells = (cell_at(row, index) for row in rows)
    return [cell.strip() for cell in cells if isinstance(cell, str)]


def _find(stacks: Sequence[tuple[str, ...]], column: Column) -> int:
    wanted = [of_spec(label) for label in labels_of(column)]
    matches = [index for index, stack in enumerate(stacks) if _holds(stack, wanted)]
    expected = None if isinstance(column, str) or column.at is None else position(column.at)
    if expected is not None:
        if expected in matches:
            return expected
        raise FeedError("column_shifted" if matches else "missing_column", label_of(column))
    if len(matches) != 1:
        raise FeedError("duplicate_column" if matches else "missing_column", label_of(column))
    return matches[0]


def _holds(stack: tuple[str, ...], wanted: Sequence[str]) -> bool:
    """Whether the labels stand in the stack in this order."""
    rest = iter(stack)
    return all(any(label == text for text in rest) for label in wanted)


def cell_at(row: Row, index: int) -> Cell:
    """A cell; None beyond the end of the row."""
    return row[index] if index < len(row) else None
