"""The border committee's queues: the page of the last even hour, and the archive of a day."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from data.domain.moment import DAY, HOUR, MINSK, MINUTE, Moment, local, parse_local
from data.domain.places import Crossing
from data.exercise.answers.contract import HTML, JSON, Answer, Question
from data.exercise.plan import VehicleClass
from data.exercise.world import World

STEP_S: Final = 2 * HOUR
GATE_S: Final = 40 * MINUTE
"""A vehicle that was called stands before the gate for this long: the committee counts it, the electronic queue not."""
TITLES: Final[dict[VehicleClass, str]] = {
    "cars": "легковых автомобилей",
    "buses": "автобусов",
    "trucks": "грузовых автомобилей",
}
LETTERS: Final[dict[VehicleClass, str]] = {"cars": "L", "buses": "A", "trucks": "G"}
_BRACKETS: Final = re.compile(r" ?\(.*\)$")


def page(world: World, now: Moment) -> bytes:
    """The live table of the crossing points in use."""
    listed = [c for c in world.reference.crossings if c.gpk_slug and c.queue_slug and c.id in world.traffic]
    rows = "\n".join(_row(world, crossing, _even(now)) for crossing in listed)
    return (
        '<!DOCTYPE html>\n<html lang="ru"><head><meta charset="UTF-8"><title>УЧЕНИЯ. Очереди</title></head>\n'
        f"<body><table>\n{rows}\n</table></body></html>\n"
    ).encode()


def _row(world: World, crossing: Crossing, at: Moment) -> str:
    name = escape(_BRACKETS.sub("", crossing.names.ru))
    cells = "".join(
        f'<td title="{name}: выезд {title}">{_count(world, crossing, vehicles, at)}</td>'
        for vehicles, title in TITLES.items()
    )
    return f"<tr><td>{name}</td>{cells}</tr>"


def _count(world: World, crossing: Crossing, vehicles: VehicleClass, at: Moment) -> str:
    """The count, or a dash where the class does not pass."""
    plan = world.scenario.crossings.get(crossing.id)
    if plan is None or plan.traffic(vehicles) is None or crossing.id not in world.traffic:
        return "-"
    queue = world.traffic[crossing.id].queues[vehicles]
    return str(queue.come_by(at) - queue.sent_by(at - GATE_S))


def archive(world: World, slug: str, day: str, now: Moment) -> bytes | None:
    """The items of a day as far as it has come; None for a crossing point or day that does not exist."""
    crossing = next((c for c in world.reference.crossings if c.gpk_slug and c.gpk_slug == slug), None)
    try:
        midnight = parse_local(day, "%d.%m.%Y")
    except (ValueError, OverflowError):
        return None
    if crossing is None or midnight < world.hours.first - DAY:
        return None
    moments = range(midnight, min(midnight + 24 * HOUR, now + 1), STEP_S)
    return orjson.dumps({"isSuccess": True, "ITEMS": [dict(_item(world, crossing, moment)) for moment in moments]})


def _item(world: World, crossing: Crossing, at: Moment) -> Iterator[tuple[str, Any]]:
    written = local(at, MINSK)
    yield "NAME", written.strftime("%d.%m.%Y %H:%M") if written.hour else written.strftime("%d.%m.%Y")
    for vehicles, letter in LETTERS.items():
        yield f"PROPERTY_{(crossing.gpk_slug or '').upper()}_OUT_{letter}_VALUE", _count(world, crossing, vehicles, at)


def _even(now: Moment) -> Moment:
    """The last even hour in Minsk."""
    written = local(now, MINSK)
    whole = datetime(written.year, written.month, written.day, written.hour - written.hour % 2, tzinfo=MINSK)
    return int(whole.timestamp())


def respond(world: World, question: Question) -> Answer | None:
    """The page, or the archive as its form asks for it."""
    if question.path.strip("/") == "situation-at-the-border":
        return Answer(page(world, question.now), HTML)
    if question.path != "local/ajax/order-archive.php":
        return None
    form = {name: values[0] for name, values in parse_qs(question.body.decode("latin-1")).items()}
    found = archive(world, form.get("ppr", ""), form.get("date", ""), question.now)
    return None if found is None else Answer(found, JSON)


ANSWERS = {"gpk_queue": respond}
