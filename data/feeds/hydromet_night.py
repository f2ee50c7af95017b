"""Lowest air temperature of the night by oblast: forecast for the coming night, or measured afterwards."""

from typing import Final

from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Feed, speaks_for_itself
from data.feeds.firewall import known_ids
from data.feeds.reading import Period, Reading, collect
from data.feeds.table import Line, observe, read_period, read_table

METRIC: Final = Metric("night_min_c", "degrees_c", "stock", low=-60.0, high=60.0)
COLUMNS: Final = ("oblast", "night_start", "night_end", METRIC.name, "issued")


def parse(body: bytes, context: Context) -> Report:
    """Read night minima by oblast.

    A value measured after the night stands at the end of the night. A forecast stands at the time when it
    was issued, so that nothing observed ever lies in the future.

    Raises:
        FeedError: the body is not this table.
    """
    oblasts = frozenset(oblast.id for oblast in context.reference.oblasts)
    known = known_ids(context.reference)
    return collect(read_table(body, COLUMNS, lambda line: _read_line(line, oblasts), known), context)


def _read_line(line: Line, oblasts: frozenset[str]) -> Reading:
    oblast = line.cells["oblast"]
    if oblast not in oblasts:
        return line.fault("oblast", "unknown_place")
    night = read_period(line, "night_start", "night_end", ahead=True)
    if not isinstance(night, Period):
        return night
    stands = min(night.end, night.issued)
    return observe(line, oblast, oblast, Period(stands, stands, night.issued), {METRIC.name: METRIC})


def units(reference: Reference) -> tuple[str, ...]:
    """All oblasts and the city of Minsk."""
    return tuple(oblast.id for oblast in reference.oblasts)


SAMPLE: Final = """\
oblast,night_start,night_end,night_min_c,issued
BY-HR,2026-11-17T18:00:00+03:00,2026-11-18T08:00:00+03:00,-4.5,2026-11-18T08:35:00+03:00
BY-BR,2026-11-17T18:00:00+03:00,2026-11-18T08:00:00+03:00,-1.8,2026-11-18T08:35:00+03:00
"""

FEED = Feed(
    name="hydromet_night",
    agency="hydromet",
    format="CSV, daily",
    cycle_s=86_400,
    tolerance_s=10_800,
    stamp="sender",
    speaks="periods",
    metrics=(METRIC,),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    sensitivity="open",
    places=units,
    columns=COLUMNS,
    manual_allowed=True,
    sample=SAMPLE,
)
