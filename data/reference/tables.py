"""The tables of a deployment: which file holds which kind of entry."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints

from data.domain.places import (
    Agency,
    Body,
    Capacity,
    Country,
    Crossing,
    Hospital,
    NeighbourCrossing,
    Oblast,
    Section,
    Site,
    Town,
)
from data.reference.entries import Entry, Read, read_list, read_table
from data.reference.faults import Fault
from data.reference.shape import shape

T = TypeVar("T")

LANGUAGES: Final = ("en", "ru", "be")
_CAPACITY_COLUMNS: Final = ("crossing", *(f.name for f in fields(Capacity)))
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:\((.*)\))?")
"""`5000`, or as sources put it: `1000 (cars, approx.)`."""


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """All entries of one kind: as written, as shaped, and what was wrong on the way."""

    file: str
    entries: tuple[Entry, ...]
    rows: tuple[tuple[Entry, T], ...]
    """The entries that could be shaped."""
    faults: tuple[Fault, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Ids as written, also of entries with faults, so that one fault does not raise others elsewhere."""
        return frozenset(entry.id for entry in self.entries)

    @property
    def values(self) -> tuple[T, ...]:
        """The shaped entries, in the order of the file."""
        return tuple(value for _, value in self.rows)


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one deployment."""

    agencies: Table[Agency]
    oblasts: Table[Oblast]
    bodies: Table[Body]
    sections: Table[Section]
    crossings: Table[Crossing]
    capacities: Table[Capacity]
    sites: Table[Site]
    hospitals: Table[Hospital]
    towns: Table[Town]
    neighbours: Table[NeighbourCrossing]
    countries: Table[Country]

    def __iter__(self) -> Iterator[tuple[str, Table[Any]]]:
        """Each table with its name."""
        return ((f.name, getattr(self, f.name)) for f in fields(self))


def read_tables(folder: Path) -> Tables:
    """Read all tables of a deployment's folder; faults stay in the tables."""
    capacities = _table("capacities.csv", read_table(folder, "capacities.csv", _CAPACITY_COLUMNS), _capacity)
    return Tables(
        agencies=_list(folder, "agencies.yaml", Agency),
        oblasts=_list(folder, "oblasts.yaml", Oblast),
        bodies=_list(folder, "bodies.yaml", Body),
        sections=_list(folder, "sections.yaml", Section),
        crossings=_flat(folder, "crossings.csv", Crossing, lambda entry: {"capacities": _of(capacities, entry.id)}),
        capacities=capacities,
        sites=_list(folder, "sites.yaml", Site),
        hospitals=_list(folder, "hospitals.yaml", Hospital),
        towns=_flat(folder, "towns.csv", Town, lambda _: {}, comments=("note",)),
        countries=_flat(folder, "countries.csv", Country, lambda _: {}),
        neighbours=_list(folder, "neighbour_crossings.yaml", NeighbourCrossing),
    )


def _list(folder: Path, file: str, kind: type[T]) -> Table[T]:
    return _table(file, read_list(folder, file), lambda entry: shape(entry, kind))


def _flat(
    folder: Path, file: str, kind: type[T], more: Callable[[Entry], dict[str, Any]], comments: tuple[str, ...] = ()
) -> Table[T]:
    """A CSV table whose columns are the fields of a dataclass, its names spread over three columns.

    Columns in `comments` are for the people who keep the file.
    """
    columns = [f.name for f in fields(kind) if f.name not in ("names", "capacities")]  # type: ignore[arg-type]
    named = ("id", *(f"name_{language}" for language in LANGUAGES), *columns[1:], *comments)
    blank = {name for name, hint in get_type_hints(kind).items() if type(None) in get_args(hint)}

    def shaped(entry: Entry) -> tuple[T | None, tuple[Fault, ...]]:
        cells: dict[str, Any] = {name: entry.values[name] or (None if name in blank else "") for name in columns}
        cells["names"] = {language: entry.values[f"name_{language}"] for language in LANGUAGES}
        return shape(entry, kind, cells | more(entry))

    return _table(file, read_table(folder, file, named), shaped)


def _table(file: str, read: Read, shaped: Callable[[Entry], tuple[T | None, tuple[Fault, ...]]]) -> Table[T]:
    entries, faults = read
    results = [(entry, *shaped(entry)) for entry in entries]
    rows = tuple((entry, value) for entry, value, _ in results if value is not None)
    return Table(file, entries, rows, faults + tuple(fault for *_, found in results for fault in found))


def _of(capacities: Table[Capacity], crossing: str) -> tuple[Capacity, ...]:
    return tuple(value for entry, value in capacities.rows if entry.values["crossing"] == crossing)


def _capacity(entry: Entry) -> tuple[Capacity | None, tuple[Fault, ...]]:
    """A capacity; words in brackets after the amount move to the note."""
    values = {name: value for name, value in entry.values.items() if name != "crossing"}
    amount = _AMOUNT.fullmatch(values["value"])
    if amount and amount[2]:
        values |= {"value": amount[1], "note": "; ".join(filter(None, (amount[2], values["note"])))}
    return shape(entry, Capacity, values)
