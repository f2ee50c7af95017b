"""How the codes and raw numbers of a notice become words: by the last part of the argument's name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from data.domain.moment import Moment
from data.domain.situation import Notice
from data.domain.warning import Text
from data.i18n.numbers import write_plain

if TYPE_CHECKING:
    from data.i18n.words import Words

Wording = Callable[["Words", Text, Moment], str]

NAMED: Final = ("place", "section", "site", "crossing", "subject", "facility", "hospital", "oblast", "body")
_LANGUAGE_MARKS: Final = ("_be", "_en", "_ru")
AGENCIES: Final = ("agency", "lead", "support")
"""Agencies go by their short names: GPK, МВД."""
LEVELS: Final = ("level", "old", "new", "known")
TIMES: Final = ("at", "since", "until", "newest", "due", "expires", "onset")


def worded(words: "Words", notice: Notice, now: Moment) -> str:
    """Text of a notice: ids become names, moments times, seconds ages, shares percents, levels words.

    A plural entry takes its form from the argument `n`.
    """
    args = {name: _word(words, name, value, now) for name, value in spoken(notice.args, words.language).items()}
    count = notice.args.get("n")
    key = _key(notice.key)
    if words.is_plural(key) and isinstance(count, int | float):
        return words.n(key, count, **{k: v for k, v in args.items() if k != "n"})
    return words.t(key, **args)


def spoken(args: Mapping[str, Text], language: str) -> dict[str, Text]:
    """Fold texts given in several languages (`headline_ru`) to one: the own, else any.

    An alert without a headline is headed by its event.
    """
    plain = {name: value for name, value in args.items() if not name.endswith(_LANGUAGE_MARKS)}
    for mark in (*_LANGUAGE_MARKS, f"_{language}"):
        plain |= {name.removesuffix(mark): value for name, value in args.items() if name.endswith(mark)}
    return {"headline": plain["event"], **plain} if "event" in plain else plain


def _word(words: "Words", name: str, value: Text, now: Moment) -> str:
    part = name.rsplit("_", 1)[-1]
    if part in WORDINGS and (value is not None or part in LEVELS):
        return WORDINGS[part](words, value, now)
    if value is None:
        return words.t("value_unknown")
    return value if isinstance(value, str) else write_plain(value, words.language)


def _name(words: "Words", value: Text, _: Moment) -> str:
    return ", ".join(_one_name(words, place) for place in str(value).split(",") if place)


def _one_name(words: "Words", place: str) -> str:
    feed = f"feed_{place}"
    return words.t(feed) if place not in words.names and words.has(feed) else words.name(place)


def _unit(words: "Words", value: Text, now: Moment) -> str:
    key = str(value)
    return words.unit(key) if words.has(f"unit_{key}") else _name(words, key, now)


def _agency(words: "Words", value: Text, _: Moment) -> str:
    return ", ".join(words.short(agency) for agency in str(value).split(",") if agency)


def _level(words: "Words", value: Text, _: Moment) -> str:
    return words.level(None if value is None else int(value))


def _when(words: "Words", value: Text, now: Moment) -> str:
    return words.when(_whole(value), now)


def _keyed(prefix: str) -> Wording:
    def wording(words: "Words", value: Text, _: Moment) -> str:
        code = _key(str(value)).removeprefix(f"{prefix}_")
        return words.t(f"{prefix}_{code}") if code else ""

    return wording


def _detail(words: "Words", value: Text, _: Moment) -> str:
    """A detail that is itself a reason, as the commonest of a report without a usable row, in words."""
    return words.detail(str(value))


def _key(code: str) -> str:
    return code.lower().replace(".", "_")


def _whole(value: Text) -> int:
    return int(value or 0)


WORDINGS: Final[Mapping[str, Wording]] = MappingProxyType(
    {
        **dict.fromkeys(NAMED, _name),
        **dict.fromkeys(AGENCIES, _agency),
        **dict.fromkeys(LEVELS, _level),
        **dict.fromkeys(TIMES, _when),
        **dict.fromkeys(("share", "occupancy"), lambda words, value, _: words.percent(float(value or 0))),
        **dict.fromkeys(("ratio", "score"), lambda words, value, _: words.number(float(value or 0), 1)),
        "s": lambda words, value, _: words.age(_whole(value)),
        **{kind: _keyed(kind) for kind in ("feed", "indicator", "resource", "reason", "severity")},
        "unit": _unit,
        "why": _keyed("reason"),
        "detail": _detail,
    }
)
