"""Vehicles that stand before Ukraine's crossing points, as its border guard shows them on its map.

The map is a web page; its numbers stand in the attributes of the options of a list, as text for people.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.alike import alike
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, FeedError, speaks_for_itself
from data.feeds.html_body import Tag, find_tags, read_page
from data.feeds.local_time import LocalTime, read_local
from data.feeds.reading import CLOCK_LEEWAY_S, CellError, Fault, Period, Reading, admit, collect

KYIV: Final = ZoneInfo("Europe/Kyiv")
METRICS: Final[Mapping[str, Metric]] = {
    "кількість легкових авто перед ппр": Metric("queue_cars", "vehicles", "stock", high=50_000.0),
    "швидкість оформлення легкових авто": Metric("rate_cars", "vehicles_h", "stock", high=5_000.0),
    "кількість вантажних авто перед ппр": Metric("queue_trucks", "vehicles", "stock", high=50_000.0),
}
"""By the sender's label, made alike."""
COVERED: Final = "poland"
"""The one country whose crossing points are all in the reference data: a name that is not there is rejected. Of other
countries those that are there are used, and the others are not of this deployment."""
FROZEN: Final = frozenset({alike("Лудин (пункт контролю)")})
"""No crossing point, and unchanged since 2024."""
ATTRIBUTES: Final = ("value", "data-created_at", "data-state_of_busy")
"""Names that rejects carry."""
LONGEST_NAME: Final = 200
LONGEST_BUSY: Final = 1_000
"""Characters that are looked at."""
_FORMS: Final = ("%Y-%m-%d %H:%M:%S",)
_BREAK: Final = re.compile(r"<br ?/?>|\n", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(\d{1,7})(?: ?авто/год\.?)?", re.ASCII)
_WORD: Final = re.compile(r"[a-z]+")


def parse(body: bytes, context: Context) -> Report:
    """Read the road crossing points of the map; each stands at the time that the map gives for it.

    Raises:
        FeedError: it is no page, or its list of crossing points is not there.
    """
    options = [tag for tag in find_tags(read_page(body), "option", "option|select|optgroup") if _is_entry(tag)]
    if not options:
        raise FeedError("no_table")
    return collect(_read(options, context), context)


def _is_entry(tag: Tag) -> bool:
    return "data-type" in tag.attributes and "data-country" in tag.attributes


def _read(options: list[Tag], context: Context) -> Iterator[Reading]:
    places = {alike(name): n.place for n in context.reference.neighbours for name in n.dpsu_names}
    seen: set[str] = set()
    for option in options:
        # a point for several kinds of traffic writes a list
        if "car" not in _WORD.findall(option.attributes["data-type"][:200]):
            continue
        name = alike((option.attributes.get("value") or option.text)[:LONGEST_NAME])
        place = places.get(name)
        if place in seen:
            yield Reading(faults=(Fault(option.number, "value", "duplicate_row"),))
        elif place is not None:
            seen.add(place)
            yield from _read_option(option, place, context)
        elif name not in FROZEN and option.attributes["data-country"].strip() == COVERED:
            yield Reading(faults=(Fault(option.number, "value", "unknown_place"),))


def _read_option(option: Tag, place: str, context: Context) -> Iterator[Reading]:
    row = option.number
    try:
        said = read_local(option.attributes.get("data-created_at"), _FORMS, KYIV)
    except CellError as error:
        yield Reading(faults=(Fault(row, "data-created_at", error.reason),))
        return
    if said.moment > context.stamp + CLOCK_LEEWAY_S:
        yield Reading(faults=(Fault(row, "data-created_at", "after_report"),))
        return
    busy = option.attributes.get("data-state_of_busy")
    if busy is None:
        yield Reading(faults=(Fault(row, "data-state_of_busy", "missing_element"),))
        return
    yield Reading(units=frozenset({place}), faults=_doubts(row, said))
    yield from _read_busy(busy, row, place, said)


def _doubts(row: int, said: LocalTime) -> tuple[Fault, ...]:
    return (Fault(row, "data-created_at", "ambiguous_time"),) if said.doubtful else ()


def _read_busy(text: str, row: int, place: str, said: LocalTime) -> Iterator[Reading]:
    """Read `label: value` parts; a sentence in place of a number is missing, with a reason, and never zero."""
    period = Period(said.moment, said.moment, said.moment)
    seen: set[str] = set()
    for part in _BREAK.split(text[:LONGEST_BUSY]):
        label, colon, value = part.partition(":")
        metric = METRICS.get(alike(label)) if colon else None
        if metric is None:
            yield Reading(faults=(Fault(row, "data-state_of_busy", "words_for_number"),) if part.strip() else ())
        elif metric.name in seen:
            yield Reading(faults=(Fault(row, metric.name, "duplicate_row"),))
        else:
            seen.add(metric.name)
            yield _observe(value, place, metric, period, row)


def _observe(text: str, place: str, metric: Metric, period: Period, row: int) -> Reading:
    written = " ".join(text.split()).casefold()
    if not written:
        return Reading()
    found = _NUMBER.fullmatch(written)
    if found is None:
        return Reading(faults=(Fault(row, metric.name, "words_for_number"),))
    try:
        return Reading((period.observe(place, metric, admit(float(found[1]), metric)),))
    except CellError as error:
        return Reading(faults=(Fault(row, metric.name, error.reason),))


def units(reference: Reference) -> tuple[str, ...]:
    """Crossing points that the map knows."""
    return tuple(n.place for n in reference.neighbours if n.dpsu_names)


SAMPLE: Final = """\
<option data-country="poland" data-type="car" data-created_at="2026-11-18 10:42:36" value="Шегині - Медика"
 data-state_of_busy="Кількість легкових авто перед ППр: 40 <br> Кількість вантажних авто перед ППр: 966">
"""

FEED = Feed(
    name="ua_dpsu_queues",
    agency="ua_dpsu",
    format="HTML",
    cycle_s=10_800,
    tolerance_s=7_200,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=lambda _reference, _now: (Ask("/uk/map", headers={"Accept-Language": "uk"}, label="map"),),
    zone="Europe/Kyiv",
    sensitivity="open",
    places=units,
    columns=ATTRIBUTES,
    content_types=("text/html",),
    sample=SAMPLE,
)
