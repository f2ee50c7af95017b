"""Hazard messages as CAP 1.2 inside an Atom feed; every one of them has the status Exercise."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from data.domain.moment import DAY, Moment, iso
from data.exercise.answers.contract import ATOM as ATOM_TYPE
from data.exercise.answers.contract import whole
from data.exercise.plan import HazardPlan, HazardText
from data.exercise.world import World

ATOM: Final = "http://www.w3.org/2005/Atom"
CAP: Final = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER: Final = "mchs@exercise.invalid"
LISTED_S: Final = 3 * DAY
"""A message stays in the feed for this long."""

register_namespace("", ATOM)
register_namespace("cap", CAP)


def alerts(world: World, now: Moment) -> bytes:
    """All messages of the last days."""
    scenario = world.scenario
    sent = {plan.identifier: scenario.moment(plan.at_h) for plan in scenario.hazards}
    listed = [plan for plan in scenario.hazards if now - LISTED_S < sent[plan.identifier] <= now]
    feed = Element(f"{{{ATOM}}}feed")
    _atom(feed, "id", f"urn:exercise:{scenario.id}:mchs_cap_alerts")
    _atom(feed, "title", "УЧЕНИЯ: предупреждения МЧС")
    _atom(feed, "updated", iso(max((sent[plan.identifier] for plan in listed), default=scenario.history_from)))
    for plan in listed:
        entry = SubElement(feed, f"{{{ATOM}}}entry")
        _atom(entry, "id", f"urn:exercise:{scenario.id}:{plan.identifier}")
        _atom(entry, "title", plan.texts[0].headline if plan.texts else plan.message)
        _atom(entry, "updated", iso(sent[plan.identifier]))
        content = SubElement(entry, f"{{{ATOM}}}content", {"type": "application/cap+xml"})
        content.append(_message(plan, sent, world))
    indent(feed)
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _atom(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _message(plan: HazardPlan, sent: Mapping[str, Moment], world: World) -> Element:
    """One `alert`, its children in the order of the schema."""
    alert = Element(f"{{{CAP}}}alert")
    own = sent[plan.identifier]
    heads = {
        "identifier": plan.identifier,
        "sender": SENDER,
        "sent": _time(own),
        "status": "Exercise",
        "msgType": plan.message,
        "scope": "Public",
        "note": f"exercise {world.scenario.id}",
    }
    if plan.follows:
        heads["references"] = f"{SENDER},{plan.follows},{_time(sent[plan.follows])}"
    for name, value in heads.items():
        _cap(alert, name, value)
    for text in plan.texts:
        info = SubElement(alert, f"{{{CAP}}}info")
        for name, value in _info(plan, text, world):
            _cap(info, name, value)
        area = SubElement(info, f"{{{CAP}}}area")
        _cap(area, "areaDesc", text.area)
        code = SubElement(area, f"{{{CAP}}}geocode")
        _cap(code, "valueName", "ISO3166-2")
        _cap(code, "value", plan.oblast)
    return alert


def _info(plan: HazardPlan, text: HazardText, world: World) -> Iterator[tuple[str, str]]:
    yield "language", text.language
    yield "category", "Met"
    yield "event", text.event
    yield "responseType", "Prepare"
    yield "urgency", "Expected"
    yield "severity", plan.severity
    yield "certainty", "Likely"
    yield "onset", _time(world.scenario.moment(plan.onset_h))
    yield "expires", _time(world.scenario.moment(plan.expires_h))
    yield "headline", text.headline


def _cap(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{CAP}}}{name}").text = text


def _time(moment: Moment) -> str:
    """CAP knows no `Z`: UTC is `-00:00`."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S-00:00")


ANSWERS = {"mchs_cap_alerts": whole(alerts, ATOM_TYPE)}
