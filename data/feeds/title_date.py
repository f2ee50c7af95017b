"""The moment that the title of a spreadsheet names, as Russian offices write it; naive times are Minsk."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from data.domain.moment import MINSK, Moment
from data.feeds.contract import FeedError
from data.feeds.reading import EARLIEST, LATEST

_MONTHS: Final = (
    ("января", "студзеня"),
    ("февраля", "лютага"),
    ("марта", "сакавіка"),
    ("апреля", "красавіка"),
    ("мая", "траўня"),
    ("июня", "чэрвеня"),
    ("июля", "ліпеня"),
    ("августа", "жніўня"),
    ("сентября", "верасня"),
    ("октября", "кастрычніка"),
    ("ноября", "лістапада"),
    ("декабря", "снежня"),
)
"""In the genitive, as in dates; Russian and Belarusian."""
_MONTH_NUMBERS: Final = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_DATE: Final = re.compile(
    r"(?P<as_of>\bна\s+)?(?:(?P<clock>\d{1,2})[:.](?P<past>\d{2})\s*(?:ч\.?,?)?\s+)?"
    r"(?<!\d)(?P<day>\d{1,2})(?:\.(?P<month>\d{2})\.|\s+(?P<word>[а-яіў]+)\s+)(?P<year>20\d{2})(?!\d)"
    r"(?:\s*(?:г\.|года|г\b))?"
    r"(?:\s*(?:,|в|на|по состоянию на)?\s*(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?!\.?\d)|\s*ч))?",
    re.IGNORECASE,
)


def title_moment(titles: Iterable[tuple[Any, ...]]) -> Moment:
    """Find the one moment that the title lines name: `на 18.11.2026 06:00`.

    A date introduced by «на» wins over others (the date of an order, say). A date alone is its midnight.

    Raises:
        FeedError: no_date, or ambiguous_date where several are named.
    """
    found = [date for row in titles for cell in row for date in _dates(cell)]
    as_of = {moment for moment, meant in found if meant}
    moments = as_of or {moment for moment, _ in found}
    if not moments:
        raise FeedError("no_date")
    if len(moments) > 1:
        raise FeedError("ambiguous_date")
    return moments.pop()


def _dates(cell: Any) -> list[tuple[Moment, bool]]:
    if isinstance(cell, datetime):
        found = [(_moment(cell, 0, 0), False)]
    elif isinstance(cell, str):
        found = [(_read(match), bool(match["as_of"])) for match in _DATE.finditer(" ".join(cell.split()))]
    else:
        found = []
    return [(moment, meant) for moment, meant in found if moment is not None]


def _read(match: re.Match[str]) -> Moment | None:
    month = int(match["month"]) if match["month"] else _MONTH_NUMBERS.get(match["word"].lower(), 0)
    hour, minute = match["hour"] or match["clock"] or 0, match["minute"] or match["past"] or 0
    try:
        day = datetime(int(match["year"]), month, int(match["day"]), tzinfo=MINSK)
    except ValueError:
        return None
    return _moment(day, int(hour), int(minute))


def _moment(written: datetime, hour: int, minute: int) -> Moment | None:
    """24:00 is the midnight after the day, as offices write it."""
    if hour * 60 + minute > 24 * 60 or minute > 59:
        return None
    moment = int((written.replace(tzinfo=MINSK) + timedelta(hours=hour, minutes=minute)).timestamp())
    return moment if EARLIEST <= moment <= LATEST else None
