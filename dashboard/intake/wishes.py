"""`POST /api/feeds/{feed}/run`: an administrator wishes a feed to be run now; the clock finds the wish."""

import asyncio
import re
from contextlib import closing
from typing import Final

from dashboard.access.actor import ADMIN
from dashboard.delivery.exchange import Reply, Request, json_reply, refusal
from dashboard.delivery.worker import Worker
from data.feeds import feeds_of
from data.running import Running
from data.store.bell import belfry

PATH: Final = re.compile(r"/api/feeds/([a-z0-9_]{1,60})/run")


async def wish(worker: Worker, request: Request) -> Reply:
    """Lay the wish down and knock."""
    match = PATH.fullmatch(request.path)
    if match is None or match[1] not in feeds_of(worker.settings.running):
        return refusal(404, "unknown_feed")
    actor = worker.actor(request)
    if actor is None or actor.role != ADMIN:
        return refusal(403, "not_an_administrator")
    await asyncio.to_thread(lay_down, worker.settings.running, match[1])
    return json_reply(202, {"feed": match[1], "wished": True})


def lay_down(run: Running, feed: str) -> None:
    """Write the empty file that the clock looks for."""
    run.wishes.mkdir(parents=True, exist_ok=True)
    (run.wishes / feed).touch()
    with closing(belfry(run)) as bell:
        bell.knock()
