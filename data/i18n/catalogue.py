"""Gettext catalogues: one file a language, read once; a key is a short name, never a sentence."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LANGUAGES: Final = ("en", "ru", "be")
LOCALES: Final = Path(__file__).resolve().parents[1] / "locales"

PLURAL_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"en": ("one", "other"), "ru": ("one", "few", "many"), "be": ("one", "few", "many")}
)
"""CLDR categories in the order of the forms of an entry."""

Catalogue = Mapping[str, tuple[str, ...]]
"""Forms by key; an entry without plural has one."""


class CatalogueError(Exception):
    """A catalogue cannot be used; the message names file and key."""


@lru_cache
def read_catalogue(language: str, folder: Path = LOCALES) -> Catalogue:
    """Read one language's catalogue.

    Raises:
        CatalogueError: the file is missing, or an entry is empty or has the wrong number of plural forms.
    """
    path = folder / f"{language}.po"
    if not path.exists():
        raise CatalogueError(f"{path.name}: not found in {folder}")
    with path.open("rb") as file:
        parsed = read_po(file, locale=language, charset="utf-8", abort_invalid=True)
    return MappingProxyType(_entries(parsed, path.name, len(PLURAL_CATEGORIES[language])))


def _entries(parsed: Catalog, file: str, plurals: int) -> dict[str, tuple[str, ...]]:
    entries: dict[str, tuple[str, ...]] = {}
    for message in parsed:
        if not message.id or message.fuzzy:
            continue
        plural = not isinstance(message.id, str)
        key = message.id[0] if plural else str(message.id)
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if not all(forms) or len(forms) != (plurals if plural else 1):
            raise CatalogueError(f"{file}: {key}: {len([f for f in forms if f])} of its forms are given")
        entries[key] = forms
    return entries


@lru_cache
def locale(language: str) -> Locale:
    """CLDR data of a language."""
    return Locale(language)


def plural_index(language: str, count: float) -> int:
    """Which form of a plural entry goes with a count; fractions take the form of 2 in Russian and Belarusian."""
    categories = PLURAL_CATEGORIES[language]
    category = str(locale(language).plural_form(count))
    return categories.index(category) if category in categories else 1
