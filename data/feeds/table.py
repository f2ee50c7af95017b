"""CSV as agencies agree on it: one header, an optional HXL tag row, then one line a place and period.

UTF-8 with or without BOM, comma, times with offset. A blank cell is missing, never zero. A bad cell is
dropped and the row's others are used; a row whose place or period cannot be read is dropped whole.
"""

import csv
import re
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from data.domain.observation import Metric
from data.feeds.contract import FeedError
from data.feeds.firewall import refuse_personal
from data.feeds.personal import looks_personal
from data.feeds.reading import (
    CLOCK_LEEWAY_S,
    LONGEST_PERIOD_S,
    CellError,
    Fault,
    Period,
    Reading,
    admit,
    join,
    read_time,
    show,
)
from data.feeds.reasons import FeedReason

MAX_BODY: Final = 20_000_000
MAX_LINES: Final = 100_000
MOST_SHOWN: Final = 1_000
"""Rows with faults of one file that are shown, redacted; of others row and reason are told."""
_LOOKED_AT: Final = 300
"""Lines by which the content of columns is judged."""
LONGEST_LINE: Final = 4_000
"""Characters; a longer line is no row of numbers."""
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the header; `number` counts the lines of the file from 1."""

    number: int
    cells: Mapping[str, str]

    def fault(self, column: str | None, reason: FeedReason) -> Reading:
        """The whole line is not used."""
        return Reading(faults=(Fault(self.number, column, reason),))


LineReader = Callable[[Line], Reading]


def read_table(
    body: bytes, columns: tuple[str, ...], read_line: LineReader, known: Container[str] = frozenset()
) -> Iterator[Reading]:
    """Read each line of a table that has exactly these columns, in any order.

    `known` holds the ids and words that a redacted row may show.

    Raises:
        FeedError: empty_body, html, not_utf8, too_large, wrong_delimiter, personal_column, unknown_column,
            missing_column, duplicate_column or too_many_rows.
    """
    lines = numbered_lines(body)
    titles = split_line(lines[0][1]) or ()
    if len(titles) > 1:
        refuse_personal(
            titles, [cells for _, text in lines[1:_LOOKED_AT] if (cells := split_line(text))], known, columns
        )
    header = _check_header(titles, columns)
    shown = 0
    for position, (number, text) in enumerate(lines[1:]):
        cells = split_line(text)
        if position == 0 and cells and _is_tag_row(cells):
            continue
        reading = _read(number, cells, header, read_line)
        shown += bool(reading.faults)
        yield show(reading, cells, known) if cells and shown <= MOST_SHOWN else reading


def numbered_lines(body: bytes) -> list[tuple[int, str]]:
    """Lines that are not blank, numbered from 1 as they stand in the file.

    Raises:
        FeedError: empty_body, html, not_utf8, too_large or too_many_rows.
    """
    if len(body) > MAX_BODY:
        raise FeedError("too_large", str(MAX_BODY))
    # counted before anything is split: a file of nothing but line ends would take many times its size
    if body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n") > MAX_LINES:
        raise FeedError("too_many_rows", str(MAX_LINES))
    return [(number, text) for number, text in enumerate(_LINE_END.split(_decode(body)), start=1) if text.strip()]


def _decode(body: bytes) -> str:
    text = None
    # the decoder's error holds the body: ours is raised outside, so that it does not become its context
    with suppress(UnicodeDecodeError):
        text = body.decode("utf-8-sig")
    if text is None:
        raise FeedError("not_utf8")
    if not text.strip():
        raise FeedError("empty_body")
    if text.lstrip().startswith("<"):
        raise FeedError("html")
    return text


def split_line(text: str) -> tuple[str, ...] | None:
    """Cells of one line, so that a stray quote costs that line alone; None where they cannot be told apart."""
    if len(text) > LONGEST_LINE:
        return None
    try:
        return tuple(cell.strip() for cell in next(csv.reader([text], strict=True)))
    except csv.Error:
        return None


def _check_header(cells: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    names = [cell.lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) <= 1 and any(mark in "".join(names) for mark in ";\t|"):
        raise FeedError("wrong_delimiter")
    for position, name in enumerate(names, 1):
        if name not in columns:
            # by its position alone: the first line of a list without header may be a person
            raise FeedError("unknown_column", str(position))
        if names.count(name) > 1:
            raise FeedError("duplicate_column", name)
    for column in columns:
        if column not in names:
            raise FeedError("missing_column", column)
    return tuple(names)


def _is_tag_row(cells: tuple[str, ...]) -> bool:
    return all(cell.startswith("#") for cell in cells if cell)


def _read(number: int, cells: tuple[str, ...] | None, header: tuple[str, ...], read_line: LineReader) -> Reading:
    line = Line(number, dict(zip(header, cells or (), strict=False)))
    if cells is None:
        return line.fault(None, "bad_row")
    if not any(cells):
        return Reading()
    if len(cells) < len(header):
        return line.fault(None, "short_row")
    if any(cells[len(header) :]):
        return line.fault(None, "long_row")
    return read_line(line)


def read_period(line: Line, start: str, end: str, issued: str = "issued", *, ahead: bool = False) -> Period | Reading:
    """Read the period of a line, or the reading that says why the line is not used.

    `ahead` admits a period that ends after its report: a forecast. Elsewhere such a line is a placeholder.
    """
    moments = []
    for column in (start, end, issued):
        try:
            moments.append(read_time(line.cells[column]))
        except CellError as error:
            return line.fault(column, error.reason)
    period = Period(*moments)
    if not 0 < period.end - period.start <= LONGEST_PERIOD_S:
        return line.fault(end, "bad_period")
    if not ahead and period.end > period.issued + CLOCK_LEEWAY_S:
        return line.fault(end, "after_report")
    return period


def observe(line: Line, place: str, unit: str, period: Period, columns: Mapping[str, Metric]) -> Reading:
    """Read the numbers of a line; the unit has spoken even where every cell is blank."""
    parts = (_observe_cell(line, place, period, column, metric) for column, metric in columns.items())
    return join((Reading(units=frozenset({unit})), *parts))


def _observe_cell(line: Line, place: str, period: Period, column: str, metric: Metric) -> Reading:
    text = line.cells[column]
    try:
        value = read_number(text, metric)
    except CellError as error:
        personal = looks_personal(text)
        fault = Fault(line.number, column, "personal_data" if personal else error.reason)
        return Reading(faults=(fault,), dropped=int(personal))
    return Reading() if value is None else Reading((period.observe(place, metric, value),))


def read_number(text: str, metric: Metric) -> float | None:
    """Read a plain number with decimal point; blank is None.

    Raises:
        CellError: bad_number, not_whole or out_of_bounds.
    """
    cleaned = text.strip().replace("−", "-")
    if not cleaned:
        return None
    if not _NUMBER.fullmatch(cleaned):
        raise CellError("bad_number")
    return admit(float(cleaned), metric)
