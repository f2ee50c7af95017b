"""The committee's live table. Each cell says in its title what it counts; its column is never asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from data.domain.alike import alike
from data.domain.places import Reference
from data.feeds.contract import Context, FeedError
from data.feeds.gpk_queue_cells import observe_count
from data.feeds.html_body import Tag, find_tags, read_page
from data.feeds.reading import Fault, Period, Reading

CLASSES: Final[Mapping[str, str]] = {
    "легковых автомобилей": "queue_cars",
    "грузовых автомобилей": "queue_trucks",
    "автобусов": "queue_buses",
}
LONGEST_TITLE: Final = 200
_TITLE: Final = re.compile(r"([^:]{1,80}): (выезд|въезд) (.{1,60})")
"""Made alike: crossing point, way, vehicles."""
_BRACKETS: Final = re.compile(r" ?\([^()]*\)$")


def read_live(body: bytes, context: Context) -> Iterator[Reading]:
    """Read every titled cell of the page; it stands at the time of asking.

    A crossing point speaks wherever one of its cells stands, also one without a count, but not by one that
    cannot be read.

    Raises:
        FeedError: it is no page, or none of its cells has such a title.
    """
    crossings = names_of(context.reference)
    titled = [(cell, _title(cell)) for cell in find_tags(read_page(body), "td", "td|th|tr|table|tbody")]
    found = [(cell, title) for cell, title in titled if title]
    if not found:
        raise FeedError("no_table")
    seen: set[tuple[str, str]] = set()
    for cell, title in found:
        if title[2] == "выезд":
            yield _read_cell(cell, title, crossings, context, seen)


def _title(cell: Tag) -> re.Match[str] | None:
    return _TITLE.fullmatch(alike(cell.attributes.get("title", "")[:LONGEST_TITLE]))


def names_of(reference: Reference) -> Mapping[str, str]:
    """Crossing points by Russian name, with and without what stands in brackets."""
    names: dict[str, str] = {}
    for crossing in (c for c in reference.crossings if c.gpk_slug):
        name = alike(crossing.names.ru)
        names |= {name: crossing.id, _BRACKETS.sub("", name): crossing.id}
    return names


def _read_cell(
    cell: Tag, title: re.Match[str], crossings: Mapping[str, str], context: Context, seen: set[tuple[str, str]]
) -> Reading:
    crossing, metric = crossings.get(title[1].strip()), CLASSES.get(title[3].strip())
    if crossing is None:
        return Reading(faults=(Fault(cell.number, "title", "unknown_place"),))
    if metric is None:
        return Reading(faults=(Fault(cell.number, "title", "unknown_vehicle_class"),))
    if (crossing, metric) in seen:
        return Reading(faults=(Fault(cell.number, metric, "duplicate_row"),))
    seen.add((crossing, metric))
    if not cell.whole:
        return Reading(faults=(Fault(cell.number, metric, "truncated"),))
    period = Period(context.stamp, context.stamp, context.stamp)
    count = observe_count(crossing, metric, cell.text, period, Fault(cell.number, metric, "bad_number"))
    # of a count that cannot be read nothing was heard
    return count if count.faults else replace(count, units=frozenset({crossing}))
