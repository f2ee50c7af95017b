"""Answers about the picture: its version, its boards, and whether all is well."""

import asyncio
import os
from typing import Final

from dashboard.delivery.boards import Refusal, look_of
from dashboard.delivery.desk import Desk
from dashboard.delivery.exchange import JSON, NO_STORE, Header, Reply, Request, json_reply, matches, refusal
from dashboard.delivery.packed import Offers
from dashboard.delivery.ready import ReadyBoard
from dashboard.delivery.stock import NoPictureError

CLOCK_SILENT_S: Final = 30.0
"""Without a beat for this time the clock counts as silent."""
_KEPT: Final[Header] = (b"cache-control", b"public, max-age=3600, immutable")
_WHOLE: Final[Header] = (b"x-board", b"whole")
_SINCE: Final[Header] = (b"x-board", b"since")


async def version(desk: Desk, request: Request) -> Reply:
    """`GET /version`: what polling viewers need to know. The ETag is weak: `now` moves on in the same version."""
    news = desk.watcher.news()
    tag = f'W/"{news["version"] or 0}-{news["clock_beat"] or 0:.3f}-{news["build"]}"'
    headers = ((b"etag", tag.encode()), (b"cache-control", b"no-cache"))
    if matches(request.header(b"if-none-match"), tag):
        return Reply(304, b"", headers)
    reply = json_reply(200, news)
    return Reply(200, reply.body, (JSON, *headers))


async def board(desk: Desk, request: Request) -> Reply:
    """`GET /board/{view}/{version}`: a board of exactly that version.

    A worker that has not heard of the version yet reads it from the store at once: the viewer was told by another
    worker, and an older board would stay on the screen until the next version.
    """
    key = (request.path, request.raw_query)
    ready = desk.ready.get(key)
    if ready is not None:
        desk.stock.want(ready.look)
        desk.counts.add("mezha_boards_total", 'from="memory"')
    else:
        found = await _board(desk, request)
        if isinstance(found, Reply):
            return found
        ready = found
        desk.ready.put(key, ready)
    return ready.offers.reply(request)


async def _board(desk: Desk, request: Request) -> ReadyBoard | Reply:
    view, _, number = request.path.removeprefix("/board/").rpartition("/")
    look = look_of(view, request.query, desk.surface.drawing.has_view)
    if isinstance(look, Refusal):
        return refusal(look.status, look.reason)
    asked, since = _number(number), _number(request.query.get("since", ""))
    if asked is None:
        return refusal(404, "unknown_version")
    try:
        packed, is_difference = await desk.stock.board(look, asked, since)
    except NoPictureError:
        return await _without_picture(desk, asked)
    desk.watcher.load(asked)
    kind = _SINCE if is_difference else _WHOLE
    return ReadyBoard(look, Offers(packed, f"{asked}-{packed.digest}", JSON, _KEPT, kind))


async def _without_picture(desk: Desk, asked: int) -> Reply:
    newest = await asyncio.to_thread(desk.pictures.newest_version)
    gone = newest is not None and asked < newest
    return refusal(410, "version_gone") if gone else refusal(404, "unknown_version")


async def healthz(_desk: Desk, _request: Request) -> Reply:
    """`GET /healthz`: this worker answers."""
    return Reply(200, b"ok\n", ((b"content-type", b"text/plain; charset=utf-8"), NO_STORE))


async def readyz(desk: Desk, _request: Request) -> Reply:
    """`GET /readyz`: there is a picture and the clock is alive, or the reasons why not."""
    reasons = []
    if desk.watcher.loaded is None:
        reasons.append("no_situation")
    age = desk.beat_age_s()
    if age is None or age > CLOCK_SILENT_S:
        reasons.append("clock_silent")
    return json_reply(503 if reasons else 200, {"ready": not reasons, "reasons": reasons})


async def metrics(desk: Desk, _request: Request) -> Reply:
    """`GET /metrics`: counters of the worker that happens to answer."""
    gauges: dict[str, float] = {
        "mezha_viewers": len(desk.viewers),
        "mezha_version_loaded": desk.watcher.loaded or 0,
        "mezha_version_told": desk.watcher.told or 0,
    }
    if (age := desk.beat_age_s()) is not None:
        gauges["mezha_clock_beat_age_seconds"] = age
    body = f"# worker {os.getpid()}\n{desk.counts.text(gauges)}".encode()
    return Reply(200, body, ((b"content-type", b"text/plain; version=0.0.4; charset=utf-8"), NO_STORE))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None
