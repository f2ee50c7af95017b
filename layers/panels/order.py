"""The order of sections and the national level: the same in the list, on the lanes and on the wall."""

from data.domain.roll_up import RollUp
from data.domain.situation import SectionStanding


def by_urgency(sections: tuple[SectionStanding, ...]) -> tuple[SectionStanding, ...]:
    """Raised levels downwards, then no data, then routine; within each by ratio downwards."""
    return tuple(sorted(sections, key=_rank))


def national_level(state: RollUp) -> int | None:
    """The worst level in the order of the list: a silent section outweighs routine ones, so it never reads as calm."""
    return None if state.unknown and not state.level else state.level


def _rank(section: SectionStanding) -> tuple[int, int, float]:
    if section.level is None:
        return (1, -(section.last_known or 0), 0.0)
    group = 0 if section.level else 2
    return (group, -section.level, -(section.ratio or 0.0))
