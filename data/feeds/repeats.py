"""A number that a report gives twice: the same one counts once, of different ones none does."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from data.domain.observation import Observation
from data.feeds.reading import Fault, Reading

Key = tuple[str, str, int, int]


def without_repeats(readings: Iterable[tuple[int, Reading]]) -> Iterator[Reading]:
    """Leave out what is said again, and everything that is said in more than one way.

    Rows of a breakdown that a feed does not know (by cause, by district, by group) speak of one place and day: any of
    them would pass for the whole.

    Args:
        readings: what each row gives, with its number.
    """
    rows = tuple(readings)
    values: dict[Key, set[float]] = {}
    for _, reading in rows:
        for observation in reading.observations:
            values.setdefault(_key(observation), set()).add(observation.value)
    taken: set[Key] = set()
    for row, reading in rows:
        kept, faults = list[Observation](), list[Fault]()
        for observation in reading.observations:
            key = _key(observation)
            if key in taken or len(values[key]) > 1:
                faults.append(Fault(row, observation.metric, "duplicate_row"))
            else:
                taken.add(key)
                kept.append(observation)
        yield replace(reading, observations=tuple(kept), faults=(*reading.faults, *faults)) if faults else reading


def _key(observation: Observation) -> Key:
    return observation.place, observation.metric, observation.valid_to, observation.issued
