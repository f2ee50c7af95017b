"""Internally displaced people by country and round, from IOM's DTM API version 3."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from data.domain.moment import DAY, Moment, local
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, FeedError
from data.feeds.days import read_day
from data.feeds.json_body import read_document
from data.feeds.reading import CellError, Fault, Period, Reading, collect, join, observe_number

NAME: Final = "iom_displacement"
UTC: Final = ZoneInfo("UTC")
COUNTRIES: Final = ("BLR", "UKR")
"""Countries that are asked for; a source's `params` may add to each request."""
SINCE_DAYS: Final = 120
_PERSONS: Final = 100_000_000.0
METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {
        "numPresentIdpInd": Metric("idps", "persons", "stock", high=_PERSONS),
        "numberMales": Metric("idps_male", "persons", "stock", high=_PERSONS),
        "numberFemales": Metric("idps_female", "persons", "stock", high=_PERSONS),
    }
)
"""By key of the API. A stock of people displaced inside a country; flows are not in this API."""
COLUMNS: Final = ("admin0Pcode", "admin1Pcode", "admin2Pcode", "reportingDate", "displacementReason", *METRICS)
MAX_ROWS: Final = 50_000
_PART: Final = ("displacementReason", "idpOriginAdmin1Name", "idpOriginAdmin1Pcode")
"""Rows that differ in one of these count different people."""
_LONGEST_WORD: Final = 400
_WHOLE: Final = ("operation", "assessmentType", "roundNumber")
"""Rows that differ in one of these count the same people another way: never summed up."""


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    place: str
    period: Period
    way: tuple[str, ...]
    part: tuple[str, ...]
    values: Mapping[str, Any]


def parse(body: bytes, context: Context) -> Report:
    """Read the newest way of counting of each country and day; reasons of displacement are summed up.

    Raises:
        FeedError: not the API's envelope; sender_error where it says that it failed, also with status 200.
    """
    document = read_document(body)
    rows = document.get("result") if isinstance(document, dict) else None
    if isinstance(document, dict) and document.get("isSuccess") is False:
        raise FeedError("sender_error")
    if not isinstance(rows, list):
        raise FeedError("unknown_shape")
    if len(rows) > MAX_ROWS:
        raise FeedError("too_many_rows", str(MAX_ROWS))
    read = [_read_row(number, row, context) for number, row in enumerate(rows, start=1)]
    faults = [part for part in read if isinstance(part, Reading)]
    good = [part for part in read if isinstance(part, _Row)]
    # an answer without a row that can be read confirms nothing
    spoke = Reading(units=frozenset({NAME}) if good else frozenset())
    return collect((spoke, *faults, *_counts(good)), context)


def _read_row(number: int, row: Any, context: Context) -> _Row | Reading:
    if not isinstance(row, dict):
        return Reading(faults=(Fault(number, None, "bad_row"),))
    place = _place(row, context.reference)
    if place is None:
        return Reading(faults=(Fault(number, _nearest(row), "unknown_place"),))
    way, part = _words(row, _WHOLE), _words(row, _PART)
    if way is None or part is None:
        return Reading(faults=(Fault(number, None, "bad_row"),))
    try:
        begins, _ = read_day(row.get("reportingDate"), UTC)
    except CellError as error:
        return Reading(faults=(Fault(number, "reportingDate", error.reason),))
    if begins > context.stamp:
        return Reading(faults=(Fault(number, "reportingDate", "after_report"),))
    return _Row(number, place, Period(begins, begins, context.stamp), way, part, row)


def _words(row: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[str, ...] | None:
    """Words and numbers of a row, to be compared; None where one is a list, an object or without end."""
    given = [row.get(key) for key in keys]
    if not all(value is None or isinstance(value, str | int | float) for value in given):
        return None
    words = tuple("" if value is None else str(value) for value in given)
    return words if all(len(word) <= _LONGEST_WORD for word in words) else None


def _nearest(row: Mapping[str, Any]) -> str:
    """Key of the smallest area that a row names."""
    named = (level for level in ("admin2", "admin1") if row.get(f"{level}Pcode") or row.get(f"{level}Name"))
    return f"{next(named, 'admin0')}Pcode"


def _place(row: Mapping[str, Any], reference: Reference) -> str | None:
    """An oblast by its code, or the country where no smaller area is named; a row of a district is of neither."""
    told = _nearest(row)
    code = row.get(told)
    oblasts = (oblast.id for oblast in reference.oblasts)
    known = {"admin0Pcode": tuple(reference.country), "admin1Pcode": tuple(oblasts)}.get(told, ())
    return code if isinstance(code, str) and code in known else None


def _counts(rows: list[_Row]) -> Iterator[Reading]:
    """One observation a place, day and metric, from the first way of counting that the answer gives for it."""
    groups: dict[tuple[str, Moment], list[_Row]] = {}
    for row in rows:
        groups.setdefault((row.place, row.period.end), []).append(row)
    for group in groups.values():
        first = group[0].way
        chosen = [row for row in group if row.way == first]
        yield from (Reading(faults=(Fault(r.number, None, "duplicate_row"),)) for r in group if r.way != first)
        yield from _sum(chosen)


def _sum(rows: list[_Row]) -> Iterator[Reading]:
    """Parts by reason and origin add up; the same part twice does not."""
    seen: dict[tuple[str, ...], _Row] = {}
    for row in rows:
        if row.part in seen:
            yield Reading(faults=(Fault(row.number, "displacementReason", "duplicate_row"),))
        seen.setdefault(row.part, row)
    for key, metric in METRICS.items():
        yield _sum_of(list(seen.values()), key, metric)


def _sum_of(rows: list[_Row], key: str, metric: Metric) -> Reading:
    parts = [
        observe_number(r.place, metric, r.values.get(key), r.period, Fault(r.number, key, "bad_number")) for r in rows
    ]
    values = [o.value for part in parts for o in part.observations]
    if len(values) < len(rows):
        # a part that is not known makes the whole unknown, never smaller
        return join(Reading(faults=part.faults) for part in parts)
    if not metric.admits(sum(values)):
        return Reading(faults=(Fault(rows[0].number, key, "out_of_bounds"),))
    return Reading((rows[0].period.observe(rows[0].place, metric, sum(values)),))


def requests(_reference: Reference, now: Moment) -> tuple[Ask, ...]:
    """Country totals of the last rounds."""
    since = local(now - SINCE_DAYS * DAY, UTC).date().isoformat()
    path = "/v3/displacement/admin0?Admin0Pcode={}&FromReportingDate={}"
    return tuple(Ask(path.format(country, since), label=f"admin0/{country}") for country in COUNTRIES)


def units(_reference: Reference) -> tuple[str, ...]:
    """The API as a whole."""
    return (NAME,)


SAMPLE: Final = """\
{"isSuccess": true, "errorMessages": [], "result": [
 {"operation": "Invented", "admin0Name": "Ukraine", "admin0Pcode": "UKR", "numPresentIdpInd": 1200000,
  "reportingDate": "2026-09-30T00:00:00", "yearReportingDate": 2026, "monthReportingDate": 9, "roundNumber": 20,
  "displacementReason": "Conflict", "numberMales": 520000, "numberFemales": 680000, "assessmentType": "BA"}]}
"""

FEED = Feed(
    name=NAME,
    agency="iom",
    format="JSON, DTM v3",
    cycle_s=30 * DAY,
    tolerance_s=15 * DAY,
    stamp="content",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=lambda _place, _reference: NAME,
    units=units,
    requests=requests,
    zone="UTC",
    places=lambda reference: (*reference.country, *(oblast.id for oblast in reference.oblasts)),
    columns=COLUMNS,
    sample=SAMPLE,
)
