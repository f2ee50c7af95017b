"""What must hold in a table spec beyond the shape of its keys; every fault names its key and says why."""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.names import Names
from data.domain.observation import Metric
from data.domain.places import Reference
from data.feeds.tables.header import position
from data.feeds.tables.spec import Column, Issued, Labelled, Moments, Spec, Value, labels_of
from data.feeds.tables.timing import CALENDAR
from data.feeds.tables.written import SPECIAL, form_pattern, span
from data.i18n import read_catalogue
from data.reference.document import Step
from data.reference.spelling import foreign_letters

Found = Iterator[tuple[tuple[Step, ...], str, str]]
"""Path of keys, reason, words."""

METRIC: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
AGENCY: Final = re.compile(r"[a-z][a-z0-9_-]{1,30}")
PREFIX: Final = re.compile(r"[a-z][a-z0-9-]{0,20}:")
MOST_SAMPLE_LINES: Final = 20
LONGEST_SAMPLE: Final = 4_000
_ADDRESS: Final = re.compile(r"[A-Z]{1,2}[1-9]\d{0,3}")


def faults_of(spec: Spec, reference: Reference, known: Mapping[str, Metric]) -> Found:
    """All faults of one spec."""
    yield from _head(spec, reference)
    yield from _rhythm(spec)
    yield from _names(spec)
    yield from _file(spec)
    yield from _columns(spec)
    yield from _place(spec, reference)
    yield from _time(spec)
    yield from _values(spec, known)


def columns_of(spec: Spec) -> tuple[Column, ...]:
    """Every column that a spec reads, each once."""
    return tuple(dict.fromkeys(column for _, column in _all_columns(spec)))


def _all_columns(spec: Spec) -> Iterator[tuple[tuple[Step, ...], Column]]:
    places = [(("place", "column"), spec.place.column)]
    times = [(("time", key), getattr(spec.time, key)) for key in ("column", "start", "end")]
    issued = [] if spec.issued is None else [(("issued", "column"), spec.issued.column)]
    long = [] if spec.long is None else [(("long", "value"), spec.long.value)]
    filters = [(("rows", "filters", i, "column"), rule.column) for i, rule in enumerate(spec.rows.filters)]
    values = [(("values", i, "column"), value.column) for i, value in enumerate(spec.values)]
    keys = [(("values", i, "when"), key) for i, value in enumerate(spec.values) for key in value.when]
    for path, column in (*places, *times, *issued, *long, *filters, *values, *keys):
        if column is not None:
            yield path, column


def _head(spec: Spec, reference: Reference) -> Found:
    if spec.agency not in reference.agency and spec.agency_names is None:
        yield ("agency",), "unknown_id", f"{spec.agency!r} is not in agencies.yaml; give its agency_names"
    if not AGENCY.fullmatch(spec.agency) or (spec.agency_names is not None and spec.agency in reference.names):
        yield ("agency",), "bad_value", f"{spec.agency!r}: small letters, and an id of its own where it is new"
    if len(spec.sample) > LONGEST_SAMPLE or len(spec.sample.splitlines()) > MOST_SAMPLE_LINES:
        yield ("sample",), "bad_value", f"{MOST_SAMPLE_LINES} lines of the form are enough"


def _rhythm(spec: Spec) -> Found:
    for key in ("cycle", "tolerance", "expires"):
        text = getattr(spec, key)
        if text is not None and not span(text):
            yield (key,), "bad_value", f"{text!r}: a span is expected, such as 15 min, 4 h, 1 d, 2 w"
    cycle, tolerance = span(spec.cycle), span(spec.tolerance)
    if cycle and tolerance and tolerance >= cycle:
        yield ("tolerance",), "contradiction", "the tolerance must be shorter than the cycle"
    if not _is_zone(spec.zone):
        yield ("zone",), "bad_value", f"{spec.zone!r}: a zone is expected, such as Europe/Minsk"
    due = () if spec.due is None else spec.due.at
    if any(not _is_clock(at) for at in due) or list(due) != sorted(set(due)):
        yield ("due", "at"), "bad_value", "times of day HH:MM are expected, each once, ascending"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _is_clock(text: str) -> bool:
    try:
        time.fromisoformat(text)
    except ValueError:
        return False
    return re.fullmatch(r"\d\d:\d\d", text) is not None


def _names(spec: Spec) -> Found:
    named: list[tuple[tuple[Step, ...], Names]] = [(("title",), spec.title)]
    named += [(("agency_names",), spec.agency_names)] if spec.agency_names is not None else []
    named += [(("values", i, "names"), v.names) for i, v in enumerate(spec.values) if v.names is not None]
    named += [(("place", "names", id_), names) for id_, names in spec.place.names.items()]
    for path, names in named:
        for language in ("en", "ru", "be"):
            text = names.in_language(language)
            if not text.strip():
                yield (*path, language), "empty", "a name is expected in each language"
            elif strange := foreign_letters(text, language):
                yield (*path, language), "wrong_alphabet", f"{strange} in {text!r}"


def _file(spec: Spec) -> Found:
    if isinstance(spec.file.header, int) and not 1 <= spec.file.header <= 1000:
        yield ("file", "header"), "bad_value", "the number of a row from 1, or find"
    if not 1 <= spec.file.header_rows <= 6:
        yield ("file", "header_rows"), "bad_value", "1 to 6 rows are expected"
    if len(set(spec.file.sheets)) < len(spec.file.sheets):
        yield ("file", "sheets"), "duplicate_value", "a sheet is named twice"
    for i, rule in enumerate(spec.rows.filters):
        if bool(rule.only) == bool(rule.without):
            yield ("rows", "filters", i), "contradiction", "either only or without is expected"


def _columns(spec: Spec) -> Found:
    for path, column in _all_columns(spec):
        labels = labels_of(column)
        if not labels or not all(label.strip() for label in labels):
            yield path, "empty", "a column is told by its label"
        elif len(labels) > spec.file.header_rows:
            yield path, "contradiction", f"{len(labels)} labels in a header of {spec.file.header_rows} row(s)"
        if isinstance(column, Labelled) and column.at is not None and position(column.at) is None:
            yield (*path, "at"), "bad_value", f"{column.at!r}: letters of a column are expected, such as C"


def _place(spec: Spec, reference: Reference) -> Found:
    place = spec.place
    if (place.id is None) == (place.column is None):
        yield ("place",), "contradiction", "either id (all rows speak of one place) or column is expected"
    if place.column is not None and not (place.map or place.known or place.pattern):
        yield ("place",), "missing_key", "map, known or pattern must say what the column's cells mean"
    if place.pattern is not None:
        yield from _pattern(spec)
    own = {id_ for id_ in place.names if PREFIX.match(id_)}
    for path, id_ in _place_ids(spec):
        if id_ not in reference.names and id_ not in own and not _is_code(id_, spec):
            words = f"{id_!r} is no place of the reference data or of sites.yaml; others need a prefix and place.names"
            yield path, "unknown_id", words
    for id_ in place.names:
        if not PREFIX.match(id_):
            yield (
                ("place", "names", id_),
                "bad_value",
                "ids outside the reference data have a prefix, such as pl:medyka",
            )


_SURNAMES: Final = ("Kovalevsky", "KOVALEVSKY", "kovalevsky", "Ковалевский", "КОВАЛЕВСКИЙ", "ковалевский")
"""What takes one of these would make places of persons."""


def _pattern(spec: Spec) -> Found:
    try:
        pattern = re.compile(spec.place.pattern or "", re.ASCII)
    except re.error as error:
        yield ("place", "pattern"), "bad_value", f"no regular expression: {error.msg}"
    else:
        if any(pattern.fullmatch(name) for name in _SURNAMES):
            yield ("place", "pattern"), "bad_value", "codes are expected; this takes names of persons too"
    if not PREFIX.fullmatch(spec.place.prefix):
        yield ("place", "prefix"), "bad_value", "small letters and a colon are expected, such as it-region:"


def _place_ids(spec: Spec) -> Iterator[tuple[tuple[Step, ...], str]]:
    if spec.place.id is not None:
        yield ("place", "id"), spec.place.id
    yield from ((("place", "map", text), id_) for text, id_ in spec.place.map.items())
    yield from ((("place", "expected", i), id_) for i, id_ in enumerate(spec.place.expected))


def _is_code(id_: str, spec: Spec) -> bool:
    return bool(spec.place.pattern and spec.place.prefix) and id_.startswith(spec.place.prefix)


def _time(spec: Spec) -> Found:
    rule = spec.time
    given = [rule.column is not None, rule.cell is not None, rule.title, rule.start is not None or rule.end is not None]
    if sum(given) != 1 or (rule.start is None) != (rule.end is None):
        yield ("time",), "contradiction", "one of column, cell, title, or start with end is expected"
    if rule.covers not in ("moment", *CALENDAR) and not span(rule.covers):
        yield ("time", "covers"), "bad_value", f"moment, {', '.join(CALENDAR)} or a span such as 24 h is expected"
    if rule.marks == "end" and rule.covers in CALENDAR:
        yield (
            ("time", "marks"),
            "contradiction",
            "a calendar period is named by a time in it; write a span, such as 24 h",
        )
    yield from _moments(("time",), rule)
    if spec.issued is not None:
        yield from _issued(spec.issued)


def _issued(rule: Issued) -> Found:
    if sum((rule.column is not None, rule.cell is not None, rule.title)) != 1:
        yield ("issued",), "contradiction", "one of column, cell or title is expected"
    if not _is_clock(rule.at):
        yield ("issued", "at"), "bad_value", "a time of day HH:MM is expected"
    yield from _moments(("issued",), rule)


def _moments(path: tuple[Step, ...], rule: Moments) -> Found:
    if not rule.forms and not rule.title:
        yield (*path, "forms"), "missing_key", "forms of dates, such as DD.MM.YYYY"
    for i, form in enumerate(rule.forms):
        if form not in SPECIAL and form_pattern(form) is None:
            known = "YYYY MM M DD D HH H mm SS Month, or iso, serial, epoch, epoch_ms"
            yield (*path, "forms", i), "bad_value", f"{form!r}: a form has a year and is made of {known}"
    if rule.months and len(rule.months) != 12:
        yield (*path, "months"), "bad_value", "twelve names are expected"
    if rule.cell is not None and not _ADDRESS.fullmatch(rule.cell):
        yield (*path, "cell"), "bad_value", f"{rule.cell!r}: an address such as A1 is expected"


def _values(spec: Spec, known: Mapping[str, Metric]) -> Found:
    if not spec.values:
        yield ("values",), "empty", "at least one metric is expected"
    seen: set[str] = set()
    for i, value in enumerate(spec.values):
        path: tuple[Step, ...] = ("values", i)
        if value.metric in seen:
            yield (*path, "metric"), "duplicate_value", f"{value.metric} stands twice"
        seen.add(value.metric)
        yield from _carried(path, spec, value)
        yield from _written(path, value)
        yield from _known(path, value, known) if value.metric in known else _new(path, value)
        kind = value.kind or (known[value.metric].kind if value.metric in known else None)
        if kind == "flow" and spec.time.start is None and spec.time.covers == "moment":
            yield (*path, "kind"), "contradiction", "a flow needs a period: set time.covers, or time.start and time.end"


def _carried(path: tuple[Step, ...], spec: Spec, value: Value) -> Found:
    if spec.long is None and (value.column is None or value.when):
        yield path, "contradiction", "a metric has its column; when belongs to the long form"
    if spec.long is not None and (value.column is not None or not value.when):
        yield path, "contradiction", "in the long form a metric has when, and no column"


def _written(path: tuple[Step, ...], value: Value) -> Found:
    if value.thousands and value.thousands == value.decimal:
        yield (*path, "thousands"), "contradiction", "the sign of decimals cannot part thousands too"
    if not 0 < value.factor < 1e9:
        yield (*path, "factor"), "bad_value", "a positive number is expected"
    if (value.factor != 1) != (value.written_in is not None):
        yield (*path, "factor"), "contradiction", "a factor and the unit that the file is written in come together"
    if value.cumulative is not None and not span(value.cumulative):
        yield (*path, "cumulative"), "bad_value", "the step between counts is expected, such as 1 d"


def _known(path: tuple[Step, ...], value: Value, known: Mapping[str, Metric]) -> Found:
    """A metric of the product keeps its unit and kind: values of feeds are compared."""
    metric = known[value.metric]
    for key in ("unit", "kind"):
        own = getattr(value, key)
        if own is not None and own != getattr(metric, key):
            yield (*path, key), "contradiction", f"{value.metric} is a {metric.kind} in {metric.unit}; use another name"
    if value.names is not None:
        yield (*path, "names"), "contradiction", f"{value.metric} is a metric of the product and has its names"


def _new(path: tuple[Step, ...], value: Value) -> Found:
    if not METRIC.fullmatch(value.metric):
        yield (*path, "metric"), "bad_value", f"{value.metric!r}: small letters, digits and underscores are expected"
    for key in ("unit", "kind", "names"):
        if getattr(value, key) is None:
            yield (*path, key), "missing_key", f"{value.metric} is new: unit, kind and names must be given"
    if value.unit is not None and value.unit != "count" and f"unit_{value.unit}" not in read_catalogue("en"):
        yield (*path, "unit"), "bad_value", f"{value.unit!r} is no unit; docs/tables/README.md lists them"
    low, high = value.low if value.low is not None else 0.0, value.high if value.high is not None else 1e6
    if low >= high:
        yield (*path, "high"), "contradiction", "high must be above low"
