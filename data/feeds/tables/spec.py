"""The shape of a table feed's YAML file: what each key may hold. `docs/tables/README.md` says what each means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from data.domain.names import STRICT, Names
from data.domain.observation import MetricKind

Meaning = Literal["missing", "zero", "not_applicable"]
"""What a blank cell or a mark stands for; neither of the first and the last gives a value."""
Encoding = Literal["utf-8", "utf-16", "cp1251", "cp1250", "iso-8859-1", "iso-8859-2", "koi8-r", "cp866"]
PlaceKind = Literal["sites", "crossings", "sections", "oblasts", "hospitals"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A column told by several labels of its header, one below the other, and where it is expected."""

    __pydantic_config__: ClassVar = STRICT

    labels: tuple[str, ...]
    at: str | None = None
    """Letters of the spreadsheet column, `C`."""


Column = str | Labelled


@dataclass(frozen=True, slots=True)
class File:
    """How the file is written."""

    __pydantic_config__: ClassVar = STRICT

    encoding: Encoding = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    sheets: tuple[str, ...] = ()
    """Names of the sheets to read; empty: the first visible one that has the header."""
    header: int | Literal["find"] = "find"
    """First row of the header, counted from 1; `find`: the row with the labels, among the first 25."""
    header_rows: int = 1


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows count: those whose cell is (or is not) one of these."""

    __pydantic_config__: ClassVar = STRICT

    column: Column
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows below the header are read."""

    __pydantic_config__: ClassVar = STRICT

    first: int | None = None
    last: int | None = None
    skip: tuple[str, ...] = ()
    """Rows whose cell of the place (or, without one, first filled cell) begins so: totals, notes; in any case."""
    stop: tuple[str, ...] = ()
    """The table ends at a row whose first cell that is not blank begins so."""
    filters: tuple[Filter, ...] = ()
    unpublished: Literal["all_zero"] | None = None
    """`all_zero`: a period of nothing but zeros was not published yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Which place a row speaks of."""

    __pydantic_config__: ClassVar = STRICT

    id: str | None = None
    """All rows speak of this one."""
    column: Column | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    """Id by text of the cell."""
    known: tuple[PlaceKind, ...] = ()
    """Tables of the reference data whose ids, names and reported names are understood."""
    pattern: str | None = None
    """Codes of places outside the reference data; the id is `prefix` and the code."""
    prefix: str = ""
    names: Mapping[str, Names] = field(default_factory=dict)
    """Names of places outside the reference data, by id."""
    ignore: tuple[str, ...] = ()
    """Cells that are passed over in silence."""
    expected: tuple[str, ...] = ()
    """Places that are expected to report, each for itself; default: those of `id` and `map` that are known."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Where a date or time stands and how it is written."""

    __pydantic_config__: ClassVar = STRICT

    forms: tuple[str, ...] = ()
    column: Column | None = None
    cell: str | None = None
    """Address of the one cell of the sheet that holds it, `A1`."""
    title: bool = False
    """The date that the lines above the header name."""
    months: tuple[str, ...] = ()
    """Twelve names for the form `Month`; default: English."""


@dataclass(frozen=True, slots=True)
class Time(Moments):
    """The period that a row speaks of."""

    __pydantic_config__: ClassVar = STRICT

    start: Column | None = None
    end: Column | None = None
    covers: str = "moment"
    """`moment`, `hour`, `day`, `week`, `month`, `year`, or a span such as `24 h`."""
    marks: Literal["begin", "end"] | None = None
    """What the written time is of the period; default: `begin`, and `end` for a span."""


@dataclass(frozen=True, slots=True)
class Issued(Moments):
    """When the agency said so."""

    __pydantic_config__: ClassVar = STRICT

    at: str = "00:00"
    """Time of a date without one."""
    unfinished: Literal["reject", "provisional"] = "reject"
    """The period in which the report was made: refused, or kept as issued at its end until a later report."""


@dataclass(frozen=True, slots=True)
class Value:
    """One metric and where its numbers stand."""

    __pydantic_config__: ClassVar = STRICT

    metric: str
    column: Column | None = None
    when: Mapping[str, str] = field(default_factory=dict)
    """Long form: what the key columns hold in the rows of this metric."""
    unit: str | None = None
    kind: MetricKind | None = None
    names: Names | None = None
    low: float | None = None
    high: float | None = None
    decimal: Literal[".", ","] = "."
    thousands: Literal["", " ", ".", ",", "'"] = ""
    blank: Meaning = "missing"
    marks: Mapping[str, Meaning] = field(default_factory=dict)
    written_in: str | None = None
    """Unit of the file, where it is not that of the metric."""
    factor: float = 1.0
    cumulative: str | None = None
    """The column counts up: values are differences where the step is just so long, `1 d`."""


@dataclass(frozen=True, slots=True)
class Long:
    """Long form: one column holds the numbers, others say of what."""

    __pydantic_config__: ClassVar = STRICT

    value: Column
    others: Literal["ignore", "reject"] = "reject"
    """Rows that no metric claims."""


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When reports are due."""

    __pydantic_config__: ClassVar = STRICT

    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spec:
    """One table feed."""

    __pydantic_config__: ClassVar = STRICT

    agency: str
    title: Names
    cycle: str
    tolerance: str
    place: Place
    time: Time
    values: tuple[Value, ...]
    agency_names: Names | None = None
    """Names of an agency that is not in the reference data."""
    issued: Issued | None = None
    """None: the moment at which these bytes were first seen."""
    long: Long | None = None
    file: File = field(default_factory=File)
    rows: Rows = field(default_factory=Rows)
    format: str = "table"
    zone: str = "Europe/Minsk"
    speaks: Literal["periods", "present"] = "periods"
    stamp: Literal["content", "poll"] = "content"
    """Where `issued` comes from if the file does not say it."""
    due: DueTimes | None = None
    expires: str | None = None
    no_rows_means: Literal["zero", "missing"] = "missing"
    sensitivity: Literal["open", "restricted", "personal"] = "restricted"
    manual_allowed: bool = False
    sample: str = ""
    """A few invented lines of the form, for those who set up the sending."""


def labels_of(column: Column) -> tuple[str, ...]:
    """Labels of a column, from the top of the header down."""
    return (column,) if isinstance(column, str) else column.labels


def label_of(column: Column) -> str:
    """The name by which a column is called in reports: its labels, or its position where it has a fixed one."""
    if not isinstance(column, str) and column.at:
        return column.at
    return " / ".join(" ".join(label.split()) for label in labels_of(column))
