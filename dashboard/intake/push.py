"""`POST /api/observations/{feed}`: an agency's program brings a report."""

import asyncio
from functools import partial
from typing import Final

from dashboard.delivery.exchange import BodyTooLongError, Reply, Request, json_reply, refusal
from dashboard.delivery.worker import Worker
from dashboard.intake.gate import FullError
from dashboard.intake.reading import Push, answer_push
from dashboard.intake.receipts import is_key
from data.feeds import feeds_of
from data.feeds.contract import Feed

PREFIX: Final = "/api/observations/"
BODY_LIMIT: Final = 10_000_000
"""The same as for a file in the spool, bytes."""
BODY_S: Final = 30.0
"""Wall seconds in which a body must have come: a sender that drips must not hold a place."""
RETRY: Final = (b"retry-after", b"5")


class _CutShortError(Exception):
    """The sender was gone before the end: half a report is none."""


async def push(worker: Worker, request: Request) -> Reply:
    """Read a report and answer as `ingest` does; what is refused is refused before its body is read."""
    reply = await _push(worker, request)
    worker.counts.add("mezha_pushes_total", f'status="{reply.status}"')
    return reply


async def _push(worker: Worker, request: Request) -> Reply:
    feed = feeds_of(worker.settings.running).get(request.path.removeprefix(PREFIX))
    if feed is None:
        return refusal(404, "unknown_feed")
    if request.method != "POST":
        return Reply(405, b'{"error":"method_not_allowed"}', ((b"allow", b"POST"),))
    agency = worker.settings.tokens.agency_of(request.header(b"authorization")) or ""
    refused = _refused(feed, agency, request)
    return await _taken(worker, request, feed, agency) if refused is None else refused


async def _taken(worker: Worker, request: Request, feed: Feed, agency: str) -> Reply:
    try:
        async with worker.gate.place():
            body = await asyncio.wait_for(_body(request), BODY_S)
            bringing = Push(feed, agency, body, request.header(b"idempotency-key"))
            status, answer = await worker.gate.do(partial(answer_push, worker.settings.running, bringing))
    except FullError:
        status, answer = 503, {"error": "busy"}
    except BodyTooLongError:
        return refusal(413, "too_large")
    except TimeoutError:
        return refusal(408, "body_too_slow")
    except _CutShortError:
        return refusal(400, "cut_short")
    return json_reply(status, answer, *([RETRY] if status in {202, 503} else []))


async def _body(request: Request) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise _CutShortError
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_LIMIT:
            raise BodyTooLongError
    return bytes(body)


def _refused(feed: Feed, agency: str, request: Request) -> Reply | None:
    if not agency:
        return json_reply(401, {"error": "no_token"}, (b"www-authenticate", b"Bearer"))
    if agency != feed.agency:
        return refusal(403, "other_agency")
    kind = request.header(b"content-type").partition(";")[0].strip().lower()
    packed = request.header(b"content-encoding").strip().lower() not in {"", "identity"}
    if packed or (feed.content_types and kind not in feed.content_types):
        return refusal(415, "content_type")
    if not is_key(request.header(b"idempotency-key") or "none"):
        return refusal(400, "bad_key")
    declared = request.header(b"content-length")
    if declared.isdecimal() and int(declared[:18]) > BODY_LIMIT:
        return refusal(413, "too_large")
    return None
