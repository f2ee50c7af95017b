"""Traffic through crossing points, hourly: vehicles and persons by direction, and refusals."""

from collections.abc import Mapping
from typing import Final

from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Feed, speaks_for_itself
from data.feeds.firewall import known_ids
from data.feeds.reading import Period, Reading, collect
from data.feeds.table import Line, observe, read_period, read_table

COUNTS: Final[Mapping[str, str]] = {
    "cars": "vehicles",
    "trucks": "vehicles",
    "buses": "vehicles",
    "persons": "persons",
    "refused": "persons",
}
"""Counted columns and their units. `refused`: persons whose entry or exit was refused."""
COLUMNS: Final = ("crossing_id", "period_start", "period_end", "direction", *COUNTS, "issued")
DIRECTIONS: Final[Mapping[str, Mapping[str, Metric]]] = {
    direction: {column: Metric(f"{direction}_{column}", unit, high=100_000.0) for column, unit in COUNTS.items()}
    for direction in ("in", "out")
}
"""Seen from Belarus: `in` is entry, `out` is exit."""


def parse(body: bytes, context: Context) -> Report:
    """Read hourly flows of crossing points.

    Raises:
        FeedError: the body is not this table.
    """
    known = known_ids(context.reference, *DIRECTIONS)
    return collect(read_table(body, COLUMNS, lambda line: _read_line(line, context.reference), known), context)


def _read_line(line: Line, reference: Reference) -> Reading:
    crossing = line.cells["crossing_id"]
    if crossing not in reference.crossing:
        return line.fault("crossing_id", "unknown_place")
    metrics = DIRECTIONS.get(line.cells["direction"].lower())
    if metrics is None:
        return line.fault("direction", "bad_direction")
    period = read_period(line, "period_start", "period_end")
    return observe(line, crossing, crossing, period, metrics) if isinstance(period, Period) else period


def units(reference: Reference) -> tuple[str, ...]:
    """Crossing points of a border section that are open, also with restrictions."""
    return tuple(c.id for c in reference.crossings if c.section and c.status in {"open", "restricted"})


SAMPLE: Final = """\
crossing_id,period_start,period_end,direction,cars,trucks,buses,persons,refused,issued
BY-PL-01,2026-11-18T00:00:00+03:00,2026-11-18T01:00:00+03:00,in,38,0,4,212,3,2026-11-18T01:06:00+03:00
BY-PL-01,2026-11-18T00:00:00+03:00,2026-11-18T01:00:00+03:00,out,44,0,5,260,0,2026-11-18T01:06:00+03:00
"""

FEED = Feed(
    name="gpk_crossings",
    agency="gpk",
    format="CSV, hourly",
    cycle_s=3600,
    tolerance_s=900,
    stamp="sender",
    speaks="periods",
    metrics=tuple(metric for metrics in DIRECTIONS.values() for metric in metrics.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    places=lambda reference: reference.crossing,
    columns=(*COLUMNS, *DIRECTIONS),
    sample=SAMPLE,
)
