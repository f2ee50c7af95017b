"""One HTTP exchange in plain ASGI: what is asked, and what is answered."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

BODY_LIMIT: Final = 64 * 1024
"""No request of our pages has a longer body, bytes."""


class BodyTooLongError(Exception):
    """The request's body is longer than anything that is asked here."""


class Request:
    """A request, read lazily: most answers need the path and two headers."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.path: str = scope["path"]
        self.method: str = scope["method"]
        self.raw_query: bytes = scope["query_string"]
        self.receive = receive
        # Of a header that is sent twice the first counts.
        self._headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))

    def header(self, name: bytes) -> str:
        """A header's first value, or the empty string; `name` in lower case."""
        return self._headers.get(name, b"").decode("latin-1")

    @property
    def query(self) -> Mapping[str, str]:
        """Parameters of the address; of a repeated one the last."""
        return _parsed(self.raw_query)

    async def body(self) -> bytes:
        """The whole body.

        Raises:
            BodyTooLongError: more than BODY_LIMIT bytes.
        """
        parts: list[bytes] = []
        more, size = True, 0
        while more:
            message = await self.receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > BODY_LIMIT:
                raise BodyTooLongError
            more = message["type"] == "http.request" and message.get("more_body", False)
        return b"".join(parts)


@lru_cache(maxsize=256)
def _parsed(raw: bytes) -> Mapping[str, str]:
    return MappingProxyType(dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)))


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()

    async def send(self, send: Send, common: list[Header]) -> None:
        """Answer, with the headers that every answer carries."""
        headers = [*self.headers, *common]
        if self.status != 304:
            headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


JSON: Final[Header] = (b"content-type", b"application/json")
NO_STORE: Final[Header] = (b"cache-control", b"no-store")
VARY: Final[Header] = (b"vary", b"accept-encoding")


def json_reply(status: int, value: Any, *headers: Header) -> Reply:
    """Answer with JSON that nobody keeps."""
    return Reply(status, orjson.dumps(value), (JSON, NO_STORE, *headers))


def refusal(status: int, reason: str) -> Reply:
    """Answer that something is refused, with the key of the reason."""
    return json_reply(status, {"error": reason})


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """Best of `br`, `gzip` and `` (none) for an Accept-Encoding header; one weighed with 0 is not accepted."""
    offered = {}
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        offered[name.strip().lower()] = weight.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if offered.get(name)), "")


def matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison of an If-None-Match header with an ETag."""
    if not if_none_match:
        return False
    wanted = etag.removeprefix("W/")
    return if_none_match.strip() == "*" or any(
        given.strip().removeprefix("W/") == wanted for given in if_none_match.split(",")
    )
