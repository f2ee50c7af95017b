"""Texts and settings that the page's own script needs: it writes ages, the clock and the cover, never a sentence."""

from typing import Any, Final

from babel.dates import get_day_names, get_month_names

from data.domain.situation import Situation
from data.i18n import Words
from layers.panels.order import by_urgency

TEXTS: Final = (
    *("title", "h", "min", "d", "s", "now"),
    *("no_contact_since", "data_clock_silent_since", "picture_of", "contact_restored", "beat_live"),
    *("exercise", "exercise_time", "minsk_time", "skip_to_alerts"),
)


def browser_texts(situation: Situation, words: Words) -> dict[str, Any]:
    """Data of the `words` store; `{time}` and `{age}` in the texts are filled by the page."""
    texts: dict[str, Any] = {key: words.t(key) for key in TEXTS}
    order = by_urgency(situation.sections)
    return {
        **texts,
        "language": words.language,
        "mode": situation.mode,
        "as_of": situation.as_of,
        "months": _months(words.language),
        "weekdays": _weekdays(words.language),
        "first": order[0].id if order else None,
    }


def _months(language: str) -> list[str]:
    """January first, in the form that stands after a day's number."""
    names = get_month_names("abbreviated" if language == "en" else "wide", "format", language)
    return [str(names[month]) for month in range(1, 13)]


def _weekdays(language: str) -> list[str]:
    """Monday first, capitalised."""
    names = get_day_names("abbreviated", "format", language)
    return [str(names[day])[:1].upper() + str(names[day])[1:] for day in range(7)]
