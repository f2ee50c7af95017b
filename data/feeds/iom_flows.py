"""People on the move as IOM counts them: flow monitoring and displacement tables with HXL hashtags."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from data.domain.alike import alike
from data.domain.moment import DAY, Moment
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Feed, FeedError
from data.feeds.days import read_day
from data.feeds.hxl import TaggedRow, TaggedTable, read_tagged
from data.feeds.personal import looks_personal
from data.feeds.reading import CLOCK_LEEWAY_S, CellError, Fault, Period, Reading, collect, join
from data.feeds.repeats import without_repeats
from data.feeds.table import read_number

NAME: Final = "iom_flows"
_PERSONS: Final = 10_000_000.0
KINDS: Final[Mapping[str, str]] = MappingProxyType({"flow_in": "in", "flow_out": "out", "displaced": "idps"})
"""Metric and the attribute of `#affected` that names what is counted: people towards a place, away from it, staying."""
PARTS: Final[Mapping[str, str]] = MappingProxyType({"f": "_female", "m": "_male", "children": "_children"})
"""Attribute of a part and the suffix of its metric; a column without any of them counts everybody."""
METRICS: Final[Mapping[str, Metric]] = {
    f"{kind}{part}": Metric(f"{kind}{part}", "persons", "stock" if kind == "displaced" else "flow", high=_PERSONS)
    for kind in KINDS
    for part in ("", *PARTS.values())
}
LANGUAGES: Final = ("en", "ru", "be")
SMALLER: Final = ("adm5", "adm4", "adm3", "adm2")
"""Areas inside an oblast, of which none is known here: a row of a district is not one of its oblast."""
COLUMNS: Final = ("#loc", *(f"#{name}" for name in SMALLER), "#adm1", "#country", "#date", "#affected")
"""Tags that rejects name."""
PLACE_TAGS: Final = (
    ("loc", "#loc"),
    *((name, f"#{name}") for name in SMALLER),
    ("adm1", "#adm1"),
    ("country", "#country"),
    ("adm0", "#country"),
)
"""From the nearest to the widest; what a row names nearest counts, and is never taken for something wider."""
MOST_COLUMNS: Final = 8
"""Columns of one kind of place that are looked at."""
MOST_COUNTS: Final = 80_000
"""Rows by columns that count."""
_LONGEST_COUNT: Final = 60
"""Characters; a longer cell is no number, and is left behind without a look."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where a table says what."""

    places: tuple[tuple[str, tuple[int, ...]], ...]
    """Name for rejects and positions of the columns, codes before names."""
    codes: frozenset[int]
    """Those that hold codes."""
    start: int | None
    end: int | None
    reported: int | None
    counts: Mapping[int, Metric]


def parse(body: bytes, context: Context) -> Report:
    """Read counts of people by place and day.

    Raises:
        FeedError: no table with hashtags, or one without a place, a date or a count (missing_column), or one of
            endless counts (too_many_rows).
    """
    table = read_tagged(body)
    shape = _shape(table)
    if len(table.rows) * len(shape.counts) > MOST_COUNTS:
        raise FeedError("too_many_rows", str(MOST_COUNTS))
    names = _known(context.reference)
    bad = (Reading(faults=(Fault(number, None, "bad_row"),)) for number in table.bad_rows)
    rows = without_repeats((row.number, _read_row(row, shape, names, context)) for row in table.rows)
    return collect((*bad, *rows), context)


def _shape(table: TaggedTable) -> _Shape:
    places = tuple((told, _by_code(table, name)) for name, told in PLACE_TAGS if table.columns(name))
    reported = next(iter(table.columns("date", "reported")), None)
    happened = [place for place in table.columns("date") if place != reported]
    starts, ends = table.columns("date", "start"), table.columns("date", "end")
    start = next(iter(starts), None) if starts and ends else next(iter(happened), reported)
    counts = {position: metric for position in table.columns("affected") if (metric := _metric(table, position))}
    for missing, tag in ((not places, "#loc"), (start is None, "#date"), (not counts, "#affected")):
        if missing:
            raise FeedError("missing_column", tag)
    if len({metric.name for metric in counts.values()}) < len(counts):
        # two columns say the same of a row in two numbers: which one counts is not ours to guess
        raise FeedError("duplicate_column", "#affected")
    codes = frozenset(position for name, _ in PLACE_TAGS for position in table.columns(name, "code"))
    return _Shape(places, codes, start, next(iter(ends), None) if starts else None, reported, counts)


def _by_code(table: TaggedTable, name: str) -> tuple[int, ...]:
    codes = table.columns(name, "code")
    return (*codes, *(position for position in table.columns(name) if position not in set(codes)))[:MOST_COLUMNS]


def _metric(table: TaggedTable, position: int) -> Metric | None:
    """What a column counts; None for parts and units that are not kept (households, say)."""
    attributes = table.tags[position].attributes
    kinds = [kind for kind, attribute in KINDS.items() if attribute in attributes]
    parts = [suffix for attribute, suffix in PARTS.items() if attribute in attributes]
    known = attributes <= {*KINDS.values(), *PARTS, "ind"}
    return METRICS[kinds[0] + "".join(parts)] if len(kinds) == 1 and len(parts) < 2 and known else None


@dataclass(frozen=True, slots=True)
class _Known:
    """Places by what a cell says, made alike."""

    codes: Mapping[str, str]
    either: Mapping[str, str]
    """By code or name; what may mean two places means none."""


def _known(reference: Reference) -> _Known:
    places = _places(reference)
    named = [(alike(reference.names[place].in_language(tongue)), place) for place in places for tongue in LANGUAGES]
    codes = {alike(country.alpha2): country.id for country in reference.countries}
    codes |= {alike(place): place for place in places}
    meant: dict[str, set[str]] = {}
    for said, place in (*named, *codes.items()):
        meant.setdefault(said, set()).add(place)
    return _Known(codes, {said: min(several) for said, several in meant.items() if len(several) == 1})


def _read_row(row: TaggedRow, shape: _Shape, names: _Known, context: Context) -> Reading:
    place = _place(row, shape, names)
    if place is None:
        column = next((told for told, positions in shape.places if any(map(row.cell, positions))), "#loc")
        return Reading(faults=(Fault(row.number, column, "unknown_place"),))
    try:
        period = _period(row, shape, context.stamp)
    except CellError as error:
        return Reading(faults=(Fault(row.number, "#date", error.reason),))
    parts = (_count(row, position, metric, place, period) for position, metric in shape.counts.items())
    counted = join(parts)
    # of a row whose counts cannot be read nothing was heard
    return counted if counted.faults and not counted.observations else replace(counted, units=frozenset({NAME}))


def _place(row: TaggedRow, shape: _Shape, names: _Known) -> str | None:
    """The nearest place that the row names; unknown there, it is not known at all."""
    for _, positions in shape.places:
        cells = [(position, alike(row.cell(position))) for position in positions if row.cell(position)]
        found = (
            (names.codes.get(cell) if position in shape.codes else None) or names.either.get(cell)
            for position, cell in cells
        )
        if cells:
            return next((place for place in found if place), None)
    return None


def _period(row: TaggedRow, shape: _Shape, stamp: Moment) -> Period:
    """Days of Minsk; a report of a day counts as made at the end of it, but never after it was received.

    Of a day that is not over yet a flow is a placeholder; a stock stands at the time of the report.
    """
    start, first_end = read_day(row.cell(shape.start if shape.start is not None else -1))
    end = first_end if shape.end is None else read_day(row.cell(shape.end))[1]
    reported = stamp if shape.reported is None else min(read_day(row.cell(shape.reported))[1], stamp)
    if not 0 < end - start <= DAY:
        raise CellError("bad_period")
    return Period(start, end, reported)


def _count(row: TaggedRow, position: int, metric: Metric, place: str, period: Period) -> Reading:
    text = row.cell(position)
    try:
        value = read_number(text, metric)
    except CellError as error:
        personal = len(text) > _LONGEST_COUNT or looks_personal(text)
        fault = Fault(row.number, "#affected", "personal_data" if personal else error.reason)
        return Reading(faults=(fault,), dropped=int(personal))
    if value is None:
        return Reading()
    if period.end <= period.issued + CLOCK_LEEWAY_S:
        return Reading((period.observe(place, metric, value),))
    if metric.kind == "flow" or period.start >= period.issued:
        return Reading(faults=(Fault(row.number, "#date", "after_report"),))
    return Reading((replace(period, end=period.issued).observe(place, metric, value),))


def units(_reference: Reference) -> tuple[str, ...]:
    """The mission as a whole."""
    return (NAME,)


def _places(reference: Reference) -> tuple[str, ...]:
    oblasts = (oblast.id for oblast in reference.oblasts)
    return (*reference.country, *oblasts, *reference.site, *reference.crossing, *reference.section)


SAMPLE: Final = """\
Point,Code,From,To,Reported,In,In women,In children,Out
#loc+name,#loc+code,#date+start,#date+end,#date+reported,#affected+in+ind,#affected+f+in+ind,#affected+children+in,#affected+ind+out
Bruzgi,BY-PL-01,2026-11-16,2026-11-16,2026-11-17,120,41,18,7
Grodno section,grodno-pl,2026-11-16,2026-11-16,2026-11-17,133,,21,9
"""

FEED = Feed(
    name=NAME,
    agency="iom",
    format="CSV with HXL, daily",
    cycle_s=DAY,
    tolerance_s=6 * 3600,
    stamp="content",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=lambda _place, _reference: NAME,
    units=units,
    places=_places,
    columns=COLUMNS,
    sample=SAMPLE,
)
