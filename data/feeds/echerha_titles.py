"""Titles of the queues of eCherha: which crossing point one is of."""

from dataclasses import dataclass
from typing import Final

from data.domain.alike import alike
from data.domain.places import Reference

LONGEST_NAME: Final = 200
"""Characters of a title that are looked at: names stand at its beginning."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Crossing points by the beginning of the titles of their queues, made alike, the longest first."""

    known: tuple[tuple[str, str], ...]

    def place(self, title: str) -> str | None:
        """Crossing point of a title: a known name, and behind it nothing, a bracket or a full stop."""
        written = alike(title[:LONGEST_NAME])
        return next((place for name, place in self.known if _begins(written, name)), None)


def _begins(title: str, name: str) -> bool:
    return title.startswith(name) and title[len(name) :].lstrip()[:1] in {"", "(", "."}


def titles_of(reference: Reference) -> Titles:
    """The names of every crossing point that eCherha knows."""
    known = ((alike(title), n.place) for n in reference.neighbours for title in n.echerha_titles)
    return Titles(tuple(sorted(known, key=lambda pair: (-len(pair[0]), pair))))
