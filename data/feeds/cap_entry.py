"""Entries of an index of alerts: with elements of CAP in place of a message, with a link to one, or with neither."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from data.feeds.xml_body import local_name, outermost

CAP: Final = "urn:oasis:names:tc:emergency:cap:"
"""How every namespace of CAP begins, whatever its version."""
OF_ALERT: Final = ("identifier", "sender", "sent", "status", "msgType", "scope", "references")
OF_AREA: Final = ("areaDesc", "polygon", "circle")
LINKED_TYPES: Final = ("application/cap+xml", "application/xml", "text/xml", "application/atom+xml", "")
"""Types of links that may lead to a message, the likeliest first."""
LONGEST_LINK: Final = 2_000


def holds_message(entry: Element) -> bool:
    """Tell whether a whole message stands inside."""
    return any(local_name(part) == "alert" for part in entry.iter())


def holds_elements(entry: Element) -> bool:
    """Tell whether elements of CAP stand in the entry itself."""
    return any(_is_cap(part) for part in entry)


def is_complete(entry: Element) -> bool:
    """Tell whether its elements of CAP say what a message must say, so that its link need not be asked.

    An update or a cancel that does not name its references closes nothing: only the message itself can.
    """
    names = {local_name(part) for part in entry if _is_cap(part)}
    alone = _text(entry, "msgType", cap=True) == "Alert" or "references" in names
    return {"status", "msgType"} <= names and alone


def message_of(entry: Element, author: str) -> Element:
    """An `alert` that says what the entry says; what is missing stays missing, and is found so by its reader.

    Where the elements of CAP name none, the entry's own id, author (else that of its index) and time of publication
    stand for identifier, sender and sent.
    """
    space = next(part.tag.rpartition("}")[0][1:] for part in entry if _is_cap(part))
    given = {name: _text(entry, name, cap=True) for name in OF_ALERT}
    given["identifier"] = given["identifier"] or _text(entry, "id") or _text(entry, "guid")
    given["sender"] = given["sender"] or author_of(entry) or author
    given["sent"] = given["sent"] or _text(entry, "published") or _text(entry, "updated")
    given["scope"] = given["scope"] or "Public"
    alert = Element(f"{{{space}}}alert")
    for name in OF_ALERT:
        if given[name]:
            SubElement(alert, f"{{{space}}}{name}").text = given[name]
    _add_info(alert, entry, space)
    return alert


def _add_info(alert: Element, entry: Element, space: str) -> None:
    info = SubElement(alert, f"{{{space}}}info")
    own = [part for part in entry if _is_cap(part)]
    info.extend(part for part in own if local_name(part) not in (*OF_ALERT, *OF_AREA, "area", "geocode"))
    if not _text(info, "headline", cap=True):
        SubElement(info, f"{{{space}}}headline").text = _text(entry, "title")
    info.extend(part for part in own if local_name(part) == "area")
    area = Element(f"{{{space}}}area")
    area.extend(part for part in own if local_name(part) in OF_AREA)
    for code in (part for part in own if local_name(part) == "geocode"):
        _add_codes(area, code, space)
    if len(area):
        info.append(area)


def _add_codes(area: Element, geocode: Element, space: str) -> None:
    """One element may name several codes, as pairs; each becomes one of its own."""
    name = ""
    for part in geocode:
        if local_name(part) == "valueName":
            name = (part.text or "").strip()
        elif local_name(part) == "value":
            code = SubElement(area, f"{{{space}}}geocode")
            SubElement(code, f"{{{space}}}valueName").text = name
            SubElement(code, f"{{{space}}}value").text = (part.text or "").strip()


def link_of(entry: Element) -> str:
    """Address of the message that an entry links to; empty where it links to none."""
    links = [(part.get("type", ""), part.get("href") or part.text or "") for part in entry if _is_link(part)]
    known = [(LINKED_TYPES.index(kind), address.strip()) for kind, address in links if kind in LINKED_TYPES]
    best = min(known, key=lambda link: link[0], default=(0, ""))[1]
    return best if len(best) <= LONGEST_LINK else ""


def entries_of(root: Element) -> Iterator[Element]:
    """Entries of Atom and items of RSS, but none inside another or inside a message."""
    found = outermost(root, frozenset({"entry", "item", "alert"}))
    return (element for element in found if local_name(element) != "alert")


def _is_cap(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(f"{{{CAP}")


def _is_link(element: Element) -> bool:
    return local_name(element) in {"link", "enclosure"} and element.get("rel", "alternate") in {
        "alternate",
        "related",
        "enclosure",
        "via",
    }


def _text(element: Element, name: str, *, cap: bool = False) -> str:
    found = (part for part in element if local_name(part) == name and _is_cap(part) is cap)
    return next(((part.text or "").strip() for part in found), "")


def author_of(element: Element) -> str:
    """Name, address or e-mail of the author of an entry or index; empty where none is named."""
    found = (part for part in element if local_name(part) == "author")
    return next((_text(part, "name") or _text(part, "uri") or _text(part, "email") for part in found), "")
