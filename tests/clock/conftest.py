"""A clock's desk on a real store, and agencies that answer over real HTTP."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from data.desk import Desk
from data.domain.moment import HOUR, iso
from data.domain.timebase import TimeBase
from data.feeds import all_feeds
from data.reference import load, load_rules, load_standards
from data.running import Running
from data.store import open_store
from data.transport.sources import Source
from data.transport.spool import Spool

NOW = 1_795_003_200  # a whole hour
HEADER = (
    "section_id,period_start,period_end,arrived,attempted,prevented,groups,"
    "persons_waiting_outdoors,returned_by_neighbour,issued"
)


def detections(section, arrived, end=NOW, hours=1):
    """A CSV report of some hours, one value an hour."""
    values = arrived if isinstance(arrived, list) else [arrived] * hours
    rows = [
        f"{section},{iso(at - HOUR)},{iso(at)},{value},0,0,0,0,0,{iso(at + 60)}"
        for at, value in zip(range(end - (len(values) - 1) * HOUR, end + 1, HOUR), values, strict=True)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


@dataclass
class Agency:
    """Answers by path; a path without an answer gives 404."""

    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    url: str = ""

    def say(self, path, body=b"", status=200, etag=None):
        self.answers[path] = (status, body.encode() if isinstance(body, str) else body, etag)


@contextmanager
def serving(agency):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            agency.asked.append(self.path)
            status, body, etag = agency.answers.get(self.path.split("?")[0], (404, b"", None))
            if etag and self.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            self.send_response(status)
            if etag:
                self.send_header("ETag", etag)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    agency.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield agency
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def agency():
    with serving(Agency()) as served:
        yield served


@dataclass
class Wall:
    """A wall clock that tests move."""

    time: float = NOW + 120.0

    def __call__(self):
        return self.time


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def make_desk(tmp_path, wall):
    opened = []

    def make(sources=(), mode="live"):
        run = Running(tmp_path, mode, "belarus")
        store = open_store(run, write=True, wall=wall)
        opened.append(store)
        return Desk(
            run=run,
            reference=load(),
            rules=load_rules(),
            standards=load_standards(),
            feeds=all_feeds(),
            sources={name: Source(name, url) for name, url in dict(sources).items()},
            store=store,
            spool=Spool(run.spool, quiet_s=0.0),
            timebase=TimeBase(0, 0.0),
            wall=wall,
        )

    yield make
    for store in opened:
        store.close()
