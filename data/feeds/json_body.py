"""JSON as senders deliver it: one document, a list of them, or one a line."""

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from data.feeds.contract import FeedError
from data.feeds.reading import Fault
from data.feeds.reasons import FeedReason

MAX_DOCUMENTS: Final = 50_000
MAX_CONTAINERS: Final = 200_000
"""Opening brackets of a body: each becomes an object of the interpreter, many times its size."""
MAX_VALUES: Final = 500_000
"""Commas of a body, for the same reason."""
_STRINGS: Final = re.compile(rb'"(?:[^"\\]++|\\(?:.|\Z))*+("|\Z)', re.DOTALL)
"""A string, also one that nothing ends; possessive and always matching, so that no byte is read twice."""


@dataclass(frozen=True, slots=True)
class Document:
    """One decoded document; `row` counts list items or lines from 1."""

    row: int
    value: Any


def _decode(text: bytes, once: frozenset[str]) -> Document | FeedReason:
    """Decode one text, or say why not; returned, since the decoder's error carries the text as its own."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return _why_not(text)
    return (_repeats(text, once) if once else None) or Document(1, value)


def _why_not(text: bytes) -> FeedReason:
    bare = _STRINGS.sub(_unclosed, text)
    opened = bare.count(b"{") + bare.count(b"[") - bare.count(b"}") - bare.count(b"]")
    return "truncated" if text[:1] in b"{[" and (opened > 0 or b'"' in bare) else "not_json"


def _unclosed(string: re.Match[bytes]) -> bytes:
    return b"" if string[1] else b'"'


def _repeats(text: bytes, once: frozenset[str]) -> FeedReason | None:
    """Look for an object that gives a key twice: which of the two counts would be the decoder's choice."""
    found = [False]

    def see(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs if key in once]
        found[0] |= len(keys) != len(set(keys))

    try:
        json.loads(text, object_pairs_hook=see, parse_int=bool, parse_float=bool)
    except (ValueError, RecursionError):
        return "not_json"
    return "duplicate_key" if found[0] else None


def _strip(body: bytes) -> bytes:
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise FeedError("empty_body")
    if text.startswith(b"<"):
        raise FeedError("html")
    for most, count in ((MAX_CONTAINERS, text.count(b"{") + text.count(b"[")), (MAX_VALUES, text.count(b","))):
        if count > most:
            raise FeedError("too_many_rows", str(most))
    return text


def read_document(body: bytes) -> Any:
    """Decode a body that is one JSON document.

    Raises:
        FeedError: empty_body, html, too_many_rows, truncated or not_json.
    """
    document = _decode(_strip(body), frozenset())
    if not isinstance(document, Document):
        raise FeedError(document)
    return document.value


def read_documents(body: bytes, once: frozenset[str] = frozenset()) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    """Decode a body that holds one document, a list of documents, or one document a line.

    Lines that are no JSON are faults; the others are used. A key of `once` may occur once in an object.

    Raises:
        FeedError: empty_body, html, truncated, not_json, duplicate_key or too_many_rows.
    """
    text = _strip(body)
    whole = _decode(text, once)
    if whole == "duplicate_key":
        raise FeedError(whole)
    if not isinstance(whole, Document):
        return _read_lines(text, whole, once)
    items = whole.value if isinstance(whole.value, list) else [whole.value]
    if len(items) > MAX_DOCUMENTS:
        raise FeedError("too_many_rows", str(MAX_DOCUMENTS))
    return tuple(Document(row, item) for row, item in enumerate(items, start=1)), ()


def _read_lines(text: bytes, why: FeedReason, once: frozenset[str]) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    if text.count(b"\n") >= MAX_DOCUMENTS:
        raise FeedError("too_many_rows", str(MAX_DOCUMENTS))
    lines = ((row, line.strip()) for row, line in enumerate(text.split(b"\n"), start=1))
    decoded = [(row, _decode(line, once)) for row, line in lines if line]
    documents = tuple(Document(row, found.value) for row, found in decoded if isinstance(found, Document))
    faults = tuple(Fault(row, None, found) for row, found in decoded if not isinstance(found, Document))
    if not any(isinstance(document.value, dict) for document in documents):
        raise FeedError(_reason_of_all(faults) or why)
    return documents, faults


def _reason_of_all(faults: tuple[Fault, ...]) -> FeedReason | None:
    return "duplicate_key" if any(fault.reason == "duplicate_key" for fault in faults) else None
