"""The Polish service of waiting times: one unit and hour a question, in hours and halves."""

import re
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.moment import HOUR, Moment, local
from data.exercise.abroad import wait_min
from data.exercise.answers.contract import XML, Answer, Question
from data.exercise.plan import VehicleClass
from data.exercise.world import World

WARSAW: Final = ZoneInfo("Europe/Warsaw")
WORDS: Final[dict[VehicleClass, str]] = {"cars": "osobowe", "trucks": "ciezarowe", "buses": "autokary"}
REFUSAL: Final = Answer(b"blad", "text/html")
_UNIT: Final = re.compile(rb"<jednostka[^<>]*>([a-z]{1,40})</jednostka>")
_ENVELOPE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="granicaServiceOriginal">\
<SOAP-ENV:Body><ns1:getCzasyWszystkoResponse><dane_out_wszystko>{parts}</dane_out_wszystko>\
</ns1:getCzasyWszystkoResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>
"""


def waits(world: World, unit: str, now: Moment) -> bytes | None:
    """Waits out of Poland at the beginning of the hour; those into it are never given."""
    neighbour = next((n for n in world.reference.neighbours if n.granica_unit == unit), None)
    if neighbour is None:
        return None
    at = now - now % HOUR
    written = local(at, WARSAW)
    values = {"data": f"{written.year}-{written.month}-{written.day}", "godzina": str(written.hour)}
    for vehicles, word in WORDS.items():
        halves = round(wait_min(world, neighbour.place, vehicles, at) / 30)
        values |= {f"czas_{word}_wyjazd": f"{halves / 2:g}", f"czas_{word}_wjazd": "-"}
    return _ENVELOPE.format(parts="".join(f"<{name}>{value}</{name}>" for name, value in values.items())).encode()


def respond(world: World, question: Question) -> Answer | None:
    """Answer a question of SOAP at the service's own address."""
    if question.path:
        return None
    asked = _UNIT.search(question.body)
    found = waits(world, asked[1].decode(), question.now) if asked else None
    return REFUSAL if found is None else Answer(found, XML)


ANSWERS = {"pl_kas_waits": respond}
