"""The period that a row speaks of, and when its agency said so."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.moment import MINSK, Moment
from data.feeds.contract import FeedError
from data.feeds.reading import CLOCK_LEEWAY_S, CellError, Period
from data.feeds.tables.grid import Row, Sheet
from data.feeds.tables.header import Layout, cell_at, position
from data.feeds.tables.spec import Column, Issued, Moments, Spec, label_of
from data.feeds.tables.written import Written, add_period, read_written, span
from data.feeds.title_date import title_moment

CALENDAR: Final = ("hour", "day", "week", "month", "year")


class TimeError(Exception):
    """A time that makes the row unusable: which column, and why."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Timing:
    """How the rows of one sheet are dated."""

    spec: Spec
    layout: Layout
    zone: ZoneInfo
    stamp: Moment
    fixed: Written | None = None
    """Time that the sheet names once for all rows."""
    fixed_issue: Written | None = None

    def period(self, row: Row) -> Period:
        """The period of a row.

        Raises:
            TimeError: no such time, a period of no or negative length, or one that ends after its report.
        """
        issued = self._issued(row)
        start, end = self._bounds(row)
        if end < start:
            raise TimeError(_label(self.spec.time.end), "bad_period")
        if end <= issued + (CLOCK_LEEWAY_S if self.spec.issued is None else 0):
            return Period(start, end, max(end, issued))
        if self.spec.issued is not None and self.spec.issued.unfinished == "provisional" and start <= issued:
            return Period(start, end, end)
        if self.spec.rows.unpublished is not None:
            return Period(start, end, issued)  # whether it is a form for a month to come shows in all its rows together
        raise TimeError(_label(self.spec.time.column or self.spec.time.end), "after_report")

    def _issued(self, row: Row) -> Moment:
        if self.spec.issued is None:
            return self.stamp
        written = self.fixed_issue or self._read(row, self.spec.issued.column, self.spec.issued)
        if written.dated:
            clock = time.fromisoformat(self.spec.issued.at)
            written = Written(datetime.combine(written.local.date(), clock), dated=False)
        return _moment(written, self.zone, self.spec.issued.column)

    def _bounds(self, row: Row) -> tuple[Moment, Moment]:
        rule = self.spec.time
        if rule.start is not None and rule.end is not None:
            begin, end = self._read(row, rule.start, rule), self._read(row, rule.end, rule)
            # the last day of a period that is given by two dates belongs to it
            until = Written(end.local + timedelta(days=1), dated=True) if end.dated else end
            return _moment(begin, self.zone, rule.start), _moment(until, self.zone, rule.end)
        written = self.fixed or self._read(row, rule.column, rule)
        return self._covered(written)

    def _covered(self, written: Written) -> tuple[Moment, Moment]:
        """The period that one written time stands for."""
        rule, column = self.spec.time, self.spec.time.column
        at = _moment(written, self.zone, column)
        if rule.covers == "moment":
            return at, at
        length = span(rule.covers)
        if length is not None:
            return (at, at + length) if rule.marks == "begin" else (at - length, at)
        if rule.marks == "end":
            raise TimeError(_label(column), "bad_period")
        end = Written(add_period(_floor(written.local, rule.covers), rule.covers), dated=True)
        begin = Written(_floor(written.local, rule.covers), dated=True)
        return _moment(begin, self.zone, column), _moment(end, self.zone, column)

    def _read(self, row: Row, column: Column | None, rule: Moments) -> Written:
        if column is None:
            raise TimeError(None, "bad_time")
        try:
            return read_written(cell_at(row, self.layout.columns[column]), rule.forms, rule.months, self.zone)
        except CellError as error:
            raise TimeError(label_of(column), error.reason) from None


def _floor(local: datetime, covers: str) -> datetime:
    """Begin of the calendar period; a week begins where it is written to."""
    hour = local.replace(minute=0, second=0, microsecond=0)
    if covers == "hour":
        return hour
    day = hour.replace(hour=0)
    if covers in {"day", "week"}:
        return day
    return day.replace(day=1) if covers == "month" else day.replace(month=1, day=1)


def _moment(written: Written, zone: ZoneInfo, column: Column | None) -> Moment:
    try:
        return written.moment(zone)
    except (CellError, ValueError, OverflowError):
        reason = "bad_time"
    raise TimeError(_label(column), reason)


def _label(column: Column | None) -> str | None:
    return None if column is None else label_of(column)


def time_sheet(spec: Spec, sheet: Sheet, layout: Layout, stamp: Moment) -> Timing:
    """Timing of a sheet, with what it says once for all rows.

    Raises:
        FeedError: no_date, ambiguous_date or impossible_date of the cell or the title.
    """
    zone = ZoneInfo(spec.zone)
    issue = None if spec.issued is None else _said_once(spec.issued, sheet, layout, zone)
    return Timing(spec, layout, zone, stamp, _said_once(spec.time, sheet, layout, zone), issue)


def _said_once(rule: Moments | Issued, sheet: Sheet, layout: Layout, zone: ZoneInfo) -> Written | None:
    if rule.title:
        # the title's reader takes what it finds for Minsk; here it is what the file's own clock showed
        shown = datetime.fromtimestamp(title_moment(layout.titles), MINSK).replace(tzinfo=None)
        return Written(shown, dated=False)
    if rule.cell is None:
        return None
    reason = "no_date"
    try:
        return read_written(_addressed(sheet, rule.cell), rule.forms, rule.months, zone)
    except CellError as error:
        reason = "no_date" if error.reason == "bad_time" else error.reason
    raise FeedError(reason)


def _addressed(sheet: Sheet, address: str) -> object:
    column = position(address.rstrip("0123456789"))
    number = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    row = next((cells for line, cells in sheet.rows if line == number), None)
    return cell_at(row or (), column or 0)
