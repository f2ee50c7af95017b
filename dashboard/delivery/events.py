"""Server-Sent Events: one line of news for every viewer, encoded once."""

import asyncio
from typing import Any, Final

import orjson

from dashboard.delivery.exchange import Header, Receive, Send

HEARTBEAT_S: Final = 10.0
RETRY_MS: Final = 2000
"""What the browser waits before it connects anew."""

_HEADERS: Final[tuple[Header, ...]] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
_OPENING: Final = f"retry: {RETRY_MS}\n: welcome\n\n".encode()


def encode(event: str, news: dict[str, Any]) -> bytes:
    """One event; its id is the version that it tells."""
    return f"id: {news['version'] or 0}\nevent: {event}\ndata: ".encode() + orjson.dumps(news) + b"\n\n"


class Viewer:
    """One listener with room for one piece of news: a slow one skips, and never piles up."""

    def __init__(self) -> None:
        self._news: bytes | None = None
        self._ready = asyncio.Event()
        self.closing = False

    def tell(self, news: bytes) -> None:
        """Put news into the box, in place of older news that is still there."""
        self._news = news
        self._ready.set()

    def leave(self) -> None:
        """End the stream."""
        self.closing = True
        self._ready.set()

    async def next(self) -> bytes:
        """The next news; heartbeats come often enough to keep proxies from closing the stream."""
        await self._ready.wait()
        self._ready.clear()
        news, self._news = self._news, None
        return news or b""


class Viewers:
    """All listeners of one worker."""

    def __init__(self) -> None:
        self._present: set[Viewer] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._present)

    def tell(self, news: bytes) -> None:
        """Give everybody the same bytes."""
        for viewer in self._present:
            viewer.tell(news)

    def close(self) -> None:
        """End every stream, so that a worker that stops does not wait for its viewers."""
        self._closed = True
        for viewer in self._present:
            viewer.leave()

    async def serve(self, first: bytes, receive: Receive, send: Send, common: list[Header]) -> None:
        """Answer `GET /events`: the present state at once, then what comes, until the viewer leaves."""
        viewer = Viewer()
        self._present.add(viewer)
        gone = asyncio.ensure_future(_left(viewer, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *common]})
            await send({"type": "http.response.body", "body": _OPENING + first, "more_body": True})
            while not (viewer.closing or self._closed):
                await send({"type": "http.response.body", "body": await viewer.next(), "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except OSError:
            return
        finally:
            gone.cancel()
            self._present.discard(viewer)


async def _left(viewer: Viewer, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    viewer.leave()
