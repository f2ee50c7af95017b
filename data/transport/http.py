"""Asking a source over HTTP within a total time.

Nothing is retried: the clock asks again at the feed's next cycle, and a source in trouble is not helped by haste.
"""

import logging
import threading
from queue import Empty, SimpleQueue
from typing import Final

import httpx

from data.transport.contract import Answer, Limits, Request, TransportError
from data.transport.exchange import Wire, exchange

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


def open_client() -> httpx.Client:
    """Client for `fetch`: one connection a request, no proxy for this machine itself.

    Other addresses follow the proxy and certificate settings of the environment. The library's log of whole
    addresses, credentials included, is switched off.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.Client(
        headers={"User-Agent": "mezha"},
        limits=httpx.Limits(max_keepalive_connections=0),
        mounts={f"all://{host}": None for host in LOOPBACK},
    )


def fetch(client: httpx.Client, request: Request, limits: Limits | None = None) -> Answer:
    """Ask for a report; conditional where the request carries an etag or a date.

    The exchange runs in a thread of its own, and its connection is cut when the total time is over: time-outs
    of single reads would let a source that sends a byte now and then hold the caller for hours.

    Raises:
        TransportError: nothing came that could be a report.
    """
    bounds = limits or Limits()
    wire = Wire()
    outcome: SimpleQueue[Answer | Exception] = SimpleQueue()
    threading.Thread(target=_run, args=(client, request, bounds, wire, outcome), name="fetch", daemon=True).start()
    try:
        result = outcome.get(timeout=bounds.total_s)
    except Empty:
        wire.cut()
        result = TransportError("timeout", f"{bounds.total_s:g} s")
    if isinstance(result, Exception):
        raise result
    return result


def _run(
    client: httpx.Client, request: Request, limits: Limits, wire: Wire, outcome: "SimpleQueue[Answer | Exception]"
) -> None:
    try:
        outcome.put(exchange(client, request, limits, wire))
    except Exception as error:  # noqa: BLE001 - a fault of ours is raised where the result is awaited
        outcome.put(error)
