"""From the several queues of one crossing point to one sum. A sum with a part missing is no sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from data.feeds.reading import Fault

COUNT: Final = "vehicle_in_active_queues_counts"
WAIT: Final = "wait_time"
PAUSED: Final = "is_paused"
_LARGEST: Final = 1e9


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue as listed: by tonnage, empty, by kind of goods."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """One class of vehicles before one crossing point."""

    vehicles: int | None
    """Booked in queues that move; None where one of them does not say, or none moves."""
    wait_s: int | None
    """The longest of those queues, seconds; None likewise."""
    paused: int | None
    """Queues that stand still; None where one of them does not say."""
    faults: tuple[Fault, ...]


def tally(queues: Sequence[Queue]) -> Tally:
    """Sum up the queues that move; those that are paused are counted, what is booked in them is not."""
    paused = [_flag(queue) for queue in queues]
    faults = [
        Fault(queue.row, PAUSED, "bad_status") for queue, flag in zip(queues, paused, strict=True) if flag is None
    ]
    moving = [queue for queue, flag in zip(queues, paused, strict=True) if not flag]
    counts, waits = [_number(queue, COUNT) for queue in moving], [_number(queue, WAIT) for queue in moving]
    for key, numbers in ((COUNT, counts), (WAIT, waits)):
        faults += [
            Fault(queue.row, key, "bad_number")
            for queue, number in zip(moving, numbers, strict=True)
            if number is None and queue.values.get(key) is not None
        ]
    certain = bool(moving) and None not in paused
    return Tally(
        vehicles=sum(_whole(counts)) if certain and None not in counts else None,
        wait_s=max(_whole(waits)) if certain and None not in waits else None,
        paused=None if None in paused else sum(1 for flag in paused if flag),
        faults=tuple(faults),
    )


def _whole(numbers: Sequence[int | None]) -> list[int]:
    return [number for number in numbers if number is not None]


def _flag(queue: Queue) -> bool | None:
    flag = queue.values.get(PAUSED)
    return bool(flag) if isinstance(flag, bool) or flag in (0, 1) else None


def _number(queue: Queue, key: str) -> int | None:
    number = queue.values.get(key)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= _LARGEST:
        return None
    return int(number) if float(number).is_integer() else None
