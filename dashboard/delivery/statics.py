"""Pages, scripts, styles and fonts: taken from Dash once, compressed once, then handed out as bytes."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any, Final

from dashboard.delivery.exchange import Header, Message, Reply, Request, Scope
from dashboard.delivery.guard import content_policy
from dashboard.delivery.packed import Offers, Packed, digest_of, pack

QUALITY: Final = 9
"""plotly.min.js, 4.8 MB: 0.4 s and 1.23 MB; quality 11 takes 10 s for 1.1 MB."""
_TEXT: Final = (b"text/", b"application/javascript", b"application/json", b"image/svg+xml")
_FOREVER: Final[Header] = (b"cache-control", b"public, max-age=31536000, immutable")
_ASK_AGAIN: Final[Header] = (b"cache-control", b"no-cache")
_A_WEEK: Final[Header] = (b"cache-control", b"public, max-age=604800")
_FINGERPRINT: Final = re.compile(r"\.v\d+[^/]*m\d+\.")

App = Callable[[Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]
Found = tuple[Packed, tuple[Header, ...]]


class Statics:
    """What Dash answers to a GET without looking at who asks; files do not change while a process runs."""

    def __init__(self, app: App, folder: Path, pages: Iterable[str]) -> None:
        self._app, self._folder, self._pages = app, folder, frozenset(pages)
        self._found: dict[str, asyncio.Task[Found | None]] = {}

    def has(self, path: str) -> bool:
        """Tell whether an address is one of ours."""
        return path in self._pages or path.startswith(("/assets/", "/_dash-component-suites/")) or path in _DASH_OWN

    async def reply(self, request: Request) -> Reply:
        """Answer from memory, or find, compress and remember it."""
        path = "/" if request.path in self._pages else request.path
        found = await self.find(path)
        if found is None:
            return Reply(404)
        packed, headers = found
        return Offers(packed, packed.digest, _kept(request), *headers).reply(request)

    async def find(self, path: str) -> Found | None:
        """A static with its headers; asked for at the same time by many, it is compressed once."""
        task = self._found.get(path)
        if task is None:
            task = self._found[path] = asyncio.ensure_future(self._find(path))
            task.add_done_callback(lambda done: self._forget_failure(path, done))
        return await asyncio.shield(task)

    def _forget_failure(self, path: str, done: "asyncio.Task[Found | None]") -> None:
        if done.cancelled() or done.exception() or done.result() is None:
            self._found.pop(path, None)

    async def _find(self, path: str) -> Found | None:
        status, headers, body = await ask(self._app, path)
        if status != 200:
            return None
        kind = headers.get(b"content-type", b"application/octet-stream")
        packed = (
            await asyncio.to_thread(self._packed, body)
            if kind.startswith(_TEXT)
            else Packed(body, digest=digest_of(body))
        )
        policy = (content_policy(body.decode()),) if kind.startswith(b"text/html") else ()
        return packed, ((b"content-type", kind), *policy)

    def _packed(self, body: bytes) -> Packed:
        """Compress, or take what an earlier process compressed: files are named by content."""
        stem = self._folder / f"{digest_of(body)}.{QUALITY}"
        br, gz = Path(f"{stem}.br"), Path(f"{stem}.gz")
        try:
            return Packed(body, br.read_bytes(), gz.read_bytes(), digest_of(body))
        except FileNotFoundError:
            packed = pack(body, QUALITY)
        self._folder.mkdir(parents=True, exist_ok=True)
        for path, form in ((br, packed.br), (gz, packed.gzip)):
            fresh = Path(f"{path}.{os.getpid()}")
            fresh.write_bytes(form)
            fresh.replace(path)
        return packed


_DASH_OWN: Final = frozenset({"/_dash-layout", "/_dash-dependencies", "/_favicon.ico"})


def _kept(request: Request) -> Header:
    is_asset = request.path.startswith("/assets/")
    if _FINGERPRINT.search(request.path) or (is_asset and "m" in request.query):
        return _FOREVER
    return _A_WEEK if is_asset and request.path.endswith(".woff2") else _ASK_AGAIN


async def ask(app: App, path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Ask an ASGI app in the same process for an address; status, headers and whole body."""
    scope: MutableMapping[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    messages: list[Message] = []
    questions = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> Message:
        # After the request nothing comes any more: we never leave before the answer is whole.
        return next(questions, None) or await asyncio.Future[Message]()

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    body = b"".join(m.get("body", b"") for m in messages[1:])
    return messages[0]["status"], dict(messages[0]["headers"]), body
