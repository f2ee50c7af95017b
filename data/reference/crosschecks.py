"""What must hold between the tables: ids that exist and are unique, bodies that agree, points within the window."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from data.domain.alike import alike
from data.domain.places import Crossing, NeighbourCrossing, Section
from data.reference.dates import is_date, is_day
from data.reference.deployment import Window
from data.reference.entries import Entry
from data.reference.faults import Fault
from data.reference.tables import Table, Tables

_LINKS: Final = (
    ("sections", "body", "bodies"),
    ("sections", "oblast", "oblasts"),
    ("crossings", "section", "sections"),
    ("crossings", "body", "bodies"),
    ("capacities", "crossing", "crossings"),
    ("sites", "section", "sections"),
    ("sites", "oblast", "oblasts"),
    ("sites", "operator", "agencies"),
    ("hospitals", "oblast", "oblasts"),
    ("towns", "oblast", "oblasts"),
    ("neighbours", "crossing", "crossings"),
)
"""(table, column, table of the ids that it names)."""
_SINGLE: Final = (
    ("crossings", "queue_checkpoint_id"),
    ("crossings", "queue_slug"),
    ("crossings", "gpk_slug"),
    ("neighbours", "crossing"),
    ("neighbours", "granica_unit"),
    ("sites", "reported_as"),
)
"""What a report names a place by: never twice."""
_SPELLINGS: Final = ("dpsu_names", "echerha_titles")
"""Names of a neighbour's crossing point, any of which a report may use."""
_FILLED: Final = (
    ("bodies", "source"),
    ("crossings", "kind"),
    ("crossings", "source"),
    ("capacities", "source"),
    ("sites", "source"),
    ("sites", "reported_as"),
    ("hospitals", "source"),
    ("neighbours", "source"),
)
_POINTS: Final = ("crossings", "sites", "hospitals", "towns")
_POSITIVE: Final = (("capacities", "value"), ("sections", "length_km"), ("sites", "area_m2"), ("sites", "taps"))
_DAYS: Final = (("sites", "opened"), ("sites", "valid_from"))
_DATES: Final = (("crossings", "status_as_of"), ("capacities", "as_of"))


def cross_faults(tables: Tables, window: Window | None) -> Iterator[Fault]:
    """All faults between entries that are each well shaped."""
    yield from _ids(tables)
    yield from _links(tables)
    yield from _cells(tables)
    yield from _sections(tables.sections)
    yield from _crossings(tables)
    if window is not None:
        yield from _outside(tables, window)


def core_feed_faults(sections: Table[Section], feeds: Collection[str]) -> Iterator[Fault]:
    """Core feeds of sections that no feed of the product is named by."""
    for entry, section in sections.rows:
        for feed in section.core_feeds:
            if feed not in feeds:
                yield entry.fault(("core_feeds",), "unknown_feed", feed)


def count_faults(head: Entry, counts: Mapping[str, int], tables: Tables) -> Iterator[Fault]:
    """Tables that hold another number of entries than the deployment says."""
    sizes = {name: (len(table.entries), table.file) for name, table in tables}
    for name, count in counts.items():
        if name not in sizes:
            yield head.fault(("counts", name), "unknown_key", "no such table")
        elif sizes[name][0] != count:
            yield head.fault(("counts", name), "wrong_count", "{1} holds {0}".format(*sizes[name]))


def _ids(tables: Tables) -> Iterator[Fault]:
    """An id stands once in the whole of the reference data: names and observations are found by id alone."""
    seen: dict[str, Entry] = {}
    for name, table in tables:
        if name == "capacities":
            continue
        for entry in table.entries:
            if not entry.id:
                continue
            if entry.id in seen:
                first = seen[entry.id]
                yield entry.fault(("id",), "duplicate_id", f"{entry.id}, also {first.file}:{first.row}")
            seen.setdefault(entry.id, entry)


def _links(tables: Tables) -> Iterator[Fault]:
    for name, column, target in _LINKS:
        known: Table[Any] = getattr(tables, target)
        for entry in getattr(tables, name).entries:
            value = entry.values.get(column)
            if value not in (None, "") and str(value) not in known.ids:
                yield entry.fault((column,), "unknown_id", f"{str(value)[:60]!r} is not in {known.file}")


def _cells(tables: Tables) -> Iterator[Fault]:
    for name, column in _SINGLE:
        yield from _repeated(getattr(tables, name), column)
    for column in _SPELLINGS:
        yield from _repeated_spellings(tables.neighbours, column)
    yield from _refused(tables, _FILLED, "empty", lambda value: bool(value.strip()))
    yield from _refused(tables, _POSITIVE, "bad_value", lambda value: value is None or 0 < value < float("inf"))
    yield from _refused(tables, _DAYS, "bad_date", is_day)
    yield from _refused(tables, _DATES, "bad_date", lambda value: value is None or is_date(value))


def _refused(
    tables: Tables, columns: tuple[tuple[str, str], ...], reason: str, admits: Callable[[Any], bool]
) -> Iterator[Fault]:
    for name, column in columns:
        for entry, value in getattr(tables, name).rows:
            cell = getattr(value, column)
            if not admits(cell):
                yield entry.fault((column,), reason, str(cell)[:60])


def _repeated(table: Table[Any], column: str) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for entry, value in table.rows:
        cell = getattr(value, column)
        if cell and cell in seen:
            yield entry.fault((column,), "duplicate_value", f"also line {seen[cell]}")
        elif cell:
            seen[cell] = entry.row


def _repeated_spellings(table: Table[NeighbourCrossing], column: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for entry, value in table.rows:
        for spelling in {alike(name) for name in getattr(value, column)}:
            if seen.setdefault(spelling, entry.id) != entry.id:
                yield entry.fault((column,), "duplicate_value", f"also {seen[spelling]}")


def _sections(sections: Table[Section]) -> Iterator[Fault]:
    """A length has a basis and a source; an airport section has no neighbour and no length."""
    for entry, section in sections.rows:
        if (section.length_km is None) != (section.length_basis is None):
            yield entry.fault(("length_basis",), "contradiction", "a length and its basis come together")
        if section.length_km is not None and not section.length_source:
            yield entry.fault(("length_source",), "empty")
        if (section.length_km is None) != (section.neighbour is None):
            yield entry.fault(("length_km",), "contradiction", "a length and a neighbour come together")


def _crossings(tables: Tables) -> Iterator[Fault]:
    """A crossing point agrees with its section, and a known status has a date."""
    sections = {section.id: section for section in tables.sections.values}
    for entry, crossing in tables.crossings.rows:
        if crossing.status != "unknown" and crossing.status_as_of is None:
            yield entry.fault(("status_as_of",), "no_date", crossing.status)
        section = sections.get(crossing.section or "")
        if section is not None:
            yield from _disagreements(entry, crossing, section)


def _disagreements(entry: Entry, crossing: Crossing, section: Section) -> Iterator[Fault]:
    if crossing.body != section.body:
        yield entry.fault(("body",), "contradiction", f"{section.id} is guarded by {section.body}")
    if crossing.mode != "air" and crossing.country != section.neighbour:
        yield entry.fault(("country",), "contradiction", f"{section.id} borders on {section.neighbour}")


def _outside(tables: Tables, window: Window) -> Iterator[Fault]:
    for name in _POINTS:
        for entry, value in getattr(tables, name).rows:
            if not window.holds(value.lat, value.lon):
                yield entry.fault(("lat",), "outside_window", f"{value.lat}, {value.lon}")
