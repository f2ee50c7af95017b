"""XML as senders deliver it: bounded before it is read, without document types and entities."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from data.feeds.contract import FeedError
from data.feeds.reasons import FeedReason

MAX_BYTES: Final = 5_000_000
MAX_MARKS: Final = 200_000
"""Opening brackets of a document, and as many equals signs: the tree takes many times their size."""
_DECLARED: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)")
_COUNTED: Final = ("utf-8", "utf-16", "us-ascii")
"""In these a sign that is counted is no byte of another."""
_UNFINISHED: Final = frozenset({3, 5})
"""Codes of expat: no element found; unclosed token."""


def local_name(element: Element) -> str:
    """Tag without namespace; comments and processing instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def outermost(root: Element, names: frozenset[str]) -> Iterator[Element]:
    """Elements of these names in the order of the document, but none inside another: what they hold is read once."""
    stack = [root]
    while stack:
        element = stack.pop()
        if local_name(element) in names:
            yield element
        else:
            stack.extend(reversed(element))


def read_xml(body: bytes) -> Element:
    """Read a document and give its root element.

    Raises:
        FeedError: empty_body, html, too_large, too_many_rows, entity_refused, truncated or not_xml.
    """
    if not body.strip():
        raise FeedError("empty_body")
    if body.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise FeedError("html")
    if len(body) > MAX_BYTES:
        raise FeedError("too_large", str(MAX_BYTES))
    if not _can_be_counted(body):
        raise FeedError("not_xml")
    if max(body.count(b"<"), body.count(b"=")) > MAX_MARKS:
        raise FeedError("too_many_rows", str(MAX_MARKS))
    parsed = _parse_xml(body)
    if isinstance(parsed, str):
        raise FeedError(parsed)
    return parsed


def _can_be_counted(body: bytes) -> bool:
    """Tell whether brackets and equals signs are the bytes that are counted: in EBCDIC they are letters."""
    declared = _DECLARED.match(body)
    name = declared[1].decode("latin-1").lower() if declared else ""
    if not name or name.startswith(_COUNTED):
        return True
    try:
        signs = bytes(range(256)).decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return len(signs) == 256 and all(
        [at for at, sign in enumerate(signs) if sign == wanted] == [ord(wanted)] for wanted in "<="
    )


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
