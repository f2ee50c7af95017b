"""A body with its compressed forms, made once and handed out many times."""

import gzip
import hashlib
from dataclasses import dataclass, field
from typing import Final

import brotli

from dashboard.delivery.exchange import VARY, Header, Reply, Request, encoding_for, matches

LEAST: Final = 512
"""Shorter bodies are not worth compressing, bytes."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One body; `br` and `gzip` are empty where compressing it brings nothing."""

    plain: bytes
    br: bytes = b""
    gzip: bytes = b""
    digest: str = field(default="")

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return len(self.plain) + len(self.br) + len(self.gzip)

    def form(self, encoding: str) -> tuple[str, bytes]:
        """Encoding that is really used, and its bytes."""
        body = {"br": self.br, "gzip": self.gzip}.get(encoding, b"")
        return (encoding, body) if body else ("", self.plain)


@dataclass(frozen=True, slots=True)
class Offer:
    """One form of a content: its strong ETag, the whole answer, and the answer to a client that has it already."""

    tag: str
    whole: Reply
    unchanged: Reply


class Offers:
    """All forms of one content, ready to be sent.

    `etag` names the content; the form is added, because a strong ETag names bytes.
    """

    def __init__(self, packed: Packed, etag: str, *headers: Header) -> None:
        self.packed = packed
        self._offers = {encoding: _offer(packed, encoding, etag, headers) for encoding in ("br", "gzip", "")}

    def reply(self, request: Request) -> Reply:
        """Answer in the best form that the client takes, or that it has it already."""
        offer = self._offers[encoding_for(request.header(b"accept-encoding"))]
        held = request.header(b"if-none-match")
        return offer.unchanged if held and matches(held, offer.tag) else offer.whole


def _offer(packed: Packed, wanted: str, etag: str, headers: tuple[Header, ...]) -> Offer:
    encoding, body = packed.form(wanted)
    tag = f'"{etag}-{encoding or "plain"}"'
    named: tuple[Header, ...] = ((b"etag", tag.encode()), VARY, *headers)
    whole = (*named, (b"content-encoding", encoding.encode())) if encoding else named
    return Offer(tag, Reply(200, body, whole), Reply(304, b"", named))


def digest_of(body: bytes) -> str:
    """Name of a content: 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(body).hexdigest()[:12]


def pack(body: bytes, quality: int = 5, level: int = 6) -> Packed:
    """Compress by brotli and gzip; for a board of 40 KB about 1 and 2 ms."""
    if len(body) < LEAST:
        return Packed(body, digest=digest_of(body))
    return Packed(body, brotli.compress(body, quality=quality), gzip.compress(body, level, mtime=0), digest_of(body))
