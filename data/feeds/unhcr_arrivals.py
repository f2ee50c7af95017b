"""Refugees recorded, from UNHCR's operational data portal: time series, by host country, or the newest figures."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from data.domain.alike import alike
from data.domain.moment import DAY, Moment, local
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, FeedError
from data.feeds.days import read_day
from data.feeds.json_body import read_document
from data.feeds.reading import CellError, Fault, Period, Reading, admit, collect, join
from data.feeds.repeats import without_repeats
from data.feeds.table import numbered_lines, split_line

NAME: Final = "unhcr_arrivals"
UTC: Final = ZoneInfo("UTC")
SITUATION: Final = "UKR"
"""Country of origin whose refugees the configured population group counts; a time series names no place itself."""
TOTAL: Final = Metric("refugees_total", "persons", "stock", high=100_000_000.0)
HOSTED: Final = Metric("refugees_hosted", "persons", "stock", high=100_000_000.0)
COLUMNS: Final = ("data_date", "date", "individuals", "geomaster_name")
MAX_ROWS: Final = 50_000
_NUMBER: Final = re.compile(r"\d{1,12}|\d{1,3}(?:,\d{3}){1,3}", re.ASCII)
"""Commas stand between thousands; elsewhere one may be a decimal comma, and is not guessed."""
SINCE_DAYS: Final = 30


def parse(body: bytes, context: Context) -> Report:
    """Read how many refugees were recorded at the end of which day; told apart by shape, never by name.

    Raises:
        FeedError: no such report; two_series where the dates of a time series begin anew: two series were put one
            after the other, and which of two figures of a day counts is not ours to guess.
    """
    if body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in {b"{", b"["}:
        return _report(_read_text(body, context), context)
    document = read_document(body)
    data = document.get("data") if isinstance(document, dict) else None
    if isinstance(data, dict) and isinstance(data.get("timeseries"), list):
        return _report(_read_series(data["timeseries"], context), context)
    if isinstance(data, list):
        countries = _countries(context.reference)
        return _report(((row, _read_host(row, item, countries, context)) for row, item in _numbered(data)), context)
    raise FeedError("unknown_shape")


def _report(readings: Iterable[tuple[int, Reading]], context: Context) -> Report:
    """The report of its rows; the portal has spoken where one of them gives a figure."""
    read = join(without_repeats(readings))
    return collect((replace(read, units=frozenset({NAME}) if read.observations else frozenset()),), context)


def _numbered(items: list[Any]) -> Iterator[tuple[int, Any]]:
    if len(items) > MAX_ROWS:
        raise FeedError("too_many_rows", str(MAX_ROWS))
    return enumerate(items, start=1)


def _read_series(items: list[Any], context: Context) -> Iterator[tuple[int, Reading]]:
    last = 0
    for row, item in _numbered(items):
        fields = item if isinstance(item, dict) else {}
        reading = _observe(
            row, "data_date", fields.get("data_date"), fields.get("individuals"), SITUATION, TOTAL, context
        )
        for observation in reading.observations:
            _refuse_step_back(last, observation.valid_to)
            last = observation.valid_to
        yield row, reading


def _refuse_step_back(last: Moment, moment: Moment) -> None:
    if moment < last:
        raise FeedError("two_series")


def _read_text(body: bytes, context: Context) -> Iterator[tuple[int, Reading]]:
    """Comma text of date and number, with or without a header, whatever the file is called."""
    last, column = 0, None
    numbered = numbered_lines(body)
    if len(numbered) > MAX_ROWS:
        raise FeedError("too_many_rows", str(MAX_ROWS))
    lines = [(number, split_line(text) or ()) for number, text in numbered]
    if not any(_is_dated(cells) for _, cells in lines):
        raise FeedError("unknown_shape")
    for position, (row, cells) in enumerate(lines):
        if position == 0 and not _is_dated(cells):
            titles = [cell.lower() for cell in cells]
            column = titles.index("individuals") if titles.count("individuals") == 1 else None
            continue
        figure = _figure(cells, column)
        if not isinstance(figure, str):
            yield row, Reading(faults=(Fault(row, None, figure.reason),))
            continue
        reading = _observe(row, "data_date", cells[0], figure, SITUATION, TOTAL, context)
        for observation in reading.observations:
            _refuse_step_back(last, observation.valid_to)
            last = observation.valid_to
        yield row, reading


def _figure(cells: tuple[str, ...], column: int | None) -> str | CellError:
    """Text of the figure: under its title, or the one cell beside the date; of several none is guessed."""
    if column is not None and len(cells) > column:
        return cells[column]
    written = [cell for cell in cells[1:] if cell]
    if len(written) != 1:
        return CellError("long_row" if written else "short_row")
    return written[0]


def _is_dated(cells: tuple[str, ...]) -> bool:
    try:
        read_day(cells[0] if cells else "", UTC)
    except CellError:
        return False
    return True


def _countries(reference: Reference) -> Mapping[str, str]:
    return {alike(country.names.en): country.id for country in reference.countries}


def _read_host(row: int, item: Any, countries: Mapping[str, str], context: Context) -> Reading:
    fields = item if isinstance(item, dict) else {}
    name = fields.get("geomaster_name")
    country = countries.get(alike(name)) if isinstance(name, str) and len(name) < 200 else None
    if country is None:
        return Reading(faults=(Fault(row, "geomaster_name", "unknown_place"),))
    return _observe(row, "date", fields.get("date"), fields.get("individuals"), country, HOSTED, context)


def _observe(
    row: int, column: str, day: object, people: object, place: str, metric: Metric, context: Context
) -> Reading:
    """One figure at the end of its day, or at the time of asking where that day is not over."""
    try:
        begins, over = read_day(day, UTC)
    except CellError as error:
        return Reading(faults=(Fault(row, column, error.reason),))
    if begins > context.stamp:
        return Reading(faults=(Fault(row, column, "after_report"),))
    end = min(over, context.stamp)
    try:
        number = _number(people)
        value = None if number is None else admit(number, metric)
    except CellError as error:
        return Reading(faults=(Fault(row, "individuals", error.reason),))
    period = Period(end, end, context.stamp)
    return Reading() if value is None else Reading((period.observe(place, metric, value),))


def _number(people: object) -> float | None:
    """A number, also as text with commas between thousands; null and blank are missing.

    Raises:
        CellError: bad_number.
    """
    if people is None:
        return None
    if isinstance(people, str):
        if not people.strip():
            return None
        if not _NUMBER.fullmatch(people.strip()):
            raise CellError("bad_number")
        return float(people.replace(",", ""))
    if isinstance(people, int | float) and not isinstance(people, bool):
        return people
    raise CellError("bad_number")


def requests(_reference: Reference, now: Moment) -> tuple[Ask, ...]:
    """Totals by day, then by host country; widget, view and group are `params` of the source, for they change.

    No more than the last month: an answer names no time of issue, so each changed one is a new issue of all its days.
    """
    since = local(now - SINCE_DAYS * DAY, UTC).date().isoformat()
    return (
        Ask(f"/population/get/timeseries?frequency=day&fromDate={since}", label="timeseries"),
        Ask("/population/get/sublocation", label="sublocation"),
    )


def units(_reference: Reference) -> tuple[str, ...]:
    """The portal as a whole."""
    return (NAME,)


SAMPLE: Final = """\
{"data": {"timeseries": [
  {"data_date": "2026-11-14", "unix_timestamp": 1794614400, "individuals": "5,812,300"},
  {"data_date": "2026-11-15", "unix_timestamp": 1794700800, "individuals": 5812900}]}}
"""

FEED = Feed(
    name=NAME,
    agency="unhcr",
    format="JSON, portal",
    cycle_s=DAY,
    tolerance_s=6 * 3600,
    stamp="content",
    speaks="periods",
    metrics=(TOTAL, HOSTED),
    parse=parse,
    unit_of=lambda _place, _reference: NAME,
    units=units,
    requests=requests,
    zone="UTC",
    sensitivity="open",
    places=lambda reference: reference.country,
    columns=COLUMNS,
    sample=SAMPLE,
)
