"""JSON as senders deliver it: one document, a list of them, or one a line."""

import re
from dataclasses import dataclass
from typing import Any, Final

import orjson

from data.feeds.contract import FeedError
from data.feeds.reading import Fault
from data.feeds.reasons import FeedReason

MAX_DOCUMENTS: Final = 200_000
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """One decoded document; `row` counts list items or lines from 1."""

    row: int
    value: Any


def _decode(text: bytes) -> Document | None:
    # The decoder's error object carries the whole text, which may hold personal data: it must not
    # become the cause or context of ours, so nothing is raised from inside the handler.
    try:
        return Document(1, orjson.loads(text))
    except orjson.JSONDecodeError:
        return None


def _why_not(text: bytes) -> FeedReason:
    bare = _STRINGS.sub(b"", text)
    opened = bare.count(b"{") + bare.count(b"[") - bare.count(b"}") - bare.count(b"]")
    return "truncated" if text[:1] in b"{[" and (opened > 0 or bare.count(b'"') % 2) else "not_json"


def _strip(body: bytes) -> bytes:
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    if not text:
        raise FeedError("empty_body")
    if text.startswith(b"<"):
        raise FeedError("html")
    return text


def read_document(body: bytes) -> Any:
    """Decode a body that is one JSON document.

    Raises:
        FeedError: empty_body, html, truncated or not_json.
    """
    text = _strip(body)
    document = _decode(text)
    if document is None:
        raise FeedError(_why_not(text))
    return document.value


def read_documents(body: bytes) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    """Decode a body that holds one document, a list of documents, or one document a line.

    Lines that are no JSON are faults; the others are used.

    Raises:
        FeedError: empty_body, html, truncated, not_json or too_many_rows.
    """
    text = _strip(body)
    whole = _decode(text)
    if whole is None:
        return _read_lines(text)
    items = whole.value if isinstance(whole.value, list) else [whole.value]
    if len(items) > MAX_DOCUMENTS:
        raise FeedError("too_many_rows", str(MAX_DOCUMENTS))
    return tuple(Document(row, item) for row, item in enumerate(items, start=1)), ()


def _read_lines(text: bytes) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    lines = [(row, line.strip()) for row, line in enumerate(text.split(b"\n"), start=1) if line.strip()]
    if len(lines) > MAX_DOCUMENTS:
        raise FeedError("too_many_rows", str(MAX_DOCUMENTS))
    decoded = [(row, line, _decode(line)) for row, line in lines]
    documents = tuple(Document(row, found.value) for row, _, found in decoded if found is not None)
    if not any(isinstance(document.value, dict) for document in documents):
        raise FeedError(_why_not(text))
    return documents, tuple(Fault(row, None, _why_not(line)) for row, line, found in decoded if found is None)
