"""The electronic queue of Ukraine before its crossing points (eCherha): booked vehicles and the wait it works out.

A virtual queue: the vehicles are booked, they do not stand before the border. Never to be added to a physical one.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from data.domain.moment import MINUTE, Moment
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, FeedError, speaks_for_itself
from data.feeds.echerha_tally import COUNT, PAUSED, WAIT, Queue, Tally, tally
from data.feeds.echerha_titles import Titles, titles_of
from data.feeds.json_body import read_document
from data.feeds.reading import Fault, Period, Reading, collect

CLASSES: Final[Mapping[int, str]] = {1: "trucks", 2: "buses"}
POLAND: Final = 133
"""`country_id` of the one country whose crossing points are all in the reference data: a title that is not there is
rejected. Of other countries those that are there are used, and the others are not of this deployment."""
MAX_QUEUES: Final = 2_000
HEADERS: Final[Mapping[str, str]] = {
    "X-Client-Locale": "uk",
    "X-User-Agent": "UABorder/3.10.0 Web/1.1.0 User/guest",
    "User-Agent": "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36",
    "Accept": "application/json",
}
"""Without these the sender answers 401 to everybody; titles come in Ukrainian."""


def _metrics() -> Iterator[Metric]:
    for vehicles in CLASSES.values():
        yield Metric(f"virtual_queue_{vehicles}", "vehicles", "stock", high=50_000.0)
        yield Metric(f"virtual_wait_{vehicles}", "minutes", "stock", high=86_400.0)
        yield Metric(f"virtual_paused_{vehicles}", "count", "stock", high=100.0)


METRICS: Final[Mapping[str, Metric]] = {metric.name: metric for metric in _metrics()}
"""Waits of many days are usual for trucks; the bound is 60 days."""
COLUMNS: Final = ("id", "title", "for_vehicle_type", PAUSED, WAIT, COUNT)


def parse(body: bytes, context: Context) -> Report:
    """Read the queues of one class of vehicles and sum them up for each crossing point.

    Raises:
        FeedError: empty_body also where nothing is listed at all; else it is no such list.
    """
    document = read_document(body)
    queues = document.get("data") if isinstance(document, dict) else None
    if not isinstance(queues, list):
        raise FeedError("unknown_shape")
    if not queues:
        raise FeedError("empty_body")
    if len(queues) > MAX_QUEUES:
        raise FeedError("too_many_rows", str(MAX_QUEUES))
    return collect(_read(queues, context), context)


def _read(queues: list[Any], context: Context) -> Iterator[Reading]:
    titles, seen = titles_of(context.reference), set[int | str]()
    found: dict[tuple[str, str], list[Queue]] = {}
    for row, queue in enumerate(queues, start=1):
        placed = _place(row, queue, titles)
        if isinstance(placed, Fault):
            yield Reading(faults=(placed,))
        elif placed is not None and _is_repeated(queue, seen):
            yield Reading(faults=(Fault(row, "id", "duplicate_row"),))
        elif placed is not None:
            found.setdefault(placed, []).append(Queue(row, queue))
    for (place, vehicles), listed in found.items():
        counted = tally(listed)
        # where nobody can tell which queues move, nothing was heard of the crossing point
        yield Reading(faults=counted.faults, units=frozenset() if counted.paused is None else frozenset({place}))
        yield from _observe(place, vehicles, counted, context.stamp)


def _is_repeated(queue: Mapping[str, Any], seen: set[int | str]) -> bool:
    """Tell whether a queue of this id was listed before: counted twice, it would double the sum."""
    identifier = queue.get("id")
    if not isinstance(identifier, int | str):
        return False
    repeated = identifier in seen
    seen.add(identifier)
    return repeated


def _place(row: int, queue: Any, titles: Titles) -> tuple[str, str] | Fault | None:
    """Crossing point and class of vehicles, or why not; None for a queue that is not of this deployment."""
    if not isinstance(queue, dict):
        return Fault(row, None, "bad_row")
    title, kind = queue.get("title"), queue.get("for_vehicle_type")
    vehicles = CLASSES.get(kind) if isinstance(kind, int) and not isinstance(kind, bool) else None
    if not isinstance(title, str) or len(title) > 400:
        return Fault(row, "title", "bad_row")
    place = titles.place(title)
    if place is None:
        return Fault(row, "title", "unknown_place") if queue.get("country_id") in (POLAND, None) else None
    if vehicles is None:
        return Fault(row, "for_vehicle_type", "unknown_vehicle_class")
    return place, vehicles


def _observe(place: str, vehicles: str, counted: Tally, at: Moment) -> Iterator[Reading]:
    period = Period(at, at, at)
    values = {
        f"virtual_queue_{vehicles}": counted.vehicles,
        f"virtual_wait_{vehicles}": None if counted.wait_s is None else float(round(counted.wait_s / MINUTE)),
        f"virtual_paused_{vehicles}": counted.paused,
    }
    for name, value in values.items():
        if value is None:
            continue
        if METRICS[name].admits(value):
            yield Reading((period.observe(place, METRICS[name], float(value)),))
        else:
            yield Reading(faults=(Fault(None, name, "out_of_bounds"),))


def units(reference: Reference) -> tuple[str, ...]:
    """Crossing points that eCherha knows."""
    return tuple(dict.fromkeys(n.place for n in reference.neighbours if n.echerha_titles))


def requests(_reference: Reference, _now: Moment) -> tuple[Ask, ...]:
    """Trucks, then buses; cars have no electronic queue."""
    return tuple(
        Ask(f"/api/v4/workload/{kind}", headers=HEADERS, label=f"workload-{vehicles}")
        for kind, vehicles in CLASSES.items()
    )


SAMPLE: Final = """\
{"data": [
 {"title": "Шегині – Медика (для вантажівок ≥ 7,5 тонн)", "country_id": 133, "for_vehicle_type": 1,
  "is_paused": false, "wait_time": 90000, "vehicle_in_active_queues_counts": 412}]}
"""

FEED = Feed(
    name="ua_mindev_echerha",
    agency="ua_mindev",
    format="JSON",
    cycle_s=1_800,
    tolerance_s=900,
    stamp="poll",
    speaks="present",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=requests,
    zone="Europe/Kyiv",
    sensitivity="open",
    places=units,
    columns=COLUMNS,
    content_types=("application/json",),
    sample=SAMPLE,
)
