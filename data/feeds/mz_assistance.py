"""Assistance to persons at heightened risk, daily: counts by site and category through the stages of referral.

Counts only. The categories that could point at a person stand for a whole oblast, never for a site.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from data.domain.moment import DAY, MINSK, Moment
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.assistance_categories import CATEGORIES, COLUMNS, METRICS, OBLAST_ONLY
from data.feeds.contract import Context, Due, Feed, FeedError, never_ask, speaks_for_itself
from data.feeds.firewall import known_ids, redact
from data.feeds.office_sheet import TOTALS, cell_day, cell_number, cell_text, is_number, visible_sheets
from data.feeds.personal import looks_personal
from data.feeds.reading import CLOCK_LEEWAY_S, EARLIEST, CellError, Fault, Period, Reading, collect, join
from data.feeds.reasons import FeedReason
from data.feeds.sheet_table import SheetLine, read_sheet_table

_KEYS: Final = ("site_id", "date", "category")
_ALL: Final = (*_KEYS, *COLUMNS)


def parse(body: bytes, context: Context) -> Report:
    """Read the counts of one day or several.

    Raises:
        FeedError: not this table.
    """
    known = known_ids(context.reference, *CATEGORIES)
    for sheet in visible_sheets(body):
        lines = read_sheet_table(sheet.cells, _ALL, known)
        if lines is not None:
            return collect(_read_lines(lines, context), context)
    raise FeedError("no_table")


def _read_lines(lines: tuple[SheetLine, ...], context: Context) -> Iterator[Reading]:
    known = known_ids(context.reference, *CATEGORIES)
    seen: set[tuple[str, date, str]] = set()
    for line in lines:
        if _is_note(line):
            yield Reading(dropped=sum(looks_personal(cell_text(cell)) for cell in line.cells.values()))
            continue
        shown = _shown(line, known)
        try:
            day = cell_day(line.cells["date"])
        except CellError as error:
            yield line.fault("date", error.reason, shown)
            continue
        place, code = cell_text(line.cells["site_id"]), cell_text(line.cells["category"]).upper()
        fault = _fault(place, code, context.reference)
        period = _day(day, context.stamp)
        if fault is not None:
            yield line.fault(*fault, shown)
        elif period is None:
            yield line.fault("date", "after_report", shown)
        elif (place, day, code) in seen:
            yield line.fault("category", "duplicate_row", shown)
        else:
            seen.add((place, day, code))
            parts = (_read_cell(line, place, period, METRICS[code][column], column, shown) for column in COLUMNS)
            yield join((Reading(units=frozenset({place})), *parts))


def _is_note(line: SheetLine) -> bool:
    """A total, or a row without day, category and numbers: a signature, a note."""
    if cell_text(line.cells["site_id"]).casefold().startswith(TOTALS):
        return True
    keyed = line.cells["date"] is not None or line.cells["category"] is not None
    return not keyed and not any(is_number(line.cells[column]) for column in COLUMNS)


def _shown(line: SheetLine, known: frozenset[str]) -> str:
    """Place, day and category of a row, its numbers never; of the categories that stand for an oblast nothing."""
    code = cell_text(line.cells["category"]).upper()
    if code not in CATEGORIES or code in OBLAST_ONLY:
        return ""
    return redact((*(line.cells[key] for key in _KEYS), *("?" for _ in COLUMNS)), known)


def _fault(place: str, code: str, reference: Reference) -> tuple[str, FeedReason] | None:
    """Why a row of this place and category is not used: column and reason."""
    in_oblast = any(place == oblast.id for oblast in reference.oblasts)
    if place not in reference.site and not in_oblast:
        return "site_id", "unknown_place"
    if code not in CATEGORIES:
        return "category", "unknown_category"
    if in_oblast != (code in OBLAST_ONLY):
        return "category", "site_only" if in_oblast else "oblast_only"
    return None


def _day(day: date, stamp: Moment) -> Period | None:
    """The local day, as known at `stamp`; None while it is not over, or long past."""
    start = int(datetime(day.year, day.month, day.day, tzinfo=MINSK).timestamp())
    if start < EARLIEST or start + DAY > stamp + CLOCK_LEEWAY_S:
        return None
    return Period(start, start + DAY, max(stamp, start + DAY))


def _read_cell(line: SheetLine, place: str, period: Period, metric: Metric, column: str, shown: str) -> Reading:
    cell = line.cells[column]
    try:
        value = cell_number(cell, metric)
    except CellError as error:
        personal = isinstance(cell, str) and looks_personal(cell)
        fault = Fault(line.number, column, "personal_data" if personal else error.reason, shown)
        return Reading(faults=(fault,), dropped=int(personal))
    return Reading() if value is None else Reading((period.observe(place, metric, value),))


def units(reference: Reference) -> tuple[str, ...]:
    """Reception sites that the ministries' reports know by name; others may report, and are not missed."""
    return tuple(site.id for site in reference.sites if site.reported_as)


def places(reference: Reference) -> tuple[str, ...]:
    """Sites, and oblasts for the categories that stand for a whole oblast."""
    return (*reference.site, *(oblast.id for oblast in reference.oblasts))


SAMPLE: Final = """\
site_id,date,category,identified,accepted,in_transfer,service_started,closed,median_hours,services_needed,services_available
bruzgi,2026-11-17,SC,6,5,2,4,3,11.5,9,12
grodno-transit,2026-11-17,DS,0,0,0,0,0,,0,4
BY-HR,2026-11-17,SV,1,1,0,1,0,20,1,3
"""

FEED = Feed(
    name="mz_assistance",
    agency="mz",
    format="XLSX, ODS or CSV, daily",
    cycle_s=86_400,
    tolerance_s=10_800,
    stamp="content",
    speaks="periods",
    metrics=tuple(metric for columns in METRICS.values() for metric in columns.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=never_ask,
    due=Due(("08:00",)),
    sensitivity="restricted",
    places=places,
    columns=(*_ALL, *CATEGORIES),
    sample=SAMPLE,
)
