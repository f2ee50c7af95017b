"""One HTTP exchange: conditional request, redirects to the same host, body within its size."""

import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from data.domain.moment import Moment
from data.transport.contract import Answer, Limits, Request, TransportError, TransportReason
from data.transport.encoding import ACCEPTED, read_packed
from data.transport.following import is_same_origin
from data.transport.tls import name_fault

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
            request.method,
            url,
            content=request.body or None,
            headers=_headers(request),
            timeout=httpx.Timeout(limits.total_s, connect=limits.connect_s),
            extensions={"trace": wire.trace},
            follow_redirects=False,
        ) as response:
            if not response.has_redirect_location:
                return _answer(response, request, limits, wire, str(url))
            url = _redirect(url, response.headers["location"])
    raise TransportError("too_many_redirects", str(limits.redirects), permanent=True)


def _headers(request: Request) -> dict[str, str]:
    headers = {"Accept-Encoding": ACCEPTED, **request.headers}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.modified:
        headers["If-Modified-Since"] = request.modified
    return headers


def _redirect(url: httpx.URL, location: str) -> httpx.URL:
    """Same host and port, or the same host's TLS: credentials must not travel elsewhere."""
    target = url.join(location)
    if not is_same_origin(url, target):
        raise TransportError("redirect_refused", permanent=True)
    return target


def _answer(response: httpx.Response, request: Request, limits: Limits, wire: Wire, address: str) -> Answer:
    code = response.status_code
    stamp, etag, modified = _stamp(response), _tag(response, "etag"), _tag(response, "last-modified")
    if code == httpx.codes.NOT_MODIFIED:
        if not (request.etag or request.modified):
            raise TransportError("not_modified_unasked")
        return Answer("unchanged", b"", stamp, etag or request.etag, modified or request.modified, address)
    if code != httpx.codes.OK:
        refused = 400 <= code < 500 and code not in _PASSING
        raise TransportError("http_status", str(code), permanent=refused, retry_after_s=_retry_after(response, stamp))
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:18]) > limits.max_bytes:
        raise TransportError("too_large", str(limits.max_bytes))
    wire.body_began = True
    body = read_packed(response.headers.get("content-encoding", ""), response.iter_raw(), limits.max_bytes)
    return Answer("body", body, stamp, etag, modified, address)


def _stamp(response: httpx.Response) -> Moment | None:
    try:
        return int(parsedate_to_datetime(response.headers["date"]).timestamp())
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _tag(response: httpx.Response, name: str) -> str:
    tag = str(response.headers.get(name, ""))
    return tag if len(tag) <= _LONGEST_TAG and tag.isascii() else ""


def _retry_after(response: httpx.Response, stamp: Moment | None) -> float | None:
    """Seconds that the source asks to be left alone; a date is reckoned from its own clock."""
    text = str(response.headers.get("retry-after", "")).strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, until - stamp) if stamp is not None else None


def _name_failure(error: Exception, wire: Wire) -> TransportError:
    if isinstance(error, httpx.TimeoutException):
        return TransportError("timeout")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        return TransportError("bad_address", permanent=True)
    if isinstance(error, httpx.RemoteProtocolError):
        # the library has no class of its own for a connection that was closed before a word
        closed: TransportReason = "interrupted" if "disconnected" in str(error) else "protocol"
        return TransportError("truncated" if wire.body_began else closed)
    reason = _why(error)
    return TransportError(reason, permanent=reason.startswith("tls"))


def _why(error: Exception) -> TransportReason:
    """What lies beneath; with TLS 1.3 a source refuses our certificate only after the connection stands."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return "interrupted"
        if isinstance(cause, ssl.SSLError):
            return name_fault(cause)
        if isinstance(cause, ConnectionRefusedError):
            return "refused"
        cause = cause.__cause__ or cause.__context__
    return "unreachable" if isinstance(error, httpx.ConnectError) else "interrupted"
