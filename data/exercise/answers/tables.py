"""Hourly and nightly reports as CSV tables: crossings, detections, night minima."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from data.domain.moment import HOUR, MINSK, Moment
from data.exercise.hourly import CROSSING_COLUMNS, DETECTION_COLUMNS
from data.exercise.weather import known_nights
from data.exercise.world import World

DETECTIONS: Final = ("section_id", "period_start", "period_end", *DETECTION_COLUMNS, "issued")
CROSSINGS: Final = ("crossing_id", "period_start", "period_end", "direction", *CROSSING_COLUMNS, "issued")
NIGHTS: Final = ("oblast", "night_start", "night_end", "night_min_c", "issued")


def detections(world: World, body: str, now: Moment) -> bytes | None:
    """The file of one territorial body; None when it has no section."""
    reports = [report for report in world.detections if report.unit == body]
    if not reports:
        return None
    rows = (
        (report.place, _local(row.start), _local(row.start + HOUR), *row.values, _local(row.issued))
        for report in reports
        for row in report.known(now)
    )
    return _table(DETECTIONS, rows)


def crossings(world: World, now: Moment) -> bytes:
    """Every crossing point and direction."""
    rows = (
        (report.place, _local(row.start), _local(row.start + HOUR), report.direction, *row.values, _local(row.issued))
        for report in world.crossings
        for row in report.known(now)
    )
    return _table(CROSSINGS, rows)


def nights(world: World, now: Moment) -> bytes:
    """Forecast and measured minimum of the last nights, by oblast."""
    rows = (
        (said.oblast, _local(said.begins), _local(said.ends), f"{said.minimum:.1f}", _local(said.issued))
        for said in known_nights(world.nights, now)
    )
    return _table(NIGHTS, rows)


def _table(columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> bytes:
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _local(moment: Moment) -> str:
    return datetime.fromtimestamp(moment, MINSK).isoformat()
