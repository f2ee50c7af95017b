"""Waiting times before crossing points as the Polish customs and tax administration declares them (granica.gov.pl).

The sender looks from Poland: `wyjazd`, out of Poland, is entry into Belarus or Ukraine. Our names look from there.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from data.domain.moment import Moment
from data.domain.observation import Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, FeedError, speaks_for_itself
from data.feeds.local_time import read_local
from data.feeds.pl_kas_cells import METRICS, observe_wait
from data.feeds.pl_kas_question import WARSAW, envelope
from data.feeds.reading import CLOCK_LEEWAY_S, CellError, Fault, Period, Reading, collect, join
from data.feeds.xml_body import local_name, read_xml

ANSWER: Final = "dane_out_wszystko"
REFUSAL: Final = b"blad"
"""The whole body where the sender cannot answer."""
_FORMS: Final = ("%Y-%m-%d %H", "%Y-%m-%d %H:%M")
CYCLE_S: Final = 10_800
TOLERANCE_S: Final = 3_600
OLDEST_S: Final = CYCLE_S + TOLERANCE_S
"""An answer of an older hour confirms nothing: the service would be taken for fresh while it stands still."""
_WORD: Final = re.compile(r"[a-z]{3,30}")


def parse(body: bytes, context: Context) -> Report:
    """Read one answer of the service: the waits of one crossing point at an hour of its own.

    The service does not say which crossing point it answers for: the name of the request or file does, or an
    element `jednostka` that a relay has added.

    Raises:
        FeedError: sender_error where the sender refuses or reports a fault; else it is no such answer.
    """
    if body.strip()[:40].lower().removeprefix(b"\xef\xbb\xbf") in {REFUSAL, b"b\xc5\x82\xc4\x85d"}:
        raise FeedError("sender_error")
    answers = _answers(read_xml(body))
    elements: dict[str, Element] = {}
    twice: set[str] = set()
    for element in answers[0]:
        name = local_name(element)
        twice |= {name} & elements.keys()
        elements.setdefault(name, element)
    if not METRICS.keys() & elements.keys():
        raise FeedError("unknown_shape")
    more = (Reading(faults=(Fault(row, None, "duplicate_row"),)) for row in range(2, len(answers) + 1))
    return collect((*_read(elements, twice, context), *more), context)


def _answers(root: Element) -> list[Element]:
    """The element that holds the waits, wherever it stands; there is one, and more are not told apart."""
    found = [element for element in root.iter() if local_name(element) in {"Fault", ANSWER}]
    if any(local_name(element) == "Fault" for element in found):
        raise FeedError("sender_error")
    if not found:
        raise FeedError("unknown_shape")
    return found


def _read(elements: Mapping[str, Element], twice: Container[str], context: Context) -> Iterator[Reading]:
    place = place_of(_text(elements.get("jednostka")) or context.source, context.reference)
    if place is None:
        yield Reading(faults=(Fault(None, "jednostka", "unknown_place"),))
        return
    try:
        said = read_local(f"{_text(elements.get('data'))} {_text(elements.get('godzina'))}", _FORMS, WARSAW)
    except CellError as error:
        yield Reading(faults=(Fault(None, "godzina", error.reason),))
        return
    if said.moment > context.stamp + CLOCK_LEEWAY_S:
        yield Reading(faults=(Fault(None, "godzina", "after_report"),))
        return
    if said.doubtful:
        yield Reading(faults=(Fault(None, "godzina", "ambiguous_time"),))
    period = Period(said.moment, said.moment, said.moment)
    waits = join(_waits(elements, twice, place, period))
    # a quiet crossing point has no value at all, and it has spoken; one direction never has: both are no faults
    heard = (waits.observations or not waits.faults) and context.stamp - said.moment <= OLDEST_S
    yield replace(waits, units=frozenset({place}) if heard else frozenset())


def _waits(elements: Mapping[str, Element], twice: Container[str], place: str, period: Period) -> Iterator[Reading]:
    """Every wait that is given once; of two, which one counts is not ours to guess."""
    for name, metric in METRICS.items():
        if name in twice:
            yield Reading(faults=(Fault(None, name, "duplicate_row"),))
        else:
            yield observe_wait(place, metric, _text(elements.get(name)), period, Fault(None, name, "bad_number"))


def place_of(source: str, reference: Reference) -> str | None:
    """Place of the one unit whose name is a word of a request's or file's name."""
    words = set(_WORD.findall(source.lower()))
    found = {n.place for n in reference.neighbours if n.granica_unit in words}
    return found.pop() if len(found) == 1 else None


def _text(element: Element | None) -> str:
    return ("" if element is None else element.text or "").strip()


def units(reference: Reference) -> tuple[str, ...]:
    """Crossing points with a unit of the service, also a guessed one."""
    return tuple(n.place for n in reference.neighbours if n.granica_unit)


def requests(reference: Reference, now: Moment) -> tuple[Ask, ...]:
    """One question for each unit, about the present hour in Poland."""
    asked = (n.granica_unit for n in reference.neighbours if n.granica_unit)
    return tuple(
        Ask(
            method="POST",
            body=envelope(unit, now),
            content_type="text/xml; charset=utf-8",
            headers={"SOAPAction": '"getCzasyWszystko"'},
            label=unit,
        )
        for unit in asked
    )


SAMPLE: Final = """\
<dane_out_wszystko>
<jednostka>medyka</jednostka><data>2026-11-18</data><godzina>11</godzina>
<czas_osobowe_wyjazd>0.5</czas_osobowe_wyjazd><czas_ciezarowe_wyjazd>15</czas_ciezarowe_wyjazd>
<czas_autokary_wyjazd>1:20</czas_autokary_wyjazd>
</dane_out_wszystko>
"""

FEED = Feed(
    name="pl_kas_waits",
    agency="pl_kas",
    format="SOAP",
    cycle_s=CYCLE_S,
    tolerance_s=TOLERANCE_S,
    stamp="sender",
    speaks="present",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=requests,
    zone="Europe/Warsaw",
    sensitivity="open",
    places=units,
    columns=("jednostka", "godzina", *METRICS),
    content_types=("text/xml", "application/xml", "application/soap+xml"),
    sample=SAMPLE,
)
