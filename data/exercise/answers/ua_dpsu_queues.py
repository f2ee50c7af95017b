"""The map of the Ukrainian border guard: a page with a list of crossing points, each renewed at its own time."""

from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.moment import HOUR, MINUTE, Moment, local
from data.exercise.abroad import PER_H, standing
from data.exercise.answers.contract import HTML, Answer, Question
from data.exercise.world import World

KYIV: Final = ZoneInfo("Europe/Kyiv")
RENEWED_S: Final = 3 * HOUR
STAGGER_S: Final = 7 * MINUTE
"""Between one crossing point and the next."""


def page(world: World, now: Moment) -> bytes:
    """The list inside its page."""
    known = [n for n in world.reference.neighbours if n.dpsu_names]
    options = "\n".join(
        _option(world, n.place, n.dpsu_names[0], _renewed(now, number)) for number, n in enumerate(known)
    )
    return (
        '<!DOCTYPE html>\n<html lang="uk"><head><meta charset="utf-8"><title>НАВЧАННЯ</title></head><body>\n'
        f'<select id="by_name"><option value="">Усі</option>\n{options}\n</select></body></html>\n'
    ).encode()


def _renewed(now: Moment, number: int) -> Moment:
    """Last time at which this crossing point was renewed."""
    shift = number * STAGGER_S
    return (now - shift) // RENEWED_S * RENEWED_S + shift


def _option(world: World, place: str, name: str, at: Moment) -> str:
    cars, trucks = standing(world, place, "cars", at), standing(world, place, "trucks", at)
    busy = (
        f"Кількість легкових авто перед ППр: {cars} <br> "
        f"Швидкість оформлення легкових авто: {round(PER_H['cars'])} авто/год <br> "
        f"Кількість вантажних авто перед ППр: {trucks}"
    )
    attributes = {
        "data-country": "poland",
        "data-created_at": local(at, KYIV).strftime("%Y-%m-%d %H:%M:%S"),
        "data-color": "red" if cars > 60 else "blue" if cars > 20 else "green",
        "data-type": "car",
        "data-state_of_busy": busy,
        "data-state": "відкритий",
        "value": name,
    }
    written = " ".join(f'{key}="{escape(value)}"' for key, value in attributes.items())
    return f"<option {written}>{escape(name)}</option>"


def respond(world: World, question: Question) -> Answer | None:
    """The map."""
    return Answer(page(world, question.now), HTML) if question.path == "uk/map" else None


ANSWERS = {"ua_dpsu_queues": respond}
