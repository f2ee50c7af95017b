"""From the rows of a sheet to observations: filters, places, times, numbers; one bad cell costs that cell."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from data.domain.observation import Metric
from data.feeds.personal import looks_personal
from data.feeds.reading import CellError, Fault, Period, Reading, admit, join
from data.feeds.reasons import FeedReason
from data.feeds.redaction import redact
from data.feeds.tables.grid import Row, Sheet
from data.feeds.tables.header import Layout, cell_at
from data.feeds.tables.placing import Placing
from data.feeds.tables.spec import Column, Spec, Value, label_of
from data.feeds.tables.timing import TimeError, Timing
from data.feeds.tables.written import Cell, of_spec, read_number, squeezed


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet with all that is needed to read its rows."""

    spec: Spec
    metrics: Mapping[str, Metric]
    layout: Layout
    placing: Placing
    timing: Timing
    unit: str
    """The feed's own name: the unit of places that do not report for themselves."""
    speaking: frozenset[str]
    """Places that report for themselves."""
    shown: Container[str]
    """Ids that redacted rows may show."""


def read_rows(table: Table, sheet: Sheet) -> Iterator[Reading]:
    """Read every row below the header."""
    rules = table.spec.rows
    for number, cells in sheet.rows[table.layout.below :]:
        if (rules.first and number < rules.first) or (cells is not None and not any(_filled(c) for c in cells)):
            continue
        if (rules.last and number > rules.last) or (cells is not None and _ends(table, cells)):
            break
        if cells is None:
            yield _fault(number, None, "bad_row")
        else:
            yield _shown(table, cells, _read_row(table, number, cells))


def _shown(table: Table, cells: Row, reading: Reading) -> Reading:
    """Faults of a row, with the row as far as it is harmless."""
    if not reading.faults or table.spec.sensitivity == "personal":
        return reading
    row = redact(cells, table.shown)
    return replace(reading, faults=tuple(replace(fault, redacted=row) for fault in reading.faults))


def _filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _begins(cell: Cell, prefixes: tuple[str, ...]) -> bool:
    text = str(cell).strip().casefold() if isinstance(cell, str) else ""
    return bool(text) and any(text.startswith(prefix.casefold()) for prefix in prefixes)


def _ends(table: Table, cells: Row) -> bool:
    return _begins(next((cell for cell in cells if _filled(cell)), None), table.spec.rows.stop)


def _read_row(table: Table, number: int, cells: Row) -> Reading:
    if len(cells) < table.layout.width and any(i >= len(cells) for i in table.layout.columns.values()):
        return _fault(number, None, "short_row")
    if any(_filled(cell) for cell in cells[table.layout.width :]):
        return _fault(number, None, "long_row")
    if not _counts(table, cells):
        return Reading()
    place = _place(table, number, cells)
    if isinstance(place, Reading):
        return place
    try:
        period = table.timing.period(cells)
    except TimeError as error:
        return _fault(number, error.column, cast("FeedReason", error.reason))
    unit = place if place in table.speaking else table.unit
    return join((Reading(units=frozenset({unit})), *_values(table, number, cells, place, period)))


def _counts(table: Table, cells: Row) -> bool:
    """Whether the spec's filters let a row pass."""
    for rule in table.spec.rows.filters:
        text = squeezed(_at(table, cells, rule.column))
        if rule.only and text not in map(of_spec, rule.only):
            return False
        if text in map(of_spec, rule.without):
            return False
    return True


def _place(table: Table, number: int, cells: Row) -> str | Reading:
    column = table.spec.place.column
    cell = None if column is None else _at(table, cells, column)
    first = next((c for c in cells if _filled(c)), None) if column is None else cell
    if _begins(first, table.spec.rows.skip) or (column is not None and table.placing.is_ignored(cell)):
        return Reading()
    place = table.placing.find(cell)
    if place is not None:
        return place
    personal = isinstance(cell, str) and looks_personal(cell)
    return Reading(
        faults=(Fault(number, None if column is None else label_of(column), "unknown_place"),), dropped=int(personal)
    )


def _values(table: Table, number: int, cells: Row, place: str, period: Period) -> Iterator[Reading]:
    long = table.spec.long
    if long is None:
        for value in table.spec.values:
            yield _cell(
                table, (number, _at(table, cells, cast("Column", value.column)), value.column), value, place, period
            )
        return
    claimed = [value for value in table.spec.values if _is_claimed(table, cells, value)]
    if not claimed and long.others == "reject":
        yield _fault(number, next(iter(table.spec.values[0].when)), "unknown_metric")
    for value in claimed:
        yield _cell(table, (number, _at(table, cells, long.value), long.value), value, place, period)


def _is_claimed(table: Table, cells: Row, value: Value) -> bool:
    return all(squeezed(_at(table, cells, key)) == of_spec(text) for key, text in value.when.items())


def _cell(table: Table, where: tuple[int, Cell, Column | None], value: Value, place: str, period: Period) -> Reading:
    number, cell, column = where
    metric = table.metrics[value.metric]
    try:
        read = read_number(cell, value)
        if read in {"missing", "not_applicable"}:
            return Reading()
        admitted = admit(0.0 if isinstance(read, str) else _whole(read), metric)
    except CellError as error:
        personal = isinstance(cell, str) and looks_personal(cell)
        reason: FeedReason = "personal_data" if personal else error.reason
        return Reading(faults=(Fault(number, label_of(column or ""), reason),), dropped=int(personal))
    return Reading((period.observe(place, metric, admitted),))


def _whole(number: float) -> float:
    """A number that a factor has moved a hair off a whole one."""
    near = round(number) if abs(number) < 1e15 else number
    return float(near) if abs(number - near) < 1e-6 else number


def _at(table: Table, cells: Row, column: Column) -> Cell:
    return cell_at(cells, table.layout.columns[column])


def _fault(number: int, column: str | None, reason: FeedReason) -> Reading:
    return Reading(faults=(Fault(number, column, reason),))
