"""The firewall at a table's door: a column that looks personal is never read; it is named by its position alone."""

from collections.abc import Collection, Iterator

from data.feeds.contract import FeedError
from data.feeds.firewall import personal_columns
from data.feeds.reading import Fault, Reading
from data.feeds.tables.grid import Sheet
from data.feeds.tables.header import Layout, cell_at, letters


def guard(sheet: Sheet, layout: Layout, known: Collection[str]) -> Iterator[Reading]:
    """Look through all columns below the header; `known` holds texts of the spec and names of places.

    A column that the spec does not read is left out and its values are counted; no spec can switch this off.

    Raises:
        FeedError: personal_column with the position of a column that the spec reads.
    """
    rows = [row for _, row in sheet.rows[layout.below :] if row]
    read = set(layout.columns.values())
    for column in personal_columns(layout.header, rows, known):
        index = column.position - 1
        if index in read:
            raise FeedError("personal_column", column.detail)
        given = sum(cell_at(row, index) not in (None, "") for row in rows)
        yield Reading(faults=(Fault(None, letters(index), "personal_column"),), dropped=given)
