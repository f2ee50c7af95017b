"""Crossing points of a section as compact rows: status, queue by kind of vehicle, median wait, load with its basis."""

from typing import Final

from data.domain.moment import Moment
from data.domain.situation import CrossingStanding, Measured, Situation
from data.i18n import Words
from layers.markup import Child, Node, el
from layers.panels.dates import source_date
from layers.panels.status import bracketed, companions, fact, no_data, reading, sign_img

STATUS_ORDER: Final = ("open", "restricted", "unknown", "closed")
LEAST_CARS: Final = 5
"""Fewer waiting cars give no median."""
COLUMNS: Final = ("crossing", "queue", "wait", "load")


def draw_queues(situation: Situation, words: Words, theme: str, section: str) -> Node:
    """Table of the section's crossing points: those with a queue first, closed ones last."""
    crossings = [crossing for crossing in situation.crossings if crossing.section == section]
    if not crossings:
        return fact(words.t("no_crossings"))
    crossings.sort(key=lambda c: (not _has_queue(c), STATUS_ORDER.index(c.status)))
    head = el("Thead", el("Tr", *(el("Th", words.t(f"column_{name}"), scope="col") for name in COLUMNS)))
    rows = [_row(crossing, words, theme, situation.as_of) for crossing in crossings]
    return el("Table", head, el("Tbody", *rows), className="queues")


def _has_queue(crossing: CrossingStanding) -> bool:
    return any((crossing.queue.cars, crossing.queue.trucks, crossing.queue.buses))


def _row(crossing: CrossingStanding, words: Words, theme: str, now: Moment) -> Node:
    as_of = (
        words.t("status_as_of", date=source_date(words, crossing.since))
        if crossing.since
        else words.t("status_undated")
    )
    status = el("Span", words.t(f"crossing_{crossing.status}"), className="muted", title=as_of)
    name = el("Td", sign_img(theme, crossing.status), el("Span", words.name(crossing.id)), " ", status)
    return el(
        "Tr", name, *_numbers(crossing, words, now), data_select=crossing.id, tabIndex=0, key=crossing.id
    )  # fmt: skip


def _numbers(crossing: CrossingStanding, words: Words, now: Moment) -> list[Node]:
    if crossing.status == "closed":
        return [el("Td", className="closed", colSpan=len(COLUMNS) - 1)]
    if not _has_queue(crossing):
        return [el("Td", el("Span", words.t("no_queue_feed"), className="muted"), colSpan=len(COLUMNS) - 1)]
    return [
        el("Td", _queue(crossing, words, now)),
        el("Td", _wait(crossing, words, now)),
        el("Td", *_load(crossing, words, now)),
    ]


def _queue(crossing: CrossingStanding, words: Words, now: Moment) -> Node:
    """`214 / 12 / 3`: cars, trucks, buses; an unknown one is a violet question mark, an old one in brackets."""
    kinds = (crossing.queue.cars, crossing.queue.trucks, crossing.queue.buses)
    parts: list[Child] = []
    for i, kind in enumerate(kinds):
        parts += [" / "] if i else []
        parts.append(_vehicles(kind, words, now))
    return el("Span", *parts)


def _wait(crossing: CrossingStanding, words: Words, now: Moment) -> Node:
    """Median wait of cars; a handful of cars has none, which is a fact and no trouble."""
    cars = crossing.queue.cars
    if crossing.wait is None and cars is not None and cars.value < LEAST_CARS:
        return el("Span", "–", className="muted", title=words.t("wait_few", n=words.number(LEAST_CARS)))
    return reading(words, crossing.wait, now)


def _vehicles(value: Measured | None, words: Words, now: Moment) -> Node:
    return _unknown_number(words) if value is None else reading(words, value, now, bare=True)


def _unknown_number(words: Words) -> Node:
    """`?` where there is no room for the words."""
    return el("Span", "?", className="trouble", title=words.t("no_data_short"))


def _load(crossing: CrossingStanding, words: Words, now: Moment) -> list[Child]:
    """Share of the capacity, with the name of its basis; without a basis there is no load."""
    if crossing.basis is None:
        return [el("Span", words.t("no_basis"), className="muted")]
    basis = el("Span", f" {words.t(f'basis_{crossing.basis}')}", className="muted")
    if crossing.load is None:
        return [no_data(words), basis]
    title = companions(words, crossing.load, now)
    return [
        el(
            "Span",
            bracketed(words.percent(crossing.load.value), stale=crossing.load.stale),
            className="stale" if crossing.load.stale else None,
            title=title,
        ),
        basis,
    ]
