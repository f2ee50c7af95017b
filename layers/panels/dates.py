"""Dates of sources as the screen's language writes them: a day, or a month where the source names no day."""

from data.domain.moment import parse_local
from data.i18n import Words
from data.i18n.numbers import NO_BREAK


def source_date(words: Words, text: str) -> str:
    """`29 Dec 2025`, `29.12.2025`; `Sep 2025`, `09.2025`; a date of another form stays as the source has it."""
    whole = len(text) != len("2025-09")
    try:
        moment = parse_local(text, "%Y-%m-%d" if whole else "%Y-%m")
    except ValueError:
        return text
    day = words.day(moment)
    dotted = "." in day
    shown = day if whole else day.partition("." if dotted else NO_BREAK)[2]
    return f"{shown}{'.' if dotted else NO_BREAK}{text[:4]}"
