"""Series of the past, feed by feed, each with every issue that was made of it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from data.domain.moment import DAY, HOUR, Moment
from data.exercise.hospitals import Beds
from data.exercise.hourly import STOCKS, Hourly
from data.exercise.hours import Counts, Values
from data.exercise.plan import CLASSES
from data.exercise.queueing import waits
from data.exercise.reception import SiteReport, report_moments, site_reports
from data.exercise.traffic import CrossingTraffic
from data.exercise.weather import known_nights
from data.exercise.world import World

SITE_FLOWS: Final = ("arrived", "departed")


class Series(NamedTuple):
    """Observations of one series; arrays of equal length. `unit` is the reporting unit."""

    feed: str
    place: str
    metric: str
    unit: str
    valid_from: Counts
    valid_to: Counts
    issued: Counts
    value: Values


def every_series(world: World) -> Iterator[Series]:
    """All series of all feeds, until the end of the exercise."""
    for report in world.detections:
        yield from _hourly("gpk_detections", report)
    for report in world.crossings:
        yield from _hourly("gpk_crossings", report)
    for name, traffic in world.traffic.items():
        if world.reference.crossing[name].queue_checkpoint_id:
            yield from _queues(name, traffic)
    yield from _nights(world)
    yield from _sites(world)
    for name, beds in world.beds.items():
        yield from _beds(name, beds)


def _hourly(feed: str, report: Hourly) -> Iterator[Series]:
    """First issue of every hour, then the second issue of the corrected ones."""
    again = report.corrections.hours
    rows = np.concatenate([np.arange(report.hours.count), again])
    issued = np.concatenate([report.issues.at, report.corrections.at])
    ends = report.hours.ends[rows]
    for column, counts in report.columns.items():
        value = np.concatenate([report.first(column), counts[again]]).astype(np.float64)
        begins = ends if column in STOCKS else ends - HOUR
        yield Series(feed, report.place, report.metric(column), report.unit, begins, ends, issued, value)


def _queues(name: str, traffic: CrossingTraffic) -> Iterator[Series]:
    """The queue at whole hours."""
    for vehicles in CLASSES:
        queue = traffic.queues[vehicles]
        values = {f"waiting_{vehicles}": (queue.come - queue.sent).astype(np.float64)}
        if vehicles != "buses":
            values |= {f"wait_p{share}_{vehicles}": waits(queue, share / 100) for share in (50, 90)}
        for metric, value in values.items():
            yield _known("gpk_equeue", name, metric, queue.marks, queue.marks, value)
        for hours in (1, 24):
            sent = (queue.sent[hours:] - queue.sent[:-hours]).astype(np.float64)
            ends = queue.marks[hours:]
            yield _known("gpk_equeue", name, f"sent_{vehicles}_{hours}h", ends - hours * HOUR, ends, sent)


def _nights(world: World) -> Iterator[Series]:
    said = list(known_nights(world.nights, world.hours.last, since=world.hours.first))
    for oblast in world.nights.minima:
        own = [night for night in said if night.oblast == oblast]
        issued = _moments([night.issued for night in own])
        stands = np.minimum(_moments([night.ends for night in own]), issued)
        value = np.asarray([night.minimum for night in own], dtype=np.float64)
        yield Series("hydromet_night", oblast, "night_min_c", oblast, stands, stands, issued, value)


def _sites(world: World) -> Iterator[Series]:
    at = report_moments(world.hours)
    reports = [site_reports(world, int(moment)) for moment in at]
    for place, own in enumerate(zip(*reports, strict=True)):
        for column in SiteReport._fields[1:]:
            value = np.asarray([getattr(report, column) for report in own], dtype=np.float64)
            begins = at - DAY if column in SITE_FLOWS else at
            name = reports[0][place].site
            yield Series("mvd_reception", name, f"site_{column}", name, begins, at, at, value)


def _beds(name: str, beds: Beds) -> Iterator[Series]:
    at = beds.updated
    for kind, free in beds.available.items():
        baseline = np.full(at.size, float(beds.baseline[kind]))
        for count, value in (("baseline", baseline), ("available", free.astype(np.float64))):
            yield _known("mz_hospital_places", name, f"beds_{kind}_{count}", at, at, value)
    yield _known("mz_hospital_places", name, "service_emergency_waiting", at, at, beds.waiting.astype(np.float64))


def _known(feed: str, place: str, metric: str, begins: Counts, ends: Counts, value: Values) -> Series:
    """A series of a place that reports for itself and at once; NaN is left out."""
    there = ~np.isnan(value)
    return Series(feed, place, metric, place, begins[there], ends[there], ends[there], value[there])


def _moments(values: list[Moment]) -> Counts:
    return np.asarray(values, dtype=np.int64)
