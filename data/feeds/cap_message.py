"""One CAP message: which element becomes which field, and what is odd but tolerated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast, get_args
from xml.etree.ElementTree import Element

from data.domain.hazard import AlertStatus, HazardAlert, MessageType, Severity
from data.domain.moment import Moment
from data.domain.places import Reference
from data.feeds.cap_area import AreaError, Chains, sections_by_code, sections_in_circle, sections_in_polygon
from data.feeds.cap_room import Room
from data.feeds.cap_schema import keeps_to_schema
from data.feeds.personal import key_looks_personal, looks_personal
from data.feeds.reading import CellError, read_time
from data.feeds.reasons import FeedReason
from data.feeds.xml_body import local_name

CAP_12: Final = "urn:oasis:names:tc:emergency:cap:1.2"
SEVERITIES: Final = get_args(Severity)
"""Worst first."""
URGENCIES: Final = ("Immediate", "Expected", "Future", "Past", "Unknown")
CERTAINTIES: Final = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
NOT_ACTUAL: Final[dict[str, FeedReason]] = {
    "Exercise": "status_exercise",
    "Test": "status_test",
    "System": "status_system",
    "Draft": "status_draft",
}
LONGEST_HEADLINE: Final = 200
LONGEST_EVENT: Final = 80
LONGEST_KEY: Final = 250
MAX_INFOS: Final = 20
MAX_REFERENCES: Final = 200
SHAPES: Final = {"polygon": sections_in_polygon, "circle": sections_in_circle}
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-([A-Za-z]{2,8}|\d{3,4})){0,2}")
_USUAL_KEY: Final = re.compile(r"[^\s,<&]+")


class MessageError(Exception):
    """A message that may not reach the picture; `element` names where."""

    def __init__(self, reason: FeedReason, element: str) -> None:
        super().__init__(reason)
        self.reason: FeedReason = reason
        self.element = element


@dataclass(frozen=True, slots=True)
class Message:
    """A read alert, and how many of its texts were dropped as personal."""

    alert: HazardAlert
    dropped: int


@dataclass(frozen=True, slots=True)
class _Info:
    """One `info` block: usually one language of the same alert."""

    language: str
    event: str | None
    headline: str | None
    """None where the text looked personal."""
    severity: Severity
    urgency: str
    certainty: str
    onset: Moment | None
    expires: Moment | None
    places: frozenset[str]
    warnings: frozenset[str]


def read_message(alert: Element, reference: Reference, chains: Chains, room: Room, *, exercise: bool) -> Message:
    """Read one `alert` element.

    Raises:
        MessageError: a key element is missing or looks personal, or its status or kind keeps it out of the picture.
    """
    identifier, sender = _impersonal_key(alert, "identifier"), _impersonal_key(alert, "sender")
    sent = _sent(alert)
    status, kind = _status(alert, exercise=exercise), _kind(alert)
    blocks = list(_children(alert, "info"))[:MAX_INFOS]
    shapes = _shapes(blocks)
    taken = room.take(shapes)
    infos = tuple(_read_info(info, reference, chains, taken, room) for info in blocks)
    references, odd_references = _references(_text(alert, "references"))
    worst = min(infos, key=lambda info: SEVERITIES.index(info.severity), default=None)
    read = HazardAlert(
        identifier,
        sender,
        sent,
        status,
        kind,
        references,
        event=next((info.event for info in infos if info.event), ""),
        headlines=tuple({info.language: info.headline for info in reversed(infos) if info.headline}.items())[::-1],
        severity=worst.severity if worst else "Unknown",
        urgency=worst.urgency if worst else "Unknown",
        certainty=worst.certainty if worst else "Unknown",
        onset=min((info.onset for info in infos if info.onset is not None), default=None),
        expires=max((info.expires for info in infos if info.expires is not None), default=None),
        places=tuple(sorted(frozenset[str]().union(*(info.places for info in infos)))),
        signed=any(local_name(part) == "Signature" for part in alert),
        warnings=tuple(sorted(_oddities(alert, infos, all_shapes=len(taken) == len(shapes)) | odd_references)),
    )
    return Message(read, sum((info.event is None) + (info.headline is None) for info in infos))


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name)


def _text(element: Element, name: str) -> str:
    """Text of the first such child, blanks collapsed, without invisible characters."""
    found = next(_children(element, name), None)
    words = (found.text or "").split() if found is not None else []
    return "".join(character for character in " ".join(words) if character.isprintable())


def _key(alert: Element, name: str) -> str:
    text = _text(alert, name)
    if not text:
        raise MessageError("missing_element", name)
    if len(text) > LONGEST_KEY:
        raise MessageError("too_long", name)
    return text


def _impersonal_key(alert: Element, name: str) -> str:
    """Identifier or sender, which are kept as they are; an e-mail address is a usual sender."""
    text = _key(alert, name)
    if key_looks_personal(text):
        raise MessageError("personal_data", name)
    return text


def _shapes(blocks: list[Element]) -> list[Element]:
    return [
        shape for info in blocks for area in _children(info, "area") for shape in area if local_name(shape) in SHAPES
    ]


def _sent(alert: Element) -> Moment:
    text = _key(alert, "sent")
    try:
        return read_time(text)
    except CellError as error:
        raise MessageError(error.reason, "sent") from None


def _status(alert: Element, *, exercise: bool) -> AlertStatus:
    status = _key(alert, "status")
    if status == "Actual" or (status == "Exercise" and exercise):
        return cast("AlertStatus", status)
    raise MessageError(NOT_ACTUAL.get(status, "bad_status"), "status")


def _kind(alert: Element) -> MessageType:
    kind = _key(alert, "msgType")
    if kind in get_args(MessageType):
        return cast("MessageType", kind)
    raise MessageError("bad_message_type", "msgType")


def _references(text: str) -> tuple[tuple[tuple[str, str, Moment], ...], frozenset[str]]:
    """Triples `sender,identifier,sent` separated by blanks, in our order: identifier, sender, sent.

    One that looks personal is bad: no kept alert could have such a key.
    """
    found, odd = [], False
    for triple in text.split()[:MAX_REFERENCES]:
        sender, _, rest = triple.partition(",")
        identifier, _, sent = rest.rpartition(",")
        try:
            moment = read_time(sent)
        except CellError:
            moment = None
        harmless = len(triple) <= 2 * LONGEST_KEY and not any(map(key_looks_personal, (sender, identifier)))
        if moment is not None and sender and identifier and harmless:
            found.append((identifier, sender, moment))
        else:
            odd = True
    return tuple(found), frozenset({"bad_reference"} if odd else ())


def _oddities(alert: Element, infos: tuple[_Info, ...], *, all_shapes: bool) -> frozenset[str]:
    kind = _text(alert, "msgType")
    odd = {
        "wrong_namespace": not alert.tag.startswith(f"{{{CAP_12}}}"),
        "not_by_schema": not keeps_to_schema(alert),
        "no_scope": not _text(alert, "scope"),
        "odd_key": any(not _USUAL_KEY.fullmatch(_text(alert, name)) for name in ("identifier", "sender")),
        "too_many_shapes": not all_shapes,
        "no_info": kind != "Cancel" and not infos,
        "no_references": kind == "Cancel" and not _text(alert, "references"),
    }
    return frozenset(key for key, is_odd in odd.items() if is_odd).union(*(info.warnings for info in infos))


def _read_info(info: Element, reference: Reference, chains: Chains, shapes: frozenset[Element], room: Room) -> _Info:
    words = {
        name: _text(info, name)
        for name, allowed in (("severity", SEVERITIES), ("urgency", URGENCIES), ("certainty", CERTAINTIES))
        if _text(info, name) in allowed
    }
    unread = frozenset(f"bad_{name}" for name in ("severity", "urgency", "certainty") if name not in words)
    language = _text(info, "language") or "en-US"
    places, odd_areas = _read_areas(info, reference, chains, shapes)
    return _Info(
        language if LANGUAGE.fullmatch(language) else "und",
        _free_of_persons(_text(info, "event"), LONGEST_EVENT, room),
        _free_of_persons(_text(info, "headline"), LONGEST_HEADLINE, room),
        cast("Severity", words.get("severity", "Unknown")),
        words.get("urgency", "Unknown"),
        words.get("certainty", "Unknown"),
        _moment(info, "onset") or _moment(info, "effective"),
        _moment(info, "expires"),
        places,
        unread | odd_areas,
    )


def _moment(info: Element, name: str) -> Moment | None:
    try:
        return read_time(_text(info, name))
    except CellError:
        return None


def _free_of_persons(text: str, longest: int, room: Room) -> str | None:
    """The text, shortened; None where it holds something like a plate or a phone.

    Names of persons are not sought: two capitalised words are usual in headlines.
    """
    if not room.holds(text) or looks_personal(text, names=False):
        return None
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _read_areas(
    info: Element, reference: Reference, chains: Chains, shapes: frozenset[Element]
) -> tuple[frozenset[str], frozenset[str]]:
    places: set[str] = set()
    warnings: set[str] = set()
    for area in _children(info, "area"):
        for code in _children(area, "geocode"):
            places |= sections_by_code(_text(code, "valueName"), _text(code, "value"), reference)
        for shape in (child for child in area if child in shapes):
            try:
                places |= SHAPES[local_name(shape)](shape.text or "", chains)
            except AreaError as error:
                warnings.add(str(error))
    return frozenset(places), frozenset(warnings)
