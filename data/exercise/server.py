"""The agencies' HTTP server: loopback only, with the exercise's time in its `Date`."""

import gzip
import hashlib
import sys
import time
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import orjson
from pydantic import TypeAdapter, ValidationError

from data.domain.moment import iso
from data.exercise.answers import JSON, Answer, Question, all_answers, all_drops, answer
from data.exercise.faults import Faults, Misbehaviour, Trouble
from data.exercise.history import history, packed
from data.exercise.pace import Pace
from data.exercise.spoiling import SKEW_S, spoil
from data.exercise.world import World

HOST: Final = "127.0.0.1"
SLOW_S: Final = 45.0
"""Wall seconds that a slow feed takes to answer: longer than anybody waits."""
SMALLEST_GZIP: Final = 600
LONGEST_REQUEST: Final = 10_000
_MISBEHAVIOUR: Final = TypeAdapter(Misbehaviour)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class Stage:
    """What the server plays."""

    world: World
    pace: Pace
    faults: Faults

    @cached_property
    def history(self) -> bytes:
        """The packed past."""
        return packed(history(self.world))

    def scenario(self) -> bytes:
        """What the clock needs to know of the scenario."""
        scenario = self.world.scenario
        return orjson.dumps(
            {
                "scenario": scenario.id,
                "title": scenario.title,
                "start": scenario.begins,
                "end": scenario.ends,
                "start_iso": iso(scenario.begins),
                "end_iso": iso(scenario.ends),
                "history_days": scenario.history_days,
                "speed": self.pace.base.speed,
                "seed": self.world.seed,
                "policies": scenario.policies,
            }
        )


class AgencyServer(ThreadingHTTPServer):
    """Serves one stage; every request has its own thread."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, stage: Stage) -> None:
        """Bind to a port of the loopback address; 0 takes a free one."""
        super().__init__((HOST, port), AgencyHandler)
        self.stage = stage

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no fault of the agencies."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class AgencyHandler(BaseHTTPRequestHandler):
    """One connection."""

    server: AgencyServer
    protocol_version = "HTTP/1.1"
    server_version = "Exercise"
    sys_version = ""
    timeout = 120
    _skew_s = 0
    """How far this answer's clock is ahead."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """`Date` is the exercise's time."""
        now = self.server.stage.pace.now() + self._skew_s
        return formatdate(now if timestamp is None else timestamp, usegmt=True)

    def log_message(self, *_: Any) -> None:
        """Requests are not logged."""

    def do_GET(self) -> None:
        """Answer as the asked agency does now."""
        asked = urlsplit(self.path)
        feed, _, path = asked.path.strip("/").partition("/")
        stage = self.server.stage
        if not self._from_here():
            self._refuse(403)
        elif feed == "history" and not path:
            self._send(Answer(stage.history, "application/octet-stream"))
        elif feed == "scenario" and not path:
            self._send(Answer(stage.scenario(), JSON))
        else:
            self._answer(feed, self._question(path, asked.query))

    def do_POST(self) -> None:
        """`/misbehave`: let a feed answer wrongly for some seconds; elsewhere a question with a body."""
        length = self.headers.get("Content-Length", "")
        asked = urlsplit(self.path)
        feed, _, path = asked.path.strip("/").partition("/")
        if not self._from_here():
            self._refuse(404, unread=True)
        elif not length.isdigit() or int(length) > LONGEST_REQUEST:
            self._refuse(411, unread=True)
        elif self.path == "/misbehave":
            self._misbehave(self.rfile.read(int(length)))
        else:
            self._answer(feed, self._question(path, asked.query, self.rfile.read(int(length))))

    def _question(self, path: str, query: str, body: bytes = b"") -> Question:
        first = {name: values[0] for name, values in parse_qs(query).items()}
        return Question(path, self.server.stage.pace.now(), first, body)

    def _misbehave(self, body: bytes) -> None:
        try:
            asked = _MISBEHAVIOUR.validate_json(body)
        except ValidationError:
            self._refuse(422)
            return
        if asked.feed not in (*all_answers(), *all_drops()):
            self._refuse(422)
            return
        self.server.stage.faults.misbehave(asked)
        self._send(Answer(b"{}", JSON))

    def _from_here(self) -> bool:
        """Tell whether the request was meant for the loopback address, not brought there by some page."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        return host in _LOOPBACK and "Origin" not in self.headers

    def _answer(self, feed: str, question: Question) -> None:
        trouble = self.server.stage.faults.trouble(feed, question.now)
        self._skew_s = SKEW_S if trouble is not None and trouble.kind == "clock_skew" else 0
        if trouble is None:
            self._serve(feed, question)
        else:
            self._misanswer(trouble, feed, question)

    def _misanswer(self, trouble: Trouble, feed: str, question: Question) -> None:
        match trouble.kind:
            case "status500":
                self._refuse(500)
            case "silent":
                self._serve(feed, replace(question, now=trouble.since))
            case "clock_skew":
                self._serve(feed, replace(question, now=question.now + SKEW_S))
            case "truncated":
                self._serve(feed, question, cut=True)
            case "slow":
                time.sleep(SLOW_S)
                self._serve(feed, question)
            case "off":
                self.close_connection = True
            case _:
                self._serve(feed, question, kind=trouble.kind)

    def _serve(self, feed: str, question: Question, *, cut: bool = False, kind: str = "") -> None:
        found = answer(self.server.stage.world, feed, question)
        if found is None:
            self._refuse(404)
        else:
            self._send(spoil(kind, found, question.now), cut=cut, packs=kind != "huge")

    def _send(self, found: Answer, *, cut: bool = False, packs: bool = True) -> None:
        packs = packs and "gzip" in self.headers.get("Accept-Encoding", "") and len(found.body) >= SMALLEST_GZIP
        etag = _etag(found.body, packed=packs)
        fresh = etag in {tag.strip() for tag in self.headers.get("If-None-Match", "").split(",")}
        body = b"" if fresh else gzip.compress(found.body, 1, mtime=0) if packs else found.body
        self.send_response(304 if fresh else 200)
        self.send_header("ETag", etag)
        self.send_header("Vary", "Accept-Encoding")
        if not fresh:
            self.send_header("Content-Type", found.content_type)
            self.send_header("Content-Length", str(len(body)))
            if packs:
                self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def _refuse(self, status: int, *, unread: bool = False) -> None:
        # the rest of a request that was not read would pass for the next one
        self.close_connection = self.close_connection or unread
        body = f"{status}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _etag(body: bytes, *, packed: bool) -> str:
    """Strong: the same tag means the same bytes, so packed and plain bytes have tags of their own."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}{"-gzip" if packed else ""}"'
