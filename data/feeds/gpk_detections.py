"""People at the border outside ordinary travel, hourly, one file a territorial body."""

from collections.abc import Mapping
from typing import Final

from data.domain.moment import Moment
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed
from data.feeds.firewall import known_ids
from data.feeds.reading import Period, Reading, collect
from data.feeds.table import Line, observe, read_period, read_table

_PERSONS: Final = 100_000.0
METRICS: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (
        Metric("arrived", "persons", high=_PERSONS),
        Metric("attempted", "persons", high=_PERSONS),
        Metric("prevented", "persons", high=_PERSONS),
        Metric("groups", "count", high=10_000.0),
        Metric("persons_waiting_outdoors", "persons", "stock", high=_PERSONS),
        Metric("returned_by_neighbour", "persons", high=_PERSONS),
    )
}
"""By column. `arrived`: people who came to the border outside ordinary travel."""
COLUMNS: Final = ("section_id", "period_start", "period_end", *METRICS, "issued")


def parse(body: bytes, context: Context) -> Report:
    """Read hourly detections by border section.

    Raises:
        FeedError: the body is not this table.
    """
    known = known_ids(context.reference)
    return collect(read_table(body, COLUMNS, lambda line: _read_line(line, context.reference), known), context)


def _read_line(line: Line, reference: Reference) -> Reading:
    section = reference.section.get(line.cells["section_id"])
    if section is None:
        return line.fault("section_id", "unknown_place")
    period = read_period(line, "period_start", "period_end")
    return observe(line, section.id, section.body, period, METRICS) if isinstance(period, Period) else period


def unit_of(place: str, reference: Reference) -> str:
    """The territorial body of the section."""
    return reference.section[place].body


def units(reference: Reference) -> tuple[str, ...]:
    """Territorial bodies that have a section."""
    bodies = {section.body for section in reference.sections}
    return tuple(body.id for body in reference.bodies if body.id in bodies)


def requests(reference: Reference, _now: Moment) -> tuple[Ask, ...]:
    """One file a body."""
    return tuple(Ask(f"{body}.csv") for body in units(reference))


SAMPLE: Final = """\
section_id,period_start,period_end,arrived,attempted,prevented,groups,persons_waiting_outdoors,returned_by_neighbour,issued
grodno-pl,2026-11-18T00:00:00+03:00,2026-11-18T01:00:00+03:00,31,4,3,1,180,6,2026-11-18T01:08:00+03:00
grodno-lt,2026-11-18T00:00:00+03:00,2026-11-18T01:00:00+03:00,2,0,0,0,,1,2026-11-18T01:08:00+03:00
"""

FEED = Feed(
    name="gpk_detections",
    agency="gpk",
    format="CSV, hourly",
    cycle_s=3600,
    tolerance_s=900,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=unit_of,
    units=units,
    requests=requests,
    places=lambda reference: reference.section,
    columns=COLUMNS,
    manual_allowed=True,
    sample=SAMPLE,
)
