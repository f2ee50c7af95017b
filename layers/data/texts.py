"""Small texts of the data page: reasons, units, carriers, numbers that may be unknown."""

from collections.abc import Mapping
from typing import Final

from data.domain.moment import MINUTE, Moment
from data.domain.situation import FeedStanding
from data.i18n import Words
from data.i18n.numbers import DASH
from layers.markup import Child, Node, el
from layers.panels.status import age

UNKNOWN: Final = "—"
"""What is not known stands as a dash, with words for it at hand: never 0."""


def feed_name(words: Words, name: str) -> str:
    """Name of a feed; one without a word goes by its id."""
    return words.t(f"feed_{name}") if words.has(f"feed_{name}") else name


def unit_name(words: Words, unit: str) -> str:
    """Name of a reporting unit: a place, or the feed itself."""
    return words.name(unit) if unit in words.names else feed_name(words, unit)


def reason_text(words: Words, reason: str, detail: str = "") -> str:
    """A reason in words; empty where it has none, or where its words need numbers that are not at hand."""
    key = f"reason_{reason.removeprefix('reason_')}"
    if not reason or not words.has(key):
        return reason.replace("_", " ")
    if words.is_plural(key) or any(mark in words.t(key) for mark in ("{n}", "{of}")):
        return ""
    return words.t(key, detail=words.detail(detail), source="").strip().rstrip(":")


def why(feed: FeedStanding, words: Words, now: Moment) -> str:
    """The reason of a feed's state; without one the time since which it lasts."""
    if feed.reason is not None:
        return words.say(feed.reason, now)
    return words.t("data_since", time=words.when(feed.since, now)) if feed.since is not None else ""


def carrier(text: str) -> str:
    """The form of a report without the rhythm that stands beside it: `XLSX / ODS` of `XLSX or ODS, daily`.

    What begins with a small letter is no name of a form.
    """
    for word, sign in ((" in ", " / "), (" or ", " / "), (" with ", " + ")):
        text = text.replace(word, sign)
    return " / ".join(part for part in text.split(", ") if part[:1].isupper())


def span(words: Words, seconds: int) -> str:
    """A length of time as short as it is exact: `1 h`, `5 min`, `1 h 30 min`."""
    whole = words.coarse(seconds)
    exact = seconds % 3600 == 0 if seconds >= 3600 else seconds % MINUTE == 0
    return whole if exact and seconds >= MINUTE else words.age(seconds)


def unknown(words: Words, key: str = "value_unknown") -> Node:
    """A dash that says what it means."""
    return el("Span", UNKNOWN, className="muted", title=words.t(key), aria_label=words.t(key))


def when_and_age(words: Words, moment: Moment | None, now: Moment, *, late: bool = False) -> list[Child]:
    """A time, and below it how long ago that is."""
    if moment is None:
        return [unknown(words, "data_never")]
    ago = age(words, moment, now)
    if late:
        ago["props"]["className"] = "age late"
    return [el("Span", words.when(moment, now)), el("Small", ago)]


def commonest(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Reasons by how often they came, the commonest first."""
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def period(words: Words, start: Moment, end: Moment | None, now: Moment) -> str:
    """`17 Nov 21:40 – 02:10`, or until now."""
    return f"{words.when(start, now)} {DASH} {words.t('now') if end is None else words.when(end, now)}"
