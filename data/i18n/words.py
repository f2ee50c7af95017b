"""One language's words over one deployment's names: what every screen, page and export speaks with."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import Final

from data.domain.moment import Moment
from data.domain.names import Names
from data.domain.places import Reference
from data.domain.situation import Notice
from data.domain.warning import LEVEL_KEYS
from data.i18n.calendar import (
    weekday,
    write_age,
    write_clock,
    write_coarse,
    write_date,
    write_day,
    write_full_date,
    write_when,
)
from data.i18n.catalogue import Catalogue, plural_index, read_catalogue
from data.i18n.notices import worded
from data.i18n.numbers import NO_BREAK, write_number

EPSILON: Final = 1e-9
"""Per cent: 0.29 times 100 is a hair below 29 in binary."""
BARE_UNITS: Final = ("count", "")
"""Units that are not written."""


class _Lenient(dict[str, object]):
    """Leaves a placeholder standing where its argument is missing."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language. `strict` makes a missing key or argument raise; else the bare key is shown."""

    language: str
    catalogue: Catalogue
    names: Mapping[str, Names]
    shorts: Mapping[str, Names]
    strict: bool = False

    def t(self, key: str, **args: object) -> str:
        """Text of a key with its placeholders filled.

        Raises:
            KeyError: no such key, or a placeholder without argument (strict only).
        """
        form = self._forms(key)[-1]
        return self._filled(form, args) if args else form

    def n(self, key: str, count: float, **args: object) -> str:
        """Text of a plural key for a count, which fills `{n}`."""
        forms = self._forms(key)
        form = forms[plural_index(self.language, count)] if len(forms) > 1 else forms[0]
        return self._filled(form, {"n": self.number(count), **args})

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds a key."""
        return key in self.catalogue

    def is_plural(self, key: str) -> bool:
        """Tell whether a key depends on a count."""
        return len(self.catalogue.get(key, ())) > 1

    def say(self, notice: Notice, now: Moment) -> str:
        """Put a notice into words; see `data.i18n.notices` for how its arguments are read."""
        return worded(self, notice, now)

    def detail(self, detail: str) -> str:
        """The detail of a reason: a reason of its own in words, anything else as it is."""
        key = f"reason_{detail}"
        if not detail or not self.has(key) or self.is_plural(key):
            return detail
        return self.t(key, detail="", source="").strip().rstrip(":")

    def name(self, place: str) -> str:
        """Name of a place or agency by id."""
        return self._named(self.names, place)

    def short(self, place: str) -> str:
        """Short name of a section, site or agency; the full one where there is none."""
        return self._named(self.shorts if place in self.shorts else self.names, place)

    def level(self, level: int | None) -> str:
        """Word of a level; None is `No data`."""
        return self.t("unknown" if level is None else LEVEL_KEYS[level])

    def number(self, value: float, digits: int = 0) -> str:
        """`1 870`, `4.5`, `−7`."""
        return write_number(value, digits, self.language)

    def percent(self, share: float) -> str:
        """`87 %` from 0.87 to 0.8799: rounded down, so that a share never shows a mark that it has not reached."""
        return f"{self.number(floor(share * 100 + EPSILON))}{NO_BREAK}%"

    def multiple(self, ratio: float) -> str:
        """`5.7×`."""
        return f"{self.number(ratio, 1)}×"

    def unit(self, key: str) -> str:
        """Word of a unit: `min` for `minutes`."""
        return self.t(f"unit_{key}")

    def measured(self, value: float, unit: str, digits: int = 0) -> str:
        """A number with its unit; shares become percent, bare counts stand alone."""
        if unit == "share":
            return self.percent(value)
        number = self.number(value, digits)
        return number if unit in BARE_UNITS else f"{number}{NO_BREAK}{self.unit(unit)}"

    def clock(self, moment: Moment) -> str:
        """`21:40`."""
        return write_clock(moment)

    def day(self, moment: Moment) -> str:
        """`02 Nov`, `02.11`."""
        return write_day(moment, self.language)

    def weekday(self, moment: Moment) -> str:
        """`Wed`."""
        return weekday(moment, self.language)

    def when(self, moment: Moment, now: Moment) -> str:
        """`21:40`, or `17 Nov 21:40` on another day."""
        return write_when(moment, now, self.language)

    def date(self, moment: Moment) -> str:
        """`Wed 18 Nov`."""
        return write_date(moment, self.language)

    def full_date(self, moment: Moment) -> str:
        """`Wednesday, 18 November`."""
        return write_full_date(moment, self.language)

    def age(self, seconds: float) -> str:
        """`12 min`, `1 h 02 min`, `2 d 20 h`."""
        return write_age(seconds, self.t)

    def coarse(self, seconds: float) -> str:
        """`11 h`, `3 d`: for reading from afar."""
        return write_coarse(seconds, self.t)

    def _forms(self, key: str) -> tuple[str, ...]:
        if key in self.catalogue:
            return self.catalogue[key]
        if self.strict:
            raise KeyError(f"{self.language}: no word for {key}")
        return (key,)

    def _filled(self, form: str, args: Mapping[str, object]) -> str:
        return form.format_map(args if self.strict else _Lenient(args))

    def _named(self, table: Mapping[str, Names], place: str) -> str:
        if place in table:
            return table[place].in_language(self.language)
        if self.strict:
            raise KeyError(f"no name for {place}")
        return place


def load_words(language: str, reference: Reference, *, strict: bool = False) -> Words:
    """Words of `en`, `ru` or `be` over the names of one deployment.

    Raises:
        CatalogueError: the catalogue is missing or faulty.
    """
    return Words(
        language=language,
        catalogue=_with_own(read_catalogue(language), language, reference),
        names={**reference.others, **reference.names},
        shorts={
            **{section.id: section.short for section in reference.sections},
            **{site.id: site.short for site in reference.sites},
            **{agency.id: agency.short for agency in reference.agencies},
        },
        strict=strict,
    )


def _with_own(catalogue: Catalogue, language: str, reference: Reference) -> Catalogue:
    """The catalogue with the words of the installation, which replace none of its own."""
    own = {key: (names.in_language(language),) for key, names in reference.texts.items() if key not in catalogue}
    return {**catalogue, **own} if own else catalogue
