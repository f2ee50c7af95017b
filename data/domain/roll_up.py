"""All sections in one: the worst level with counts, never an average."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.domain.situation import SectionStanding


@dataclass(frozen=True, slots=True)
class RollUp:
    """Worst level with counts; never an average."""

    level: int | None
    counts: Mapping[int, int]
    unknown: int
    total: int


def roll_up(sections: tuple[SectionStanding, ...]) -> RollUp:
    """Worst known level of the sections, how many stand at each, how many are unknown.

    The level is None only when no section is known.
    """
    known = [s.level for s in sections if s.level is not None]
    counts = {level: known.count(level) for level in sorted(set(known), reverse=True)}
    return RollUp(max(known, default=None), counts, len(sections) - len(known), len(sections))
