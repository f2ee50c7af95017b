"""Asking a source over HTTP, once and within a total time; trying again is `data.transport.retry`'s."""

import logging
import ssl
import threading
import time
from http.cookiejar import CookieJar, DefaultCookiePolicy
from queue import Empty, SimpleQueue
from typing import Final

import httpx

from data.transport.contract import Answer, Limits, Request, TransportError
from data.transport.exchange import Wire, exchange
from data.transport.tls import Tls

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
LOOK_S: Final = 0.25
"""How often a running exchange looks whether the clock stops."""


def open_client(tls: Tls | None = None) -> httpx.Client:
    """Client for `fetch`: one connection a request, no proxy for this machine itself.

    Other addresses follow the proxy and certificate settings of the environment. The library's log of whole
    addresses, credentials included, is switched off.

    Raises:
        TransportError: tls_files, where the source's certificates cannot be read.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)
    context = None if tls is None else _context(tls)
    return httpx.Client(
        verify=True if context is None else context,
        headers={"User-Agent": "mezha"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # feeds share the client: none is kept
        limits=httpx.Limits(max_keepalive_connections=0),
        mounts={f"all://{host}": _direct(context) for host in LOOPBACK},
    )


def _direct(context: ssl.SSLContext | None) -> httpx.HTTPTransport | None:
    return None if context is None else httpx.HTTPTransport(verify=context)


def _context(tls: Tls) -> ssl.SSLContext:
    try:
        return tls.context()
    except OSError:  # the error names the file
        raise TransportError("tls_files", permanent=True) from None


def fetch(
    client: httpx.Client, request: Request, limits: Limits | None = None, stopping: threading.Event | None = None
) -> Answer:
    """Ask for a report; conditional where the request carries an etag or a date.

    The exchange runs in a thread of its own, and its connection is cut when the total time is over: time-outs
    of single reads would let a source that sends a byte now and then hold the caller for hours. It is cut too
    when `stopping` is set.

    Raises:
        TransportError: nothing came that could be a report.
    """
    bounds = limits or Limits()
    wire = Wire()
    outcome: SimpleQueue[Answer | Exception] = SimpleQueue()
    threading.Thread(target=_run, args=(client, request, bounds, wire, outcome), name="fetch", daemon=True).start()
    result = _await(outcome, bounds.total_s, stopping)
    if result is None:
        wire.cut()
        raise TransportError("timeout", f"{bounds.total_s:g} s")
    if isinstance(result, Exception):
        raise result
    return result


def _await(
    outcome: "SimpleQueue[Answer | Exception]", total_s: float, stopping: threading.Event | None
) -> Answer | Exception | None:
    """What came of it; None when time is up or the clock stops."""
    deadline = time.monotonic() + total_s
    while (left := deadline - time.monotonic()) > 0 and not (stopping is not None and stopping.is_set()):
        try:
            return outcome.get(timeout=min(left, LOOK_S))
        except Empty:
            continue
    return None


def _run(
    client: httpx.Client, request: Request, limits: Limits, wire: Wire, outcome: "SimpleQueue[Answer | Exception]"
) -> None:
    try:
        outcome.put(exchange(client, request, limits, wire))
    except Exception as error:  # noqa: BLE001 - a fault of ours is raised where the result is awaited
        outcome.put(error)
