"""Arrivals by air, daily: flights, seats and passengers of each airport, and the part that came from origin hubs.

Which airports abroad are origin hubs is agreed between the agencies and stays outside the report, so that it
says nothing of a single route or nationality.
"""

from collections.abc import Mapping
from typing import Final

from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Due, Feed, speaks_for_itself
from data.feeds.firewall import known_ids
from data.feeds.reading import Fault, Period, Reading, collect
from data.feeds.table import Line, observe, read_period, read_table

METRICS: Final[Mapping[str, Metric]] = {
    "flights": Metric("air_flights", "count", high=2_000.0),
    "seats": Metric("air_seats", "places", high=500_000.0),
    "passengers": Metric("air_passengers", "persons", high=500_000.0),
    "hub_flights": Metric("air_hub_flights", "count", high=2_000.0),
    "hub_seats": Metric("air_hub_seats", "places", high=500_000.0),
    "hub_passengers": Metric("air_hub_passengers", "persons", high=500_000.0),
}
"""By column. `hub_`: the part of it on flights from origin hubs."""
PARTS: Final[Mapping[str, str]] = {"hub_flights": "flights", "hub_seats": "seats", "hub_passengers": "passengers"}
COLUMNS: Final = ("airport_id", "period_start", "period_end", *METRICS, "issued")


def parse(body: bytes, context: Context) -> Report:
    """Read the arrivals of airports.

    Raises:
        FeedError: the body is not this table.
    """
    airports = frozenset(places(context.reference))
    known = known_ids(context.reference)
    return collect(read_table(body, COLUMNS, lambda line: _read_line(line, airports), known), context)


def _read_line(line: Line, airports: frozenset[str]) -> Reading:
    airport = line.cells["airport_id"]
    if airport not in airports:
        return line.fault("airport_id", "unknown_place")
    period = read_period(line, "period_start", "period_end")
    if not isinstance(period, Period):
        return period
    return _without_impossible_parts(observe(line, airport, airport, period, METRICS), line)


def _without_impossible_parts(reading: Reading, line: Line) -> Reading:
    """Drop a part that is more than its whole: one of the two is wrong, and the whole is counted everywhere."""
    values = {o.metric: o.value for o in reading.observations}
    wrong = [
        part
        for part, whole in PARTS.items()
        if values.get(METRICS[part].name, 0.0) > values.get(METRICS[whole].name, float("inf"))
    ]
    names = {METRICS[part].name for part in wrong}
    return Reading(
        tuple(o for o in reading.observations if o.metric not in names),
        (*reading.faults, *(Fault(line.number, part, "part_over_whole") for part in wrong)),
        reading.dropped,
        reading.units,
    )


def places(reference: Reference) -> tuple[str, ...]:
    """All airports."""
    return tuple(crossing.id for crossing in reference.crossings if crossing.mode == "air")


def units(reference: Reference) -> tuple[str, ...]:
    """Airports that are not closed; one without flights reports zero."""
    return tuple(c.id for c in reference.crossings if c.mode == "air" and c.status != "closed")


SAMPLE: Final = """\
airport_id,period_start,period_end,flights,seats,passengers,hub_flights,hub_seats,hub_passengers,issued
BY-AIR-62,2026-11-17T00:00:00+03:00,2026-11-18T00:00:00+03:00,3,486,402,1,180,171,2026-11-18T07:20:00+03:00
"""

FEED = Feed(
    name="aviation_arrivals",
    agency="aviation",
    format="CSV, daily",
    cycle_s=86_400,
    tolerance_s=10_800,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    due=Due(("08:00",)),
    places=places,
    columns=COLUMNS,
    sample=SAMPLE,
)
