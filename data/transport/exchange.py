"""One HTTP exchange: conditional request, redirects to the same host, body within its size."""

import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from data.domain.moment import Moment
from data.transport.contract import Answer, Limits, Request, TransportError, TransportReason

GZIP: Final = frozenset({"gzip", "x-gzip"})
_PASSING: Final = frozenset({408, 425, 429})
"""Refusals that pass by themselves."""
_LONGEST_TAG: Final = 256


class Wire:
    """The connection of one exchange, so that another thread can cut it when time is up."""

    def __init__(self) -> None:
        self.body_began = False
        self._socket: socket.socket | None = None
        self._cut = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the socket as soon as it is connected (trace hook of the HTTP library)."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self._cut:
                self.cut()

    def cut(self) -> None:
        """End the exchange: whatever waits for the socket wakes up with an error."""
        self._cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def exchange(client: httpx.Client, request: Request, limits: Limits, wire: Wire) -> Answer:
    """Ask once, following redirects.

    Raises:
        TransportError: no answer that could be a report. The library's own errors carry the address with
            its credentials, so ours is raised outside their handlers.
    """
    try:
        return _ask(client, request, limits, wire)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        failure = _name_failure(error, wire)
    raise failure


def _ask(client: httpx.Client, request: Request, limits: Limits, wire: Wire) -> Answer:
    url = httpx.URL(request.address)
    if url.scheme not in {"http", "https"} or not url.host:
        raise TransportError("bad_address", permanent=True)
    for _ in range(limits.redirects + 1):
        with client.stream(
            "GET",
            url,
            headers=_headers(request),
            timeout=httpx.Timeout(limits.total_s, connect=limits.connect_s),
            extensions={"trace": wire.trace},
            follow_redirects=False,
        ) as response:
            if not response.has_redirect_location:
                return _answer(response, request, limits, wire)
            url = _redirect(url, response.headers["location"])
    raise TransportError("too_many_redirects", str(limits.redirects), permanent=True)


def _headers(request: Request) -> dict[str, str]:
    headers = {"Accept-Encoding": "gzip", **request.headers}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.modified:
        headers["If-Modified-Since"] = request.modified
    return headers


def _redirect(url: httpx.URL, location: str) -> httpx.URL:
    """Same host and port, or the same host's TLS: credentials must not travel elsewhere."""
    target = url.join(location)
    upgraded = (url.scheme, url.port, target.scheme, target.port) == ("http", None, "https", None)
    same = (url.scheme, url.port) == (target.scheme, target.port)
    if target.host != url.host or not (same or upgraded):
        raise TransportError("redirect_refused", permanent=True)
    return target


def _answer(response: httpx.Response, request: Request, limits: Limits, wire: Wire) -> Answer:
    code = response.status_code
    stamp, etag, modified = _stamp(response), _tag(response, "etag"), _tag(response, "last-modified")
    if code == httpx.codes.NOT_MODIFIED:
        if not (request.etag or request.modified):
            raise TransportError("not_modified_unasked")
        return Answer("unchanged", b"", stamp, etag or request.etag, modified or request.modified)
    if code != httpx.codes.OK:
        raise TransportError("http_status", str(code), permanent=400 <= code < 500 and code not in _PASSING)
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:18]) > limits.max_bytes:
        raise TransportError("too_large", str(limits.max_bytes))
    wire.body_began = True
    return Answer("body", _read_body(response, limits.max_bytes), stamp, etag, modified)


def _stamp(response: httpx.Response) -> Moment | None:
    try:
        return int(parsedate_to_datetime(response.headers["date"]).timestamp())
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _tag(response: httpx.Response, name: str) -> str:
    tag = str(response.headers.get(name, ""))
    return tag if len(tag) <= _LONGEST_TAG and tag.isascii() else ""


def _read_body(response: httpx.Response, most: int) -> bytes:
    """Read and unpack; unpacking stops at the limit, so a small packed body cannot become a huge one."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", ""} | GZIP:
        raise TransportError("bad_encoding", permanent=True)
    chunks = _unpack(response.iter_raw(), most) if encoding in GZIP else response.iter_raw()
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise TransportError("too_large", str(most))
    return bytes(body)


def _unpack(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            yield unpacker.decompress(chunk, most + 1)
            if unpacker.unconsumed_tail:
                raise TransportError("too_large", str(most))
    except zlib.error:
        raise TransportError("bad_encoding") from None
    if not unpacker.eof:
        raise TransportError("truncated")
    if unpacker.unused_data:
        raise TransportError("bad_encoding")


def _name_failure(error: Exception, wire: Wire) -> TransportError:
    if isinstance(error, httpx.TimeoutException):
        return TransportError("timeout")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return TransportError("bad_address", permanent=True)
    if isinstance(error, httpx.ConnectError):
        return TransportError(_why_no_connection(error))
    if isinstance(error, httpx.RemoteProtocolError):
        return TransportError("truncated" if wire.body_began else "protocol")
    return TransportError("interrupted")


def _why_no_connection(error: BaseException) -> TransportReason:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return "tls"
        if isinstance(cause, ConnectionRefusedError):
            return "refused"
        cause = cause.__cause__ or cause.__context__
    return "unreachable"
