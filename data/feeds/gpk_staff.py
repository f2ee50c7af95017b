"""Staff of the border service at the beginning of each shift: planned, present, in reserve. Counts, never a roster."""

from collections.abc import Mapping
from typing import Final

from data.domain.moment import HOUR
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Due, Feed
from data.feeds.firewall import known_ids
from data.feeds.reading import CLOCK_LEEWAY_S, CellError, Period, Reading, collect, read_time
from data.feeds.table import Line, observe, read_table

METRICS: Final[Mapping[str, Metric]] = {
    f"{column}_persons": Metric(f"staff_{column}", "persons", "stock", high=50_000.0)
    for column in ("planned", "present", "reserve")
}
"""By column. `reserve`: may be called in within an hour, not among those present."""
LONGEST_SHIFT_S: Final = 24 * HOUR
COLUMNS: Final = ("place_id", "shift_start", "shift_end", *METRICS, "issued")


def parse(body: bytes, context: Context) -> Report:
    """Read the staff of bodies and sections; the numbers stand at the beginning of the shift.

    Raises:
        FeedError: the body is not this table.
    """
    known = known_ids(context.reference)
    return collect(read_table(body, COLUMNS, lambda line: _read_line(line, context.reference), known), context)


def _read_line(line: Line, reference: Reference) -> Reading:
    place = line.cells["place_id"]
    if place not in places(reference):
        return line.fault("place_id", "unknown_place")
    moments = []
    for column in ("shift_start", "shift_end", "issued"):
        try:
            moments.append(read_time(line.cells[column]))
        except CellError as error:
            return line.fault(column, error.reason)
    start, end, issued = moments
    if not 0 < end - start <= LONGEST_SHIFT_S:
        return line.fault("shift_end", "bad_period")
    if start > issued + CLOCK_LEEWAY_S:
        return line.fault("shift_start", "after_report")
    return observe(line, place, unit_of(place, reference), Period(start, start, max(issued, start)), METRICS)


def unit_of(place: str, reference: Reference) -> str:
    """The territorial body, of a section or itself."""
    section = reference.section.get(place)
    return place if section is None else section.body


def places(reference: Reference) -> tuple[str, ...]:
    """Sections and territorial bodies."""
    return (*reference.section, *(body.id for body in reference.bodies))


def units(reference: Reference) -> tuple[str, ...]:
    """Territorial bodies that have a section."""
    bodies = {section.body for section in reference.sections}
    return tuple(body.id for body in reference.bodies if body.id in bodies)


SAMPLE: Final = """\
place_id,shift_start,shift_end,planned_persons,present_persons,reserve_persons,issued
grodno,2026-11-18T08:00:00+03:00,2026-11-18T20:00:00+03:00,310,286,40,2026-11-18T08:25:00+03:00
grodno-pl,2026-11-18T08:00:00+03:00,2026-11-18T20:00:00+03:00,180,161,,2026-11-18T08:25:00+03:00
"""

FEED = Feed(
    name="gpk_staff",
    agency="gpk",
    format="CSV, every shift",
    cycle_s=43_200,
    tolerance_s=7_200,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=unit_of,
    units=units,
    due=Due(("08:00", "20:00")),
    places=places,
    columns=COLUMNS,
    sample=SAMPLE,
)
