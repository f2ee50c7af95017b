"""Moments in time: whole seconds since 1970, UTC; and the zones in which sources write them."""

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

Moment = int
"""Seconds since 1970-01-01T00:00:00Z."""

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
WEEK: Final = 7 * DAY

CLOCK_SLACK_S: Final = 300
"""A sender's clock may be this far ahead of ours; further ahead, one of the two is wrong."""

MINSK: Final = ZoneInfo("Europe/Minsk")
"""UTC+3 all the year since 2011."""

_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")


def parse_iso(text: str) -> Moment:
    """Read an ISO 8601 time that names its offset.

    Raises:
        ValueError: not a time, or without an offset: a naive time is never guessed.
    """
    stripped = text.strip()
    if not _OFFSET.search(stripped):
        message = "time without offset"
        raise ValueError(message)
    return int(datetime.fromisoformat(stripped).timestamp())


def parse_local(text: str, form: str, zone: ZoneInfo = MINSK) -> Moment:
    """Read a naive time by its one declared form, in the zone of its source.

    Raises:
        ValueError: the text is not of that form.
    """
    return int(datetime.strptime(text.strip(), form).replace(tzinfo=zone).timestamp())


def iso(moment: Moment) -> str:
    """Write a moment as ISO 8601 UTC."""
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def local(moment: Moment, zone: ZoneInfo = MINSK) -> datetime:
    """Give the local calendar time of a moment."""
    return datetime.fromtimestamp(moment, zone)
