"""The front: a pure ASGI callable that answers what is asked often, and hands the rest to Dash."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final

from dashboard.access.actor import STAFF, may_see
from dashboard.api import project
from dashboard.delivery import accounts, answers, writes
from dashboard.delivery.events import HEARTBEAT_S, encode
from dashboard.delivery.exchange import JSON, Message, Receive, Reply, Request, Scope, Send, json_reply, refusal
from dashboard.delivery.guard import COMMON, refused
from dashboard.delivery.packed import Offers, pack
from dashboard.delivery.stopping import on_stop
from dashboard.delivery.watch import LISTEN_S
from dashboard.delivery.worker import Surface, Worker, assemble
from dashboard.intake.routes import door
from dashboard.settings import Settings
from dashboard.words import shell_words
from data.store import StoreBusyError

Handler = Callable[[Worker, Request], Awaitable[Reply]]
LOG: Final = logging.getLogger(__name__)
PLOTLY: Final = "/_dash-component-suites/plotly/package_data/plotly.min.js"
"""The largest file of a first visit: compressed before anybody asks."""
UPDATE: Final = "/_dash-update-component"


async def situation(worker: Worker, request: Request) -> Reply:
    """`GET /api/situation`: the newest situation for other programs, whole: for staff alone."""
    if not may_see(worker.actor(request), STAFF):
        return refusal(403, "audience_not_open")
    newest = await asyncio.to_thread(worker.pictures.newest)
    if newest is None:
        return refusal(503, "no_situation")
    now = worker.now()
    if now is None:
        return refusal(503, "clock_silent")
    reply = json_reply(200, project(newest, now))
    packed = await asyncio.to_thread(pack, reply.body)
    return Offers(packed, packed.digest, JSON, (b"cache-control", b"no-cache")).reply(request)


async def shell(worker: Worker, request: Request) -> Reply:
    """`GET /shell/{language}`: words and lists that the browser script needs before any picture comes."""
    words = shell_words(request.path.removeprefix("/shell/"), worker.surface.reference)
    if words is None:
        return refusal(404, "unknown_language")
    packed = pack(json_reply(200, {**words, "build": worker.surface.build}).body)
    return Offers(packed, packed.digest, JSON, (b"cache-control", b"no-cache")).reply(request)


GETS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "/version": answers.version,
        "/healthz": answers.healthz,
        "/readyz": answers.readyz,
        "/metrics": answers.metrics,
        "/api/situation": situation,
        "/api/actor": writes.read_actor,
    }
)
POSTS: Final[Mapping[str, Handler]] = MappingProxyType(
    {"/api/actor": writes.choose_actor, "/api/decisions": writes.decide}
)


class Front:
    """One worker's ASGI application. Default deny: what is not listed does not exist."""

    def __init__(
        self, settings: Settings, surface: Surface, *, listen_s: float = LISTEN_S, heartbeat_s: float = HEARTBEAT_S
    ) -> None:
        self.worker: Final = assemble(settings, surface)
        self._listen_s, self._heartbeat_s = listen_s, heartbeat_s
        self._tasks: list[asyncio.Task[object]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})

    def close(self) -> None:
        """Let all viewers go, so that the server can stop at once."""
        self.worker.viewers.close()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        reply = refused(request, self.worker.settings.allowed_hosts)
        if reply is not None:
            self.worker.counts.add("mezha_requests_refused_total", f'status="{reply.status}"')
        elif request.path == "/events" and request.method == "GET":
            first = encode("version", self.worker.watcher.news())
            with suppress(asyncio.CancelledError):
                await self.worker.viewers.serve(first, receive, send, COMMON)
            return
        elif request.path == UPDATE and request.method == "POST":
            await self.worker.surface.app(scope, receive, _with_common(send))
            return
        else:
            reply = await self._answer(request)
        await reply.send(send, COMMON)

    async def _answer(self, request: Request) -> Reply:
        handler = door(request) or self._handler(request)
        if handler is None:
            return refusal(404, "not_found")
        try:
            return await handler(self.worker, request)
        except StoreBusyError as busy:
            LOG.warning("%s is not answered: %s", handler.__name__, busy)
            return refusal(503, "store_busy")
        except Exception:
            # by its own name: a path holds whatever a caller puts into it
            LOG.exception("%s failed", handler.__name__)
            return refusal(500, "our_fault")

    def _handler(self, request: Request) -> Handler | None:
        path = request.path
        if request.method == "POST":
            return POSTS.get(path)
        if path.startswith("/board/"):
            return answers.board
        if path in GETS:
            return GETS[path]
        if path.startswith("/shell/"):
            return shell
        if path.startswith(accounts.PATH):
            return accounts.account
        return _static if self.worker.statics.has(path) else None

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _start(self) -> None:
        on_stop(self.close)
        self._tasks = [
            asyncio.create_task(self.worker.watcher.run(self._listen_s, self._heartbeat_s)),
            asyncio.create_task(self.worker.statics.find(PLOTLY)),
        ]

    async def _stop(self) -> None:
        self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.worker.stock.close()


async def _static(worker: Worker, request: Request) -> Reply:
    return await worker.statics.reply(request)


def _with_common(send: Send) -> Send:
    async def answered(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *COMMON]
        await send(message)

    return answered
