"""Numbers, times and spans as files and specs write them; what could mean two things is never guessed."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from data.domain.moment import DAY, HOUR, MINUTE, WEEK, Moment, parse_iso
from data.feeds.reading import EARLIEST, LATEST, CellError
from data.feeds.tables.spec import Meaning, Value

Cell = Any
"""None, text, number, bool, or a date or time: what a sheet holds; of a CSV file always text."""

ENGLISH: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SPECIAL: Final = frozenset({"iso", "serial", "epoch", "epoch_ms"})
_SPAN: Final = re.compile(r"(\d{1,4}) ?(min|h|d|w)", re.ASCII)
_SPANS: Final = {"min": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_SERIAL_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a local date; the zone is the spec's
_TOKEN: Final = re.compile(r"YYYY|Month|MM|M|DD|D|HH|H|mm|SS|\s+|.")
_TOKENS: Final = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "Month": r"(?P<word>[^\W\d_]{3,20})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
    "HH": r"(?P<hour>[0-9]{2})",
    "H": r"(?P<hour>[0-9]{1,2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "SS": r"(?P<second>[0-9]{2})",
}
LONGEST_CELL: Final = 60
"""Characters of a number or a time."""


def span(text: str) -> int | None:
    """Seconds of `15 min`, `4 h`, `1 d`, `2 w`; None where it is no span."""
    match = _SPAN.fullmatch(text.strip())
    return int(match[1]) * _SPANS[match[2]] or None if match else None


@lru_cache
def form_pattern(form: str) -> re.Pattern[str] | None:
    """Pattern of a form such as `DD.MM.YYYY HH:mm`; None where a part is named twice or the year is missing."""
    parts = [_TOKENS.get(token) or (r"\s+" if token.isspace() else re.escape(token)) for token in _TOKEN.findall(form)]
    try:
        pattern = re.compile(r"\s*" + "".join(parts) + r"\s*", re.ASCII if "Month" not in form else 0)
    except re.error:
        return None
    return pattern if "year" in pattern.groupindex else None


@dataclass(frozen=True, slots=True)
class Written:
    """A time as it was written: local, with or without a time of day; `exact` where an offset fixes it."""

    local: datetime
    dated: bool
    """Only a date or less."""
    exact: Moment | None = None

    def moment(self, zone: ZoneInfo) -> Moment:
        """The moment; of a local time that occurs twice the first, as the zone's rules have it.

        Raises:
            CellError: bad_time where it lies outside 2000 to 2100.
        """
        return checked(self.exact if self.exact is not None else int(self.local.replace(tzinfo=zone).timestamp()))


def checked(moment: Moment) -> Moment:
    """A plausible moment.

    Raises:
        CellError: bad_time.
    """
    if not EARLIEST <= moment <= LATEST:
        raise CellError("bad_time")
    return moment


def read_written(cell: Cell, forms: Sequence[str], months: Sequence[str], zone: ZoneInfo) -> Written:
    """Read a date or time by the declared forms; dates of a spreadsheet need none.

    Raises:
        CellError: bad_time (of none of the forms), impossible_date, or ambiguous_day where two forms disagree.
    """
    if isinstance(cell, datetime):
        return Written(cell.replace(tzinfo=None), dated=cell.time() == datetime.min.time())
    if isinstance(cell, date):
        return Written(datetime(cell.year, cell.month, cell.day), dated=True)  # noqa: DTZ001 - local, as written
    text = _plain(cell)
    found, impossible = list[Written](), False
    for form in forms:
        try:
            written = _by_form(text, form, months, zone)
        except (ValueError, OverflowError):
            impossible = True
            continue
        if written is not None and written not in found:
            found.append(written)
    if len(found) > 1 and len({w.moment(zone) for w in found}) > 1:
        raise CellError("ambiguous_day")
    if not found:
        raise CellError("impossible_date" if impossible else "bad_time")
    return found[0]


def _plain(cell: Cell) -> str:
    """Text of a cell; whole numbers without the fraction that spreadsheets add."""
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None or isinstance(cell, bool) else str(cell).strip()
    return text if len(text) <= LONGEST_CELL else ""


def _by_form(text: str, form: str, months: Sequence[str], zone: ZoneInfo) -> Written | None:
    """None where the text is not of the form; ValueError where it is, and no such day exists."""
    if form in SPECIAL:
        return _special(text, form, zone)
    pattern = form_pattern(form)
    match = pattern.fullmatch(text) if pattern else None
    if match is None:
        return None
    parts = match.groupdict()
    month = _month(parts, months)
    if month is None:
        return None
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    day = datetime(int(parts["year"]), month, int(parts.get("day") or 1))  # noqa: DTZ001 - local, as written
    return Written(day + _clock(hour, minute, second), dated="hour" not in parts)


def _clock(hour: int, minute: int, second: int) -> timedelta:
    """Time of day; 24:00 is the midnight after."""
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > DAY:
        raise ValueError("no such time")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _month(parts: Mapping[str, str | None], months: Sequence[str]) -> int | None:
    word = parts.get("word")
    if word is None:
        return int(parts.get("month") or 1)
    names = [name.casefold() for name in months or ENGLISH]
    return names.index(word.casefold()) + 1 if word.casefold() in names else None


def _special(text: str, form: str, zone: ZoneInfo) -> Written | None:
    if form == "iso":
        return _iso(text, zone)
    if not re.fullmatch(r"\d{1,13}(?:\.\d{1,12})?", text, re.ASCII):
        return None
    number = float(text)
    if form == "serial":
        local = _SERIAL_ZERO + timedelta(seconds=round(number * DAY))
        return Written(local, dated=number.is_integer())
    exact = int(number // 1000 if form == "epoch_ms" else number)
    return Written(datetime.fromtimestamp(exact, zone).replace(tzinfo=None), dated=False, exact=exact)


def _iso(text: str, zone: ZoneInfo) -> Written | None:
    """With offset; a naive ISO time has a form of its own."""
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", text) or not re.search(r"(?:Z|[+-]\d{2}:?\d{2})$", text):
        return None
    exact = parse_iso(text)
    return Written(datetime.fromtimestamp(exact, zone).replace(tzinfo=None), dated=False, exact=exact)


def read_number(cell: Cell, value: Value) -> float | Meaning:
    """Read a number as the column writes it, in the metric's unit; blanks and marks give their meaning.

    Raises:
        CellError: bad_number.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # an integer may be too large for a float
        return float(cell) * value.factor if abs(cell) < 1e15 else math.inf
    if cell is not None and not isinstance(cell, str):
        raise CellError("bad_number")
    text = (cell or "").strip()
    if not text:
        return value.blank
    if text in value.marks:
        return value.marks[text]
    match = _number_pattern(value.decimal, value.thousands).fullmatch(text[: LONGEST_CELL + 1].replace("−", "-"))
    if match is None:
        raise CellError("bad_number")
    whole = re.sub(r"[^\d-]", "", match["whole"])
    return float(f"{whole}.{match['part'] or 0}") * value.factor


@lru_cache
def _number_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    blank = r"[ \t\u00a0\u202f\u2009]" if thousands == " " else re.escape(thousands)
    grouped = rf"\d{{1,3}}(?:{blank}\d{{3}}){{1,4}}|" if thousands else ""
    return re.compile(rf"(?P<whole>-?(?:{grouped}\d{{1,15}}))(?:{re.escape(decimal)}(?P<part>\d{{1,9}}))?", re.ASCII)


def add_period(local: datetime, covers: str) -> datetime:
    """The end of a calendar period that begins then."""
    if covers == "month":
        return local.replace(year=local.year + local.month // 12, month=local.month % 12 + 1)
    if covers == "year":
        return local.replace(year=local.year + 1)
    return local + {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[covers]


def squeezed(cell: Cell) -> str:
    """Text of a cell without footnote marks, quotation marks, double blanks and differences of case, ё and dashes."""
    text = _plain(cell) if not isinstance(cell, str) else cell[:400]
    text = re.sub(r"^\d{1,3}[.)]\s+", "", _unmarked(text.strip()))
    text = re.sub(r"[«»\"'*\s\u00a0]+", " ", text.casefold().replace("ё", "е"))
    return re.sub(r"\s*[–—-]\s*", "-", text).strip()


def _unmarked(text: str) -> str:
    """Without the marks of footnotes at its end: `*`, `**`, `*)`. No pattern, which stars could keep busy for hours."""
    while True:
        bare = text.rstrip()
        note = bare[:-1].rstrip() if bare.endswith(")") else bare
        if not note.endswith("*"):
            return bare
        text = note.rstrip("*")


of_spec = lru_cache(maxsize=2048)(squeezed)
"""The same for a text of a spec, remembered; never for a cell, which may be personal."""
