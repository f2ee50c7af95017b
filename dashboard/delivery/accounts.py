"""The account of one feed: its last runs and rejected rows, read from the store when somebody looks at the feed."""

import asyncio
from collections.abc import Callable
from typing import Final

import orjson

from dashboard.access.actor import STAFF, may_see
from dashboard.delivery.exchange import JSON, NO_STORE, Reply, Request, refusal
from dashboard.delivery.worker import Worker
from data.domain.moment import WEEK, Moment
from data.i18n import LANGUAGES, Words, load_words
from data.store.contract import StoreReader
from layers.data import draw_account
from layers.data.account import REJECTS, RUNS

PATH: Final = "/account/"
WINDOW_S: Final = WEEK
"""How far back rejected rows are listed."""
MOST: Final = REJECTS + 200
"""More rows than are listed are only counted, and not all of them."""


async def account(worker: Worker, request: Request) -> Reply:
    """`GET /account/{feed}?lang`: containers of the data page with the feed's runs and rejected rows; staff only.

    Not a part of any version: it is read from the store at each asking, in a thread.
    """
    if not may_see(worker.actor(request), STAFF):
        return refusal(403, "audience_not_open")
    feed = request.path.removeprefix(PATH)
    language = request.query.get("lang") or "ru"
    if language not in LANGUAGES:
        return refusal(404, "unknown_language")
    if not worker.surface.drawing.has_view(f"feed:{feed}"):
        return refusal(404, "unknown_feed")
    now = worker.now()
    if now is None:
        return refusal(503, "clock_silent")
    words = load_words(language, worker.surface.reference)
    body = await asyncio.to_thread(worker.pictures.ask, _drawn(feed, words, now))
    return refusal(503, "no_situation") if body is None else Reply(200, body, (JSON, NO_STORE))


def _drawn(feed: str, words: Words, now: Moment) -> Callable[[StoreReader], bytes]:
    def draw(reader: StoreReader) -> bytes:
        runs = reader.runs(feed, limit=RUNS)
        rejects = reader.quarantine(feed, now - WINDOW_S)[:MOST]
        return orjson.dumps({"data-account": {"children": draw_account(feed, runs, rejects, words, now)}})

    return draw
