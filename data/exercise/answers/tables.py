"""Hourly and nightly reports as CSV tables: crossings, detections, night minima."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from data.domain.moment import HOUR, MINSK, Moment
from data.exercise.answers.contract import CSV, Answer, Question, whole
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
        (report.place, written(row.start), written(row.start + HOUR), *row.values, written(row.issued))
        for report in reports
        for row in report.known(now)
    )
    return csv_table(DETECTIONS, rows)


def crossings(world: World, now: Moment) -> bytes:
    """Every crossing point and direction."""
    rows = (
        (
            report.place,
            written(row.start),
            written(row.start + HOUR),
            report.direction,
            *row.values,
            written(row.issued),
        )
        for report in world.crossings
        for row in report.known(now)
    )
    return csv_table(CROSSINGS, rows)


def nights(world: World, now: Moment) -> bytes:
    """Forecast and measured minimum of the last nights, by oblast."""
    rows = (
        (said.oblast, written(said.begins), written(said.ends), f"{said.minimum:.1f}", written(said.issued))
        for said in known_nights(world.nights, now)
    )
    return csv_table(NIGHTS, rows)


def csv_table(columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> bytes:
    """A table with its header; numbers as they are, None as a blank cell."""
    lines = [",".join(columns), *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def written(moment: Moment) -> str:
    """Local time with its offset."""
    return datetime.fromtimestamp(moment, MINSK).isoformat()


def _body_file(world: World, question: Question) -> Answer | None:
    """`{body}.csv`."""
    body, dot, kind = question.path.partition(".")
    table = detections(world, body, question.now) if dot and kind == "csv" else None
    return None if table is None else Answer(table, CSV)


ANSWERS = {
    "gpk_crossings": whole(crossings, CSV),
    "gpk_detections": _body_file,
    "hydromet_night": whole(nights, CSV),
}
