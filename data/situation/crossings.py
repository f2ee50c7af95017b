"""Crossing points: last sourced status, queue, wait, and throughput against a named basis."""

from collections.abc import Iterable, Mapping
from typing import Final

from data.domain.places import Crossing
from data.domain.situation import CrossingStanding, Measured, QueueStanding
from data.domain.warning import Reading
from data.indicators.bd4 import METRICS as WAITS
from data.indicators.contract import Inputs
from data.indicators.load import crossing_loads, passed_in_day, source_of
from data.store.contract import SeriesKey

QUEUE_FEED: Final = "gpk_equeue"


def measured(inputs: Inputs, key: SeriesKey, unit: str) -> Measured | None:
    """The newest value of a series with its companions, marked when nobody speaks for it any more."""
    newest = inputs.newest(key.feed, key.place, key.metric)
    if newest is None:
        return None
    at = inputs.said_at(key.feed, key.place, newest.at)
    return Measured(newest.value, unit, at, key.feed, stale=not inputs.is_fresh(key.feed, key.place, at))


def stand_crossings(inputs: Inputs) -> tuple[CrossingStanding, ...]:
    """All crossing points in the order of the table."""
    loads = _loads(inputs)
    return tuple(_stand(inputs, crossing, loads.get(crossing.id)) for crossing in inputs.reference.crossings)


def _loads(inputs: Inputs) -> Mapping[str, Reading]:
    readings: Iterable[Reading] = (r for s in inputs.reference.sections for r in crossing_loads(inputs, s.id))
    return {r.subject: r for r in readings}


def _stand(inputs: Inputs, crossing: Crossing, load: Reading | None) -> CrossingStanding:
    def queue(metric: str, unit: str) -> Measured | None:
        return measured(inputs, SeriesKey(inputs.provider(crossing.id, QUEUE_FEED, metric), crossing.id, metric), unit)

    return CrossingStanding(
        id=crossing.id,
        section=crossing.section,
        status=crossing.status,
        since=crossing.status_as_of,
        load=_load(load),
        basis=crossing.capacities[0].basis if crossing.capacities else None,
        passed=_passed(inputs, crossing.id),
        queue=QueueStanding(*(queue(f"waiting_{kind}", "vehicles") for kind in ("cars", "trucks", "buses"))),
        wait=queue("wait_p50_cars", "minutes") if _has_median(inputs, crossing.id) else None,
    )


def _has_median(inputs: Inputs, crossing: str) -> bool:
    """The newest count of waiting cars came with a median; fewer than five cars have none."""
    feed = inputs.provider(crossing, QUEUE_FEED, *WAITS)
    ends = [point.valid_to for metric in WAITS if (point := inputs.latest.get(SeriesKey(feed, crossing, metric)))]
    return len(ends) == 2 and ends[0] == ends[1]


def _load(reading: Reading | None) -> Measured | None:
    if reading is None or reading.value is None or reading.valid_to is None:
        return None
    return Measured(reading.value, "share", reading.valid_to, reading.source, stale=not reading.fresh)


def _passed(inputs: Inputs, crossing: str) -> Measured | None:
    passed = passed_in_day(inputs, crossing)
    if passed is None:
        return None
    feed = source_of(inputs, crossing)
    fresh = inputs.is_fresh(feed, crossing, passed.at)
    return Measured(passed.value, "vehicles", passed.at, feed, stale=not fresh)
