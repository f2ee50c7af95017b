"""Hazard alerts of the emergencies ministry: CAP 1.2, single or in any carrier that holds whole messages."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from data.domain.observation import Report
from data.domain.places import Reference
from data.feeds.cap_area import Chains, chains_of
from data.feeds.cap_message import MessageError, local_name, read_message
from data.feeds.contract import Context, Feed, FeedError
from data.feeds.reading import Fault, Reading, collect
from data.feeds.reasons import FeedReason

NAME: Final = "mchs_cap_alerts"
CARRIERS: Final = frozenset({"alert", "alerts", "feed", "rss", "RDF", "EDXLDistribution"})
"""Local names of root elements."""
ENTRIES: Final = frozenset({"entry", "item"})
COLUMNS: Final = ("identifier", "sender", "sent", "status", "msgType", "entry")
"""Elements that rejects name."""
MAX_ALERTS: Final = 2_000
MAX_BYTES: Final = 5_000_000
MAX_MARKS: Final = 200_000
"""Opening brackets of a document, and as many equals signs: the tree takes many times their size."""
_UNFINISHED: Final = frozenset({3, 5})
"""Codes of expat: no element found; unclosed token."""


def parse(body: bytes, context: Context) -> Report:
    """Read every CAP message of a document; `alert` elements are found by local name, wherever they stand.

    Exercise messages are accepted in exercise mode only; Test, System and Draft never.

    Raises:
        FeedError: the body is no XML, too large, declares a DTD or entities, or is no carrier of CAP.
    """
    root = _read_xml(body)
    if local_name(root) not in CARRIERS:
        raise FeedError("not_cap")
    alerts = list(_outermost(root, frozenset({"alert"})))
    if len(alerts) > MAX_ALERTS:
        raise FeedError("too_many_rows", str(MAX_ALERTS))
    spoke = Reading(units=frozenset({NAME}))
    return collect((spoke, *_read_alerts(alerts, context), *_read_empty_entries(root)), context)


def _read_xml(body: bytes) -> Element:
    if not body.strip():
        raise FeedError("empty_body")
    if body.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise FeedError("html")
    if len(body) > MAX_BYTES:
        raise FeedError("too_large", str(MAX_BYTES))
    if max(body.count(b"<"), body.count(b"=")) > MAX_MARKS:
        raise FeedError("too_many_rows", str(MAX_MARKS))
    parsed = _parse_xml(body)
    if isinstance(parsed, str):
        raise FeedError(parsed)
    return parsed


def _parse_xml(body: bytes) -> Element | FeedReason:
    """Root element, or why there is none; returned, since the reader's errors may quote the document."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        return "entity_refused"
    except ParseError as error:
        return "truncated" if error.code in _UNFINISHED else "not_xml"
    except (ValueError, LookupError):  # an encoding that does not exist, or that the reader does not know
        return "not_xml"
    return root


def _outermost(root: Element, names: frozenset[str]) -> Iterator[Element]:
    """Elements of these names in the order of the document, but none inside another: what they hold is read once."""
    stack = [root]
    while stack:
        element = stack.pop()
        if local_name(element) in names:
            yield element
        else:
            stack.extend(reversed(element))


def _read_alerts(alerts: list[Element], context: Context) -> Iterator[Reading]:
    chains = chains_of(context.reference)
    seen: set[tuple[str, str, int]] = set()
    for row, element in enumerate(alerts, start=1):
        yield _read_alert(row, element, context, chains, seen)


def _read_alert(
    row: int, element: Element, context: Context, chains: Chains, seen: set[tuple[str, str, int]]
) -> Reading:
    try:
        message = read_message(element, context.reference, chains, exercise=context.exercise)
    except MessageError as error:
        return Reading(faults=(Fault(row, error.element, error.reason),))
    key = (message.alert.identifier, message.alert.sender, message.alert.sent)
    if key in seen:
        return Reading()
    seen.add(key)
    return Reading(alerts=(message.alert,), dropped=message.dropped)


def _read_empty_entries(root: Element) -> Iterator[Reading]:
    """Entries that only link to a message, or carry parts of one: counted, not used."""
    for row, entry in enumerate(_outermost(root, ENTRIES), start=1):
        if not any(local_name(part) == "alert" for part in entry.iter()):
            yield Reading(faults=(Fault(row, "entry", "no_alert_in_entry"),))


def unit_of(_place: str, _reference: Reference) -> str:
    """The feed as a whole reports."""
    return NAME


def units(_reference: Reference) -> tuple[str, ...]:
    """One unit: the feed."""
    return (NAME,)


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
    unit_of=unit_of,
    units=units,
    sensitivity="open",
    places=lambda _: (),
    columns=COLUMNS,
    due_rule="every 15 minutes",
)
