"""The committee's archive: the queues of one day every two hours, each with its own time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from data.domain.moment import CLOCK_SLACK_S, MINSK, Moment
from data.feeds.contract import Context, FeedError
from data.feeds.gpk_queue_cells import NONE, observe_count
from data.feeds.json_body import read_document
from data.feeds.local_time import read_local
from data.feeds.reading import CellError, Fault, Period, Reading

TRUCK_LETTER: Final = "G"
"""Used by one public client of the archive; no recorded answer shows it. Another letter is rejected by name."""
LETTERS: Final[Mapping[str, str]] = {"L": "queue_cars", "A": "queue_buses", TRUCK_LETTER: "queue_trucks"}
MAX_ITEMS: Final = 200
"""Twelve are usual."""
SETTLED_S: Final = 1_800
"""After this time a zero of an hour is one; before it is left to the next asking."""
MAX_KEYS: Final = 500
"""Of one item; a handful is usual."""
KEY_PARTS: Final = ("NAME", "code", "letter")
"""Names that rejects carry: the time of an item, and the two parts of a key."""
_FORMS: Final = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y")
"""The item of midnight may hold the date alone."""
_KEY: Final = re.compile(r"PROPERTY_([A-Z0-9_]{1,40})_OUT_([A-Z]{1,4})_VALUE(_NUM)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Cell:
    code: str
    letter: str
    value: object


def read_archive(body: bytes, context: Context) -> Iterator[Reading]:
    """Read the items of a day. They confirm no crossing point: only the live table says how it is now.

    Raises:
        FeedError: it is no answer of the archive, or says itself that it is none.
    """
    items = _items(read_document(body))
    crossings = {c.gpk_slug.upper(): c.id for c in context.reference.crossings if c.gpk_slug}
    seen: set[tuple[str, str, Moment]] = set()
    for row, item in enumerate(items, start=1):
        yield from _read_item(row, item, crossings, context.stamp, seen)


def _items(document: Any) -> list[Any]:
    if not isinstance(document, dict) or "ITEMS" not in document:
        raise FeedError("unknown_shape")
    if document.get("isSuccess") is False:
        raise FeedError("sender_error")
    items = document["ITEMS"] or []
    if not isinstance(items, list):
        raise FeedError("unknown_shape")
    if len(items) > MAX_ITEMS:
        raise FeedError("too_many_rows", str(MAX_ITEMS))
    return items


def _read_item(
    row: int, item: Any, crossings: Mapping[str, str], now: Moment, seen: set[tuple[str, str, Moment]]
) -> Iterator[Reading]:
    if not isinstance(item, dict) or len(item) > MAX_KEYS:
        yield Reading(faults=(Fault(row, None, "bad_row"),))
        return
    try:
        moment = read_local(item.get("NAME"), _FORMS, MINSK).moment
    except CellError as error:
        yield Reading(faults=(Fault(row, "NAME", error.reason),))
        return
    if moment > now + CLOCK_SLACK_S:
        # hours of the day that have not come yet are listed too, as zeros
        yield Reading(faults=(Fault(row, "NAME", "after_report"),))
        return
    cells = list(_cells(item))
    if not cells:
        yield Reading(faults=(Fault(row, None, "nothing_reported"),))
    for cell in cells:
        if not (_is_zero(cell) and moment > now - SETTLED_S):
            yield _read_cell(row, cell, crossings, moment, seen)


def _is_zero(cell: _Cell) -> bool:
    """A zero of an hour just come may stand there for a count that is not made yet; kept, it would stay for good."""
    return str(cell.value).strip(" ()") == "0" if isinstance(cell.value, str | int) else False


def _cells(item: Mapping[str, Any]) -> Iterator[_Cell]:
    """Counts of an item; the number that stands beside a text counts only where there is no text."""
    keys = [(key, found) for key, found in ((key, _KEY.fullmatch(key)) for key in item) if found]
    for key, found in keys:
        if not (found[3] and key.removesuffix("_NUM") in item):
            yield _Cell(found[1], found[2], item[key])


def _read_cell(
    row: int, cell: _Cell, crossings: Mapping[str, str], moment: Moment, seen: set[tuple[str, str, Moment]]
) -> Reading:
    if cell.value is None or (isinstance(cell.value, str) and cell.value.strip() in NONE):
        return Reading()
    crossing, metric = crossings.get(cell.code), LETTERS.get(cell.letter)
    if crossing is None:
        return Reading(faults=(Fault(row, "code", "unknown_place"),))
    if metric is None:
        return Reading(faults=(Fault(row, "letter", "unknown_vehicle_class"),))
    if (crossing, metric, moment) in seen:
        return Reading(faults=(Fault(row, metric, "duplicate_row"),))
    seen.add((crossing, metric, moment))
    period = Period(moment, moment, moment)
    return observe_count(crossing, metric, cell.value, period, Fault(row, metric, "bad_number"))
