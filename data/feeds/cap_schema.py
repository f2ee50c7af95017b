"""Whether a CAP message keeps to the order, number and words of CAP 1.2: told as a warning, never a reason to refuse.

Source: CAP 1.2, OASIS 2010, section 3.2 and its schema.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element

ORDER: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "alert": (
            "identifier", "sender", "sent", "status", "msgType", "source?", "scope", "restriction?", "addresses?",
            "code*", "note?", "references?", "incidents?", "info*",
        ),
        "info": (
            "language?", "category+", "event", "responseType*", "urgency", "severity", "certainty", "audience?",
            "eventCode*", "effective?", "onset?", "expires?", "senderName?", "headline?", "description?",
            "instruction?", "web?", "contact?", "parameter*", "resource*", "area*",
        ),
        "area": ("areaDesc", "polygon*", "circle*", "geocode*", "altitude?", "ceiling?"),
        "geocode": ("valueName", "value"),
        "eventCode": ("valueName", "value"),
        "parameter": ("valueName", "value"),
    }
)  # fmt: skip
"""Children in their order: `?` at most one, `*` any number, `+` at least one, else exactly one."""
WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "status": frozenset({"Actual", "Exercise", "System", "Test", "Draft"}),
        "msgType": frozenset({"Alert", "Update", "Cancel", "Ack", "Error"}),
        "scope": frozenset({"Public", "Restricted", "Private"}),
        "category": frozenset(
            {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE"}
        )
        | {"Other"},
        "responseType": frozenset(
            {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"}
        ),
        "urgency": frozenset({"Immediate", "Expected", "Future", "Past", "Unknown"}),
        "severity": frozenset({"Extreme", "Severe", "Moderate", "Minor", "Unknown"}),
        "certainty": frozenset({"Observed", "Likely", "Possible", "Unlikely", "Unknown"}),
    }
)


def keeps_to_schema(alert: Element) -> bool:
    """Tell whether a message of the namespace of its root keeps to it; elements of other namespaces may follow."""
    space = alert.tag.rpartition("}")[0]
    return all(_is_in_order(element, space) for element in _described(alert, space))


def _described(element: Element, space: str) -> Iterator[Element]:
    """The elements below that the tables describe, without recursion deeper than the tables are."""
    yield element
    for child in element:
        if _name(child, space) in ORDER:
            yield from _described(child, space)


def _name(element: Element, space: str) -> str:
    """Name of an element of the message's namespace; empty for others."""
    before, _, name = element.tag.rpartition("}") if isinstance(element.tag, str) else ("", "", "")
    return name if before == space else ""


def _is_in_order(element: Element, space: str) -> bool:
    allowed = ORDER[_name(element, space)]
    places = {name.rstrip("?*+"): place for place, name in enumerate(allowed)}
    names = [_name(child, space) for child in element]
    own = [name for name in names if name]
    foreign_first = any(not before and after for before, after in pairwise(names))
    if foreign_first or any(name not in places for name in own):
        return False
    ascending = all(places[before] <= places[after] for before, after in pairwise(own))
    return ascending and all(_may_be(name, own.count(name.rstrip("?*+"))) for name in allowed) and _speaks(element)


def _may_be(rule: str, count: int) -> bool:
    if rule.endswith("*"):
        return True
    if rule.endswith("+"):
        return count >= 1
    return count <= 1 if rule.endswith("?") else count == 1


def _speaks(element: Element) -> bool:
    """The closed sets are kept."""
    pairs = ((child.tag.rpartition("}")[2], (child.text or "").strip()) for child in element)
    return all(text in WORDS[name] for name, text in pairs if name in WORDS)
