"""Reception sites every four hours: places, occupancy and supplies, in a spreadsheet as an office sends it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from data.domain.moment import DAY
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Feed, FeedError, speaks_for_itself
from data.feeds.personal import looks_personal
from data.feeds.reading import CellError, Fault, Period, Reading, admit, collect, join
from data.feeds.sheet import Cell, Sheet, read_sheets
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
_TOTALS: Final = ("итого", "всего", "в том числе", "усяго", "разам", "у тым ліку")
_NOT_GIVEN: Final = frozenset({"", "-", "–", "—"})
_NUMBER: Final = re.compile(r"-?\d{1,12}(?:[.,]\d{1,9})?", re.ASCII)
_MARKS: Final = re.compile(r"[\s«»\"'*]+|(?<=\*)\)")
_RUNNING_NUMBER: Final = re.compile(r"^\d{1,3}[.)]\s*")


def parse(body: bytes, context: Context) -> Report:
    """Read the state of reception sites at the moment that the title names.

    Raises:
        FeedError: not such a workbook; missing_column and column_shifted name the label.
    """
    for sheet in read_sheets(body):
        header = find_header(sheet, LABELS)
        if header is not None:
            at = title_moment(sheet[: header.row])
            return collect(_read_rows(sheet, header, Period(at - DAY, at, at), context.reference), context)
    raise FeedError("no_table")


def _read_rows(sheet: Sheet, header: Header, period: Period, reference: Reference) -> Iterator[Reading]:
    sites = _sites_by_name(reference)
    seen: set[str] = set()
    for number, cells in enumerate(sheet[header.below :], start=header.below + 1):
        name, values = cells[header.column], cells[header.column + 1 : header.column + len(LABELS)]
        if _is_column_numbers((name, *values)) or _normal(name).startswith(_TOTALS):
            continue
        site = sites.get(_normal(name))
        if site is None:
            yield _unknown_row(number, cells, values)
        elif site in seen:
            yield Reading(faults=(Fault(number, SITE_LABEL, "duplicate_row"),))
        else:
            seen.add(site)
            parts = (_read_cell(number, *entry, site, period) for entry in zip(METRICS, values, strict=True))
            yield join((Reading(units=frozenset({site})), *parts))


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
    if all(cell is None or (isinstance(cell, str) and not _NUMBER.fullmatch(_bare(cell))) for cell in values):
        return Reading(dropped=dropped)
    return Reading(faults=(Fault(number, SITE_LABEL, "unknown_place"),), dropped=dropped)


def _bare(text: str) -> str:
    """Digits without the blanks between thousands, also narrow and no-break ones."""
    return re.sub(r"\s", "", text).replace("−", "-")


def _read_cell(row: int, label: str, cell: Cell, site: str, period: Period) -> Reading:
    try:
        value = _number(cell, METRICS[label])
    except CellError as error:
        personal = isinstance(cell, str) and looks_personal(cell)
        fault = Fault(row, label, "personal_data" if personal else error.reason)
        return Reading(faults=(fault,), dropped=int(personal))
    return Reading() if value is None else Reading((period.observe(site, METRICS[label], value),))


def _number(cell: Cell, metric: Metric) -> float | None:
    """Read a number, also as text with decimal comma; blank or a dash is not given."""
    if cell is None or (isinstance(cell, str) and _bare(cell) in _NOT_GIVEN):
        return None
    if isinstance(cell, str) and _NUMBER.fullmatch(_bare(cell)):
        return admit(float(_bare(cell).replace(",", ".")), metric)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return admit(cell, metric)
    raise CellError("bad_number")


def units(reference: Reference) -> tuple[str, ...]:
    """All reception sites of the reference data."""
    return tuple(site.id for site in reference.sites)


FEED = Feed(
    name="mvd_reception",
    agency="mvd",
    format="XLSX, every 4 h",
    cycle_s=14_400,
    tolerance_s=3600,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=lambda _: (),
    places=lambda reference: reference.site,
    columns=LABELS,
    due_rule="02:00, 06:00, 10:00, 14:00, 18:00, 22:00, within an hour",
)
