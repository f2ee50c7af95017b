"""Answers about the picture: its version, its boards, and whether all is well."""

import asyncio
import os
from typing import Final

from dashboard.access.actor import may_see
from dashboard.delivery.boards import Refusal, audience_of, look_of
from dashboard.delivery.exchange import JSON, NO_STORE, Header, Reply, Request, json_reply, matches, refusal
from dashboard.delivery.packed import Offers
from dashboard.delivery.ready import ReadyBoard
from dashboard.delivery.stock import NoPictureError
from dashboard.delivery.worker import Worker

CLOCK_SILENT_S: Final = 30.0
"""Without a beat for this time the clock counts as silent."""
_KEPT: Final[Header] = (b"cache-control", b"private, max-age=3600, immutable")
"""Private: no proxy may hand the board of one audience to another."""
_WHOLE: Final[Header] = (b"x-board", b"whole")
_SINCE: Final[Header] = (b"x-board", b"since")


async def version(worker: Worker, request: Request) -> Reply:
    """`GET /version`: what polling viewers need to know. The ETag is weak: `now` moves on in the same version."""
    news = worker.watcher.news()
    tag = f'W/"{news["version"] or 0}-{news["clock_beat"] or 0:.3f}-{news["build"]}"'
    headers = ((b"etag", tag.encode()), (b"cache-control", b"no-cache"))
    if matches(request.header(b"if-none-match"), tag):
        return Reply(304, b"", headers)
    reply = json_reply(200, news)
    return Reply(200, reply.body, (JSON, *headers))


async def board(worker: Worker, request: Request) -> Reply:
    """`GET /board/{view}/{version}`: a board of exactly that version.

    A worker that has not heard of the version yet reads it from the store at once: the viewer was told by another
    worker, and an older board would stay on the screen until the next version. What is remembered is
    remembered for all: whether this actor may see it is asked first.
    """
    if not may_see(worker.actor(request), audience_of(request.query)):
        return refusal(403, "audience_not_open")
    key = (request.path, request.raw_query)
    ready = worker.ready.get(key)
    if ready is not None:
        worker.stock.want(ready.look)
        worker.counts.add("mezha_boards_total", 'from="memory"')
    else:
        found = await _board(worker, request)
        if isinstance(found, Reply):
            return found
        ready = found
        worker.ready.put(key, ready)
    return ready.offers.reply(request)


async def _board(worker: Worker, request: Request) -> ReadyBoard | Reply:
    view, _, number = request.path.removeprefix("/board/").rpartition("/")
    look = look_of(view, request.query, worker.surface.drawing)
    if isinstance(look, Refusal):
        return refusal(look.status, look.reason)
    asked, since = _number(number), _number(request.query.get("since", ""))
    if asked is None:
        return refusal(404, "unknown_version")
    try:
        packed, is_difference = await worker.stock.board(look, asked, since)
    except NoPictureError:
        return await _without_picture(worker, asked)
    worker.watcher.load(asked)
    kind = _SINCE if is_difference else _WHOLE
    return ReadyBoard(look, Offers(packed, f"{asked}-{packed.digest}", JSON, _KEPT, kind))


async def _without_picture(worker: Worker, asked: int) -> Reply:
    newest = await asyncio.to_thread(worker.pictures.newest_version)
    gone = newest is not None and asked < newest
    return refusal(410, "version_gone") if gone else refusal(404, "unknown_version")


async def healthz(_worker: Worker, _request: Request) -> Reply:
    """`GET /healthz`: this worker answers."""
    return Reply(200, b"ok\n", ((b"content-type", b"text/plain; charset=utf-8"), NO_STORE))


async def readyz(worker: Worker, _request: Request) -> Reply:
    """`GET /readyz`: there is a picture and the clock is alive, or the reasons why not."""
    reasons = []
    if worker.watcher.loaded is None:
        reasons.append("no_situation")
    age = worker.beat_age_s()
    if age is None or age > CLOCK_SILENT_S:
        reasons.append("clock_silent")
    return json_reply(503 if reasons else 200, {"ready": not reasons, "reasons": reasons})


async def metrics(worker: Worker, _request: Request) -> Reply:
    """`GET /metrics`: counters of the worker that happens to answer."""
    gauges: dict[str, float] = {
        "mezha_viewers": len(worker.viewers),
        "mezha_version_loaded": worker.watcher.loaded or 0,
        "mezha_version_told": worker.watcher.told or 0,
    }
    if (age := worker.beat_age_s()) is not None:
        gauges["mezha_clock_beat_age_seconds"] = age
    body = f"# worker {os.getpid()}\n{worker.counts.text(gauges)}".encode()
    return Reply(200, body, ((b"content-type", b"text/plain; version=0.0.4; charset=utf-8"), NO_STORE))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None
