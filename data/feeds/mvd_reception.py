"""Reception sites every four hours: places, occupancy and supplies, in a sheet as an office sends it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from data.domain.moment import DAY
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.cells import Cell, Sheet
from data.feeds.contract import Context, Due, Feed, FeedError, never_ask, speaks_for_itself
from data.feeds.firewall import known_ids
from data.feeds.office_sheet import TOTALS, cell_number, is_number, visible_sheets
from data.feeds.personal import looks_personal
from data.feeds.reading import CellError, Fault, Period, Reading, collect, join, show
from data.feeds.sheet import is_archive
from data.feeds.sheet_header import Header, find_header
from data.feeds.title_date import title_moment

SITE_LABEL: Final = "Объект"
_PERSONS: Final = 50_000.0
METRICS: Final[Mapping[str, Metric]] = {
    "Мест": Metric("site_places", "places", "stock", high=_PERSONS),
    "Занято": Metric("site_occupied", "persons", "stock", high=_PERSONS),
    "Прибыло": Metric("site_arrived", "persons", high=_PERSONS),
    "Убыло": Metric("site_departed", "persons", high=_PERSONS),
    "Туалеты": Metric("site_toilets", "count", "stock", high=10_000.0),
    "Души": Metric("site_showers", "count", "stock", high=10_000.0),
    "Вода, л/сут": Metric("site_water_l", "litres_day", "stock", high=10_000_000.0),
    "Питание, порц.": Metric("site_meals", "portions", "stock", high=500_000.0),
    "Персонал": Metric("site_staff", "persons", "stock", high=10_000.0),
}
"""By label, in the order of the columns. Arrived and departed cover the 24 hours before the title's time."""
LABELS: Final = (SITE_LABEL, *METRICS)
_MARKS: Final = re.compile(r"[\s«»\"'*]+|(?<=\*)\)")
_RUNNING_NUMBER: Final = re.compile(r"^\d{1,3}[.)]\s*")


def parse(body: bytes, context: Context) -> Report:
    """Read the state of reception sites at the moment that the title names.

    Raises:
        FeedError: not such a sheet; missing_column and column_shifted name the label, personal_column the position.
    """
    names = frozenset(site.reported_as for site in context.reference.sites)
    known = known_ids(context.reference)
    for sheet in visible_sheets(body):
        header = find_header(sheet.cells, LABELS, known | names)
        if header is not None:
            at = title_moment(_titles(sheet.cells[: header.row], one_cell=not is_archive(body)))
            rows = _read_rows(sheet.cells, header, Period(at - DAY, at, at), context.reference)
            return collect((show(reading, cells, known) for cells, reading in rows), context)
    raise FeedError("no_table")


def _titles(rows: Sheet, *, one_cell: bool) -> Iterator[tuple[Cell, ...]]:
    """Lines above the table; in text a comma within a title ends its cell, so the line is put together again."""
    for row in rows:
        yield (" ".join(cell for cell in row if isinstance(cell, str)),) if one_cell else row


def _read_rows(
    sheet: Sheet, header: Header, period: Period, reference: Reference
) -> Iterator[tuple[tuple[Cell, ...], Reading]]:
    sites = _sites_by_name(reference)
    seen: set[str] = set()
    for number, cells in enumerate(sheet[header.below :], start=header.below + 1):
        name, values = cells[header.column], cells[header.column + 1 : header.column + len(LABELS)]
        if _is_column_numbers((name, *values)) or _normal(name).startswith(TOTALS):
            continue
        site = sites.get(_normal(name))
        if site is None:
            yield cells, _unknown_row(number, cells, values)
        elif site in seen:
            yield cells, Reading(faults=(Fault(number, SITE_LABEL, "duplicate_row"),))
        else:
            seen.add(site)
            parts = (_read_cell(number, *entry, site, period) for entry in zip(METRICS, values, strict=True))
            yield cells, join((Reading(units=frozenset({site})), *parts))


def _sites_by_name(reference: Reference) -> Mapping[str, str]:
    names = {_normal(site.id): site.id for site in reference.sites}
    return names | {_normal(site.reported_as): site.id for site in reference.sites if site.reported_as}


def _normal(name: Cell) -> str:
    """Name without quotation marks, footnote marks, running number and differences of case, ё and dashes."""
    text = _RUNNING_NUMBER.sub("", name.strip()) if isinstance(name, str) else ""
    text = text.casefold().replace("ё", "е").replace("–", "-").replace("—", "-")
    return " ".join(_MARKS.sub(" ", text).split())


def _is_column_numbers(cells: tuple[Cell, ...]) -> bool:
    """The row `1 2 3 ...` that forms carry under their header."""
    return [str(cell).strip() for cell in cells] == [str(number) for number in range(1, len(cells) + 1)]


def _unknown_row(number: int, cells: tuple[Cell, ...], values: tuple[Cell, ...]) -> Reading:
    """A row without numbers is a note, a signature or a group title; one with numbers is a site we do not know."""
    dropped = sum(looks_personal(cell) for cell in cells if isinstance(cell, str))
    if all(cell is None or (isinstance(cell, str) and not is_number(cell)) for cell in values):
        return Reading(dropped=dropped)
    return Reading(faults=(Fault(number, SITE_LABEL, "unknown_place"),), dropped=dropped)


def _read_cell(row: int, label: str, cell: Cell, site: str, period: Period) -> Reading:
    try:
        value = cell_number(cell, METRICS[label])
    except CellError as error:
        personal = isinstance(cell, str) and looks_personal(cell)
        fault = Fault(row, label, "personal_data" if personal else error.reason)
        return Reading(faults=(fault,), dropped=int(personal))
    return Reading() if value is None else Reading((period.observe(site, METRICS[label], value),))


def units(reference: Reference) -> tuple[str, ...]:
    """Reception sites that have a name in this spreadsheet; others report otherwise."""
    return tuple(site.id for site in reference.sites if site.reported_as)


SAMPLE: Final = """\
Сведения о размещении на 18.11.2026 06:00

Объект | Мест | Занято | Прибыло | Убыло | Туалеты | Души | Вода, л/сут | Питание, порц. | Персонал
ПВР «Брузги» | 1200 | 1118 | 96 | 12 | 24 | 12 | 16 800,5 | 3 354 | 41
Итого | 1200 | 1118 | 96 | 12 | 24 | 12 | 16 800,5 | 3 354 | 41
"""

FEED = Feed(
    name="mvd_reception",
    agency="mvd",
    format="XLSX, ODS or CSV, every 4 h",
    cycle_s=14_400,
    tolerance_s=3600,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=never_ask,
    due=Due(("02:00", "06:00", "10:00", "14:00", "18:00", "22:00")),
    places=lambda reference: reference.site,
    columns=LABELS,
    manual_allowed=True,
    sample=SAMPLE,
)
