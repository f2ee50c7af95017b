"""Dates of the reference data: a day, or as exact as a source gives it."""

from datetime import date


def is_day(text: str) -> bool:
    """Tell whether a text is a calendar day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_date(text: str) -> bool:
    """Tell whether a text is a day, a month (YYYY-MM) or a year (YYYY)."""
    return is_day({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))
