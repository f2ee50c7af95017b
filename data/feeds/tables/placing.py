"""Which place a cell names: by the spec's own map, by the reference data, or by a code outside of it."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from data.domain.places import Reference
from data.feeds.personal import looks_personal
from data.feeds.tables.spec import Place
from data.feeds.tables.written import Cell, squeezed

LONGEST_CODE: Final = 16


class Placing:
    """The places of one spec over one reference."""

    def __init__(self, place: Place, reference: Reference) -> None:
        self._place = place
        self._known = _known_places(place, reference)
        self._by_text = {text: id_ for id_ in self._known for text in _texts_of(id_, place, reference)}
        self._by_text |= {squeezed(text): id_ for text, id_ in place.map.items()}
        self._pattern = re.compile(place.pattern, re.ASCII) if place.pattern else None
        self._ignored = frozenset(squeezed(text) for text in place.ignore)

    def is_ignored(self, cell: Cell) -> bool:
        """Tell whether the spec passes a cell over."""
        return squeezed(cell) in self._ignored

    def find(self, cell: Cell) -> str | None:
        """Id of the place; None where nothing of the spec names it."""
        if self._place.id is not None:
            return self._place.id
        text = squeezed(cell)
        if text in self._by_text:
            return self._by_text[text]
        code = str(cell).strip() if isinstance(cell, str | int) else ""
        if self._pattern and len(code) <= LONGEST_CODE and self._pattern.fullmatch(code) and not looks_personal(code):
            return f"{self._place.prefix}{code}"
        return None


class Spoken(Collection[str]):
    """Places that a spec's observations may speak of; codes of a pattern are held without being listed."""

    def __init__(self, place: Place, reference: Reference) -> None:
        self._place = place
        listed = {*place.map.values(), *_known_places(place, reference)}
        self._listed = sorted(listed | ({place.id} if place.id else set()))
        self._pattern = re.compile(place.pattern, re.ASCII) if place.pattern else None

    def __contains__(self, place: object) -> bool:
        """Tell whether a place is of the spec, listed or by its code."""
        if place in self._listed:
            return True
        if self._pattern is None or not isinstance(place, str) or not place.startswith(self._place.prefix):
            return False
        code = place.removeprefix(self._place.prefix)
        return len(code) <= LONGEST_CODE and self._pattern.fullmatch(code) is not None

    def __iter__(self) -> Iterator[str]:
        """Those that are listed."""
        return iter(self._listed)

    def __len__(self) -> int:
        """How many are listed."""
        return len(self._listed)


def _known_places(place: Place, reference: Reference) -> Mapping[str, Any]:
    """Entries of the reference tables that the spec names, by id."""
    return {entry.id: entry for kind in place.known for entry in getattr(reference, kind)}


def _texts_of(id_: str, place: Place, reference: Reference) -> Iterator[str]:
    """The texts by which a place of the reference data is understood."""
    entry = _known_places(place, reference)[id_]
    names = entry.names
    for text in (id_, names.en, names.ru, names.be, getattr(entry, "reported_as", "")):
        if text:
            yield squeezed(text)
