"""Hazard alerts of the emergencies ministry: CAP 1.2, single, in any carrier, or as entries of an index."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from data.domain.observation import Report
from data.domain.places import Reference
from data.feeds.cap_area import Chains, chains_of
from data.feeds.cap_entry import author_of, entries_of, holds_elements, holds_message, is_complete, link_of, message_of
from data.feeds.cap_message import NOT_ACTUAL, MessageError, read_message
from data.feeds.cap_room import Room
from data.feeds.contract import Context, Feed, FeedError
from data.feeds.reading import Fault, Reading, collect
from data.feeds.xml_body import local_name, outermost, read_xml

NAME: Final = "mchs_cap_alerts"
CARRIERS: Final = frozenset({"alert", "alerts", "feed", "rss", "RDF", "EDXLDistribution"})
"""Local names of root elements."""
COLUMNS: Final = ("identifier", "sender", "sent", "status", "msgType", "entry")
"""Elements that rejects name."""
MAX_ALERTS: Final = 2_000
UNDERSTOOD: Final = frozenset((*NOT_ACTUAL.values(), "bad_message_type", "linked_message"))
"""Reasons that keep a message out though it was read."""


@dataclass(frozen=True, slots=True)
class _Document:
    """What all messages of one document share."""

    context: Context
    chains: Chains
    room: Room
    seen: set[tuple[str, str, int]]


def parse(body: bytes, context: Context) -> Report:
    """Read every CAP message of a document; `alert` elements are found by local name, wherever they stand.

    Exercise messages are accepted in exercise mode only; Test, System and Draft never.

    Raises:
        FeedError: the body is no XML, too large, declares a DTD or entities, or is no carrier of CAP.
    """
    root = read_xml(body)
    if local_name(root) not in CARRIERS:
        raise FeedError("not_cap")
    alerts = list(outermost(root, frozenset({"alert"})))
    if len(alerts) > MAX_ALERTS:
        raise FeedError("too_many_rows", str(MAX_ALERTS))
    document = _Document(context, chains_of(context.reference), Room(), set())
    messages = (_read_alert(row, element, document) for row, element in enumerate(alerts, start=1))
    readings = (*messages, *_read_entries(root, document))
    spoke = Reading(units=frozenset({NAME}) if _is_heard(readings) else frozenset())
    return collect((spoke, *readings), context)


def _is_heard(readings: tuple[Reading, ...]) -> bool:
    """Tell whether the sender was understood.

    An empty document says that there is no alert. One of which not a single message can be read says nothing, and must
    not pass for quiet.
    """
    return not readings or any(
        not reading.faults or any(fault.reason in UNDERSTOOD for fault in reading.faults) for reading in readings
    )


def _read_alert(row: int, element: Element, document: _Document) -> Reading:
    context, seen = document.context, document.seen
    try:
        message = read_message(element, context.reference, document.chains, document.room, exercise=context.exercise)
    except MessageError as error:
        return Reading(faults=(Fault(row, error.element, error.reason),))
    key = (message.alert.identifier, message.alert.sender, message.alert.sent)
    if key in seen:
        return Reading()
    seen.add(key)
    return Reading(alerts=(message.alert,), dropped=message.dropped)


def _read_entries(root: Element, document: _Document) -> Iterator[Reading]:
    """Entries without a whole message: read from their own elements of CAP, left to their link, or counted."""
    entries = [(row, entry) for row, entry in enumerate(entries_of(root), start=1) if not holds_message(entry)]
    if len(entries) > MAX_ALERTS:
        raise FeedError("too_many_rows", str(MAX_ALERTS))
    author = author_of(root)
    for row, entry in entries:
        if is_complete(entry) or (holds_elements(entry) and not link_of(entry)):
            yield _of_entry(_read_alert(row, message_of(entry, author), document))
        elif link_of(entry):
            yield Reading() if document.context.follows else Reading(faults=(Fault(row, "entry", "linked_message"),))
        else:
            yield Reading(faults=(Fault(row, "entry", "no_alert_in_entry"),))


def _of_entry(reading: Reading) -> Reading:
    """An index says less than the message: that it was read from one is told; its order is nobody's schema."""
    alerts = (
        replace(alert, warnings=tuple(sorted({*alert.warnings, "index_entry"} - {"not_by_schema"})))
        for alert in reading.alerts
    )
    return replace(reading, alerts=tuple(alerts))


def follow(body: bytes) -> tuple[str, ...]:
    """Addresses of the messages that an index only links to."""
    try:
        root = read_xml(body)
    except FeedError:
        return ()
    entries = (entry for entry in entries_of(root) if not (holds_message(entry) or is_complete(entry)))
    return tuple(dict.fromkeys(link for link in map(link_of, entries) if link))


def unit_of(_place: str, _reference: Reference) -> str:
    """The feed as a whole reports."""
    return NAME


def units(_reference: Reference) -> tuple[str, ...]:
    """One unit: the feed."""
    return (NAME,)


SAMPLE: Final = """\
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>invented-2026-1</identifier>
  <sender>mchs@invented.example</sender>
  <sent>2026-11-18T09:00:00+03:00</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info>
    <language>ru</language><event>Сильный мороз</event><severity>Severe</severity>
    <area><areaDesc>Гродненская область</areaDesc></area>
  </info>
</alert>
"""

FEED = Feed(
    name=NAME,
    agency="mchs",
    format="CAP 1.2 in Atom",
    cycle_s=900,
    tolerance_s=300,
    stamp="poll",
    speaks="present",
    metrics=(),
    parse=parse,
    follow=follow,
    unit_of=unit_of,
    units=units,
    sensitivity="open",
    places=lambda _: (),
    columns=COLUMNS,
    sample=SAMPLE,
)
