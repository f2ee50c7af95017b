"""Relief stocks of reception sites and oblast stores, daily: amounts, and the days that they last."""

from collections.abc import Mapping
from typing import Final

from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Due, Feed, speaks_for_itself
from data.feeds.firewall import known_ids
from data.feeds.reading import CLOCK_LEEWAY_S, CellError, Period, Reading, collect, read_time
from data.feeds.table import Line, observe, read_table

_AMOUNTS: Final[Mapping[str, tuple[str, float]]] = {
    "food_portions": ("portions", 50_000_000.0),
    "water_litres": ("litres", 100_000_000.0),
    "blankets_pieces": ("count", 5_000_000.0),
    "heaters_pieces": ("count", 500_000.0),
    "tents_pieces": ("count", 500_000.0),
    "medicines_kits": ("count", 1_000_000.0),
    "fuel_litres": ("litres", 100_000_000.0),
}
"""The unit stands in the column's name."""
LASTING: Final = ("food", "water", "blankets", "medicines", "fuel")
"""What is used up or given away; heaters and tents are not."""
_MOST_DAYS: Final = 3_650.0
METRICS: Final[Mapping[str, Metric]] = {
    **{column: Metric(f"stock_{column}", unit, "stock", high=high) for column, (unit, high) in _AMOUNTS.items()},
    **{f"{item}_days": Metric(f"stock_{item}_days", "days", "stock", high=_MOST_DAYS) for item in LASTING},
}
"""By column. `_days`: how long the amount lasts at the use of the last week, as its keeper reckons it."""
COLUMNS: Final = ("place_id", "counted_at", *METRICS, "issued")


def parse(body: bytes, context: Context) -> Report:
    """Read the stocks as they stood when they were counted.

    Raises:
        FeedError: the body is not this table.
    """
    stores = frozenset(places(context.reference))
    known = known_ids(context.reference)
    return collect(read_table(body, COLUMNS, lambda line: _read_line(line, stores), known), context)


def _read_line(line: Line, stores: frozenset[str]) -> Reading:
    place = line.cells["place_id"]
    if place not in stores:
        return line.fault("place_id", "unknown_place")
    moments = []
    for column in ("counted_at", "issued"):
        try:
            moments.append(read_time(line.cells[column]))
        except CellError as error:
            return line.fault(column, error.reason)
    counted, issued = moments
    if counted > issued + CLOCK_LEEWAY_S:
        return line.fault("counted_at", "after_report")
    return observe(line, place, place, Period(counted, counted, max(issued, counted)), METRICS)


def places(reference: Reference) -> tuple[str, ...]:
    """Reception sites, and oblasts for their central stores."""
    return (*(site.id for site in reference.sites), *units(reference))


def units(reference: Reference) -> tuple[str, ...]:
    """The oblast stores; a site with a stock of its own may report too."""
    return tuple(oblast.id for oblast in reference.oblasts)


SAMPLE: Final = """\
place_id,counted_at,food_portions,food_days,water_litres,water_days,blankets_pieces,blankets_days,heaters_pieces,tents_pieces,medicines_kits,medicines_days,fuel_litres,fuel_days,issued
BY-HR,2026-11-18T06:00:00+03:00,42000,9.5,180000,12,8600,21.5,140,75,310,18,26000,11,2026-11-18T07:30:00+03:00
bruzgi,2026-11-18T06:00:00+03:00,5200,1.6,31000,1.9,900,4,22,0,14,6.5,,,2026-11-18T07:30:00+03:00
"""

FEED = Feed(
    name="mchs_stocks",
    agency="mchs",
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
