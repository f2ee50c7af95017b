"""Windows of the level timeline: range, ticks and tick words for 24 hours, 7 and 30 days, in Minsk time."""

from datetime import datetime, timedelta
from typing import Any, Final

from data.domain.moment import DAY, HOUR, MINSK, Moment, local
from data.i18n import Words

WINDOWS: Final = {"24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY}
DEFAULT: Final = "7d"
AHEAD: Final = 0.024
"""Room right of the present, as a share of the window."""


def shown(moment: Moment) -> str:
    """A moment on the chart's axis: Minsk time without its offset."""
    return local(moment).replace(tzinfo=None).isoformat()


def windows(now: Moment, words: Words) -> dict[str, Any]:
    """All windows by name: what the page sets on the axis when one is chosen."""
    return {name: _window(name, length, now, words) for name, length in WINDOWS.items()}


def midnights(now: Moment, days: int = 31) -> list[Moment]:
    """Beginnings of the last days, oldest first."""
    today = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return [int((today - timedelta(days=n)).timestamp()) for n in reversed(range(days))]


def _window(name: str, length: int, now: Moment, words: Words) -> dict[str, Any]:
    ticks = _TICKS[name](now, words)
    inside = [(moment, text) for moment, text in ticks if now - length <= moment <= now + length * AHEAD]
    return {
        "range": [shown(now - length), shown(now + int(length * AHEAD))],
        "tickvals": [shown(moment) for moment, _ in inside],
        "ticktext": [text for _, text in inside],
    }


def _hours(now: Moment, words: Words) -> list[tuple[Moment, str]]:
    first = midnights(now, 2)[0]
    return [(moment, words.clock(moment)) for moment in range(first, now + HOUR, 3 * HOUR)]


def _days(now: Moment, words: Words) -> list[tuple[Moment, str]]:
    """Day names at the middle of their day."""
    return [(noon, f"{words.weekday(noon)} {_day(noon)}") for noon in (m + 12 * HOUR for m in midnights(now, 8))]


def _weeks(now: Moment, words: Words) -> list[tuple[Moment, str]]:
    return [(m, words.day(m)) for m in midnights(now) if datetime.fromtimestamp(m, MINSK).weekday() == 0]


def _day(moment: Moment) -> int:
    return local(moment).day


_TICKS: Final = {"24h": _hours, "7d": _days, "30d": _weeks}
