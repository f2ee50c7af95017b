"""Names in three languages: none empty, each in the letters of its language."""

from collections.abc import Iterator
from typing import Final

from data.domain.names import Names
from data.reference.entries import Entry
from data.reference.faults import Fault
from data.reference.tables import LANGUAGES, Tables

_RUSSIAN: Final = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_ALPHABETS: Final = {
    "ru": _RUSSIAN,
    # Sources of place names mix the two languages: Belarusian has і, ў and no и, щ, ъ.
    "be": (_RUSSIAN - frozenset("ищъ")) | frozenset("іў"),
}


def name_faults(tables: Tables) -> Iterator[Fault]:
    """Faults of all names and short names."""
    for _, table in tables:
        for entry, value in table.rows:
            for field in ("names", "short"):
                names: Names | None = getattr(value, field, None)
                if names is not None:
                    yield from _faults(entry, field, names)


def _faults(entry: Entry, field: str, names: Names) -> Iterator[Fault]:
    for language in LANGUAGES:
        text = names.in_language(language)
        if not text.strip():
            yield entry.fault((field, language), "empty")
        elif strange := foreign_letters(text, language):
            yield entry.fault((field, language), "wrong_alphabet", f"{strange} in {text!r}")


def foreign_letters(text: str, language: str) -> str:
    """Letters of a name that its language does not have, each once, in order; apostrophes are no letters."""
    letters = dict.fromkeys(letter for letter in text if letter.isalpha())
    if language in _ALPHABETS:
        return "".join(letter for letter in letters if letter.lower() not in _ALPHABETS[language])
    return "".join(letter for letter in letters if letter.lower() in _RUSSIAN | _ALPHABETS["be"])
