"""Calendar days as reports write them, in the zone of their source."""

import re
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.moment import MINSK, Moment
from data.feeds.reading import EARLIEST, LATEST, CellError

_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T00:00:00(?:\.0+)?)?", re.ASCII)


def read_day(text: object, zone: ZoneInfo = MINSK) -> tuple[Moment, Moment]:
    """Beginning and end of a day written `2026-11-18`, `2026-7-1` or as its midnight `2026-11-18T00:00:00`.

    Raises:
        CellError: bad_time: any other form, a day that does not exist, one before 2000 or after 2099.
    """
    match = _DAY.fullmatch(text.strip()) if isinstance(text, str) else None
    try:
        day = date(*map(int, match.groups())) if match else None
        ends = None if day is None else day + timedelta(days=1)
    except (ValueError, OverflowError):
        day = ends = None
    if day is None or ends is None:
        raise CellError("bad_time")
    begins, over = (_midnight(d, zone) for d in (day, ends))
    if not EARLIEST <= begins <= over <= LATEST:
        raise CellError("bad_time")
    return begins, over


def _midnight(day: date, zone: ZoneInfo) -> Moment:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
