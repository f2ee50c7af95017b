"""The three kinds of report of the electronic queue, told apart by shape."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from data.domain.moment import Moment
from data.feeds.queue_metrics import APART, CLASSES, LISTED, LIVE, METRICS, SENT
from data.feeds.queue_tally import PERSONAL_KEYS, Tally, tally
from data.feeds.reading import Fault, Period, Reading, join, observe_number

LISTS: Final[Mapping[str, tuple[str, str]]] = {
    f"{word}{kind}": (kind, ours) for word, ours in CLASSES.items() for kind in (LIVE, *APART)
}
"""Lists of vehicles: kind of queue and our vehicle class."""

COLUMNS: Final = (*LISTS, *LISTED, *SENT, "datetime")
"""Names that rejects carry."""
READ_KEYS: Final = frozenset(
    (*COLUMNS, "result", "info", "id", "checkpointId", "status", "registration_date", *PERSONAL_KEYS)
)
"""Keys that are read or counted: a second one in the same object would hide the first."""

Crossings = Mapping[str, str]
"""Crossing points by checkpoint id."""
QueueReader = Callable[[int, Mapping[str, Any], Crossings, Moment], Iterator[Reading]]
"""(row of the report, report, crossings, time of observation) -> what its parts yield."""


def reader_of(value: Any) -> QueueReader | None:
    """Reader for a decoded report, or None where it is of none of the three kinds."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("result"), list):
        return _read_checkpoints
    if any(name in value for name in LISTS):
        return _read_queues
    return _read_sent if any(name in value for name in SENT) else None


def _read_checkpoints(_row: int, value: Mapping[str, Any], crossings: Crossings, at: Moment) -> Iterator[Reading]:
    for row, item in enumerate(value["result"], start=1):
        counts = item if isinstance(item, dict) else {}
        crossing = _crossing_of(counts.get("id"), crossings)
        if crossing is None:
            yield Reading(faults=(Fault(row, None, "unknown_checkpoint" if counts else "bad_row"),))
            continue
        period = Period(at, at, at)
        yield _spoken(
            (
                _observe(crossing, name, counts.get(key), period, Fault(row, key, "bad_number"))
                for key, name in LISTED.items()
            ),
            row,
        )


def _read_sent(row: int, value: Mapping[str, Any], crossings: Crossings, at: Moment) -> Iterator[Reading]:
    crossing = _crossing_of(value.get("checkpointId"), crossings)
    if crossing is None:
        yield Reading(faults=(Fault(row, None, "unknown_checkpoint"),))
        return
    yield _spoken(
        (
            _observe(crossing, name, value.get(key), Period(at - window, at, at), Fault(row, key, "bad_number"))
            for key, (name, window) in SENT.items()
        ),
        row,
    )


def _read_queues(row: int, value: Mapping[str, Any], crossings: Crossings, at: Moment) -> Iterator[Reading]:
    info = value.get("info")
    crossing = _crossing_of(info.get("id") if isinstance(info, dict) else None, crossings)
    if crossing is None:
        yield Reading(faults=(Fault(row, None, "unknown_checkpoint"),))
        return
    # null is what the sender writes for a class that it does not serve: neither zero nor a fault
    given = {name: value[name] for name in LISTS if value.get(name) is not None}
    if not given:
        yield Reading(faults=(Fault(row, None, "nothing_reported"),))
    for name, vehicles in given.items():
        if isinstance(vehicles, list):
            yield from _read_list(name, tally(vehicles, at), crossing, Period(at, at, at))
        else:
            yield Reading(faults=(Fault(row, name, "bad_list"),))


def _read_list(name: str, counted: Tally, crossing: str, period: Period) -> Iterator[Reading]:
    yield Reading(faults=tuple(Fault(row, name, "bad_status") for row in counted.malformed))
    if counted.mostly_malformed:
        # a count of the few rows that could be read would pass for a short queue
        yield Reading(faults=(Fault(None, name, "bad_list"),))
        return
    kind, ours = LISTS[name]
    yield Reading(faults=tuple(Fault(row, name, "bad_time") for row in counted.untimed))
    for metric, value in _counts(kind, ours, counted).items():
        yield _observe(crossing, metric, value, period, Fault(None, name, "out_of_bounds"))


def _counts(kind: str, ours: str, counted: Tally) -> Mapping[str, float | None]:
    if kind in APART:
        return {f"{APART[kind]}_{ours}": counted.waiting}
    return {
        f"waiting_{ours}": counted.waiting,
        f"called_{ours}": counted.called,
        f"other_{ours}": counted.other,
        f"wait_p50_{ours}": counted.wait_p50,
        f"wait_p90_{ours}": counted.wait_p90,
    }


def _crossing_of(identifier: object, crossings: Crossings) -> str | None:
    return crossings.get(identifier.strip().lower()) if isinstance(identifier, str) else None


def _spoken(parts: Iterable[Reading], row: int) -> Reading:
    """What the parts yield; a report without a single number is a fault.

    These reports confirm no unit: only the list of vehicles itself says that the queue is still as it was.
    """
    whole = join(parts)
    if not whole.observations and not whole.faults:
        return Reading(faults=(Fault(row, None, "nothing_reported"),))
    return replace(whole, units=frozenset())


def _observe(crossing: str, metric: str, value: object, period: Period, fault: Fault) -> Reading:
    part = observe_number(crossing, METRICS[metric], value, period, fault)
    return replace(part, units=frozenset({crossing})) if part.observations else part
