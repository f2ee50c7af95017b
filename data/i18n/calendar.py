"""Times, dates and ages as the screens write them, in Minsk time."""

from collections.abc import Callable
from typing import Final

from data.domain.moment import DAY, HOUR, MINUTE, Moment, local
from data.i18n.catalogue import locale
from data.i18n.numbers import NO_BREAK

_NUMERIC_DAY: Final = ("ru", "be")
"""Tables write 18.11 in these languages and 18 Nov in the others."""

Abbreviation = Callable[[str], str]


def write_clock(moment: Moment) -> str:
    """`21:40`."""
    return local(moment).strftime("%H:%M")


def write_day(moment: Moment, language: str) -> str:
    """`02 Nov`, or `02.11`: the short form of tables and axes."""
    day = local(moment)
    if language in _NUMERIC_DAY:
        return day.strftime("%d.%m")
    return f"{day.day:02d}{NO_BREAK}{locale(language).months['format']['abbreviated'][day.month]}"


def write_when(moment: Moment, now: Moment, language: str) -> str:
    """`21:40` today, `17 Nov 21:40` on any other day."""
    clock = write_clock(moment)
    return clock if local(moment).date() == local(now).date() else f"{write_day(moment, language)}{NO_BREAK}{clock}"


def weekday(moment: Moment, language: str, width: str = "abbreviated") -> str:
    """Name of the weekday, capitalised: `Wed`, `Ср`."""
    name = str(locale(language).days["format"][width][local(moment).weekday()])
    return name[:1].upper() + name[1:]


def write_date(moment: Moment, language: str) -> str:
    """`Wed 18 Nov`, `Ср, 18 ноября`: months stand in the genitive where the language has one."""
    day, english = local(moment), language == "en"
    month = locale(language).months["format"]["abbreviated" if english else "wide"][day.month]
    return f"{weekday(moment, language)}{'' if english else ','} {day.day}{NO_BREAK}{month}"


def write_full_date(moment: Moment, language: str) -> str:
    """`Wednesday, 18 November`, `Среда, 18 ноября`."""
    day = local(moment)
    month = locale(language).months["format"]["wide"][day.month]
    return f"{weekday(moment, language, 'wide')}, {day.day}{NO_BREAK}{month}"


def write_age(seconds: float, short: Abbreviation) -> str:
    """`35 s`, `12 min`, `1 h 02 min`, `2 d 20 h`; `short` gives the words for d, h, min and s."""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return f"{whole}{NO_BREAK}{short('s')}"
    if whole < HOUR:
        return f"{whole // MINUTE}{NO_BREAK}{short('min')}"
    if whole < DAY:
        minutes = whole % HOUR // MINUTE
        return f"{whole // HOUR}{NO_BREAK}{short('h')} {minutes:02d}{NO_BREAK}{short('min')}"
    return f"{whole // DAY}{NO_BREAK}{short('d')} {whole % DAY // HOUR}{NO_BREAK}{short('h')}"


def write_coarse(seconds: float, short: Abbreviation) -> str:
    """The largest unit alone, for reading from afar: `12 min`, `11 h`, `3 d`."""
    whole = max(0, int(seconds))
    if whole < HOUR:
        return f"{whole // MINUTE}{NO_BREAK}{short('min')}"
    if whole < 2 * DAY:
        return f"{whole // HOUR}{NO_BREAK}{short('h')}"
    return f"{whole // DAY}{NO_BREAK}{short('d')}"
