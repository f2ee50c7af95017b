"""Sources in trouble: asked again within a cycle, left alone after some, and followed where they lead."""

import logging
import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from data.domain.moment import HOUR
from data.domain.observation import Metric, Observation, Report
from data.domain.timebase import TimeBase
from data.feeds.contract import MOST_FOLLOWED, Ask, Feed, FeedError
from data.refresh import FOLLOW_REFUSED, Memory, refresh
from data.store.contract import StoreBusyError
from data.transport.breaker import FAILURES
from data.transport.tls import Tls

FEED = "trouble_test"
METRIC = Metric("arrived", "persons")


def parse(body, context):
    """`section value link link ...`, a line."""
    if not body.startswith(b"report"):
        raise FeedError("unknown_shape")
    rows = [line.split() for line in body.decode().splitlines()[1:] if not line.startswith("link ")]
    observed = [
        Observation(place, "arrived", context.stamp - HOUR, context.stamp, context.stamp, float(value))
        for place, value in rows
    ]
    return Report(tuple(observed), units=frozenset(place for place, _ in rows))


def follow(body):
    return tuple(line.removeprefix("link ") for line in body.decode().splitlines() if line.startswith("link "))


def feed(*paths, speaks="present"):
    return Feed(
        FEED, "gpk", "text", 300, 60, "poll", speaks, (METRIC,), parse, lambda place, _: place, lambda _: (),
        requests=lambda *_: tuple(Ask(path) for path in paths), follow=follow,
    )  # fmt: skip


@dataclass
class Source:
    """Answers each path by its script: the last step stays."""

    script: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    url: str = ""

    def says(self, path, *steps):
        self.script[path] = list(steps)

    def count(self, path):
        return self.asked.count(path)


@pytest.fixture
def source():
    source = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            source.asked.append(self.path)
            steps = source.script.get(self.path, [404])
            step = steps.pop(0) if len(steps) > 1 else steps[0]
            if step == "reset":
                return
            code, body, headers = (step, b"", {}) if isinstance(step, int) else (200, step, {})
            if isinstance(step, tuple):
                code, body, headers = step
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                code, body = 304, b""
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            if code != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    source.url = f"http://127.0.0.1:{server.server_port}"
    yield source
    server.shutdown()
    server.server_close()


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as opened:
        yield opened


@pytest.fixture
def memory():
    return Memory(draw=lambda: 0.01)


@pytest.fixture
def desk(make_desk, source):
    return make_desk({FEED: source.url})


def record(desk):
    return desk.store.feed_records(desk.now())[FEED]


def arrived(desk):
    return {key.place: point.value for key, point in desk.store.latest(FEED).items()}


GOOD = b"report\ngrodno-pl 7\n"


@pytest.mark.parametrize("trouble", [503, 500, 429, 408, "reset", (429, b"", {"Retry-After": "0"})])
def test_a_failure_that_passes_is_asked_again_within_the_cycle(trouble, desk, source, client, memory):
    source.says("/a", trouble, GOOD)
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == 2
    assert arrived(desk) == {"grodno-pl": 7}
    assert record(desk).last_run.outcome == "used"


@pytest.mark.parametrize("trouble", [404, 401, 403, 410, (200, b"<html>", {})])
def test_a_failure_that_stays_is_asked_once(trouble, desk, source, client, memory):
    source.says("/a", trouble, GOOD)
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == 1
    assert record(desk).last_run.outcome == "failed"


def test_a_source_that_never_recovers_is_asked_a_few_times(desk, source, client, memory):
    source.says("/a", 503)
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == 3


def test_a_source_that_wants_to_be_left_alone_is_not_asked_for_its_other_addresses(desk, source, client, memory, wall):
    source.says("/a", (429, b"", {"Retry-After": "900"}))
    source.says("/b", GOOD)
    refresh(desk, feed("a", "b"), client, memory)
    assert source.asked == ["/a"]
    wall.time += 600
    refresh(desk, feed("a", "b"), client, memory)
    assert source.asked == ["/a"]
    wall.time += 301
    refresh(desk, feed("a", "b"), client, memory)
    assert "/b" in source.asked


def test_a_source_that_wants_to_be_left_alone_after_its_first_answer_is_too(desk, source, client, memory, wall):
    source.says("/a", GOOD)
    source.says("/b", (429, b"", {"Retry-After": "900"}))
    for _ in range(3):
        refresh(desk, feed("a", "b"), client, memory)
        wall.time += 299
    assert source.asked == ["/a", "/b"]
    assert arrived(desk) == {"grodno-pl": 7}


def test_a_busy_store_is_no_fault_and_the_report_is_asked_for_again(desk, source, client, memory, monkeypatch):
    source.says("/a", (200, GOOD, {"ETag": '"1"'}))
    with monkeypatch.context() as busy:
        busy.setattr(desk.store, "record", _busy)
        refresh(desk, feed("a"), client, memory)
    assert FEED not in desk.store.feed_records(desk.now())
    refresh(desk, feed("a"), client, memory)
    assert arrived(desk) == {"grodno-pl": 7}


def _busy(*_args, **_kwargs):
    raise StoreBusyError("busy")


def test_a_source_that_fails_for_some_cycles_is_left_alone_for_a_while(desk, source, client, memory, wall):
    source.says("/a", 503)
    for _ in range(FAILURES):
        refresh(desk, feed("a"), client, memory)
        wall.time += 300
    asked = source.count("/a")
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == asked
    assert record(desk).last_run.outcome == "failed"
    wall.time += 301
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == asked + 1


def test_one_address_is_asked_to_see_whether_a_source_is_back(desk, source, client, memory, wall):
    for path in ("/a", "/b", "/c"):
        source.says(path, 503)
    for _ in range(FAILURES):
        refresh(desk, feed("a", "b", "c"), client, memory)
    wall.time += 601
    asked = len(source.asked)
    refresh(desk, feed("a", "b", "c"), client, memory)
    assert len(source.asked) == asked + 1
    for path in ("/a", "/b", "/c"):
        source.says(path, GOOD)
    wall.time += 1201
    asked = len(source.asked)
    refresh(desk, feed("a", "b", "c"), client, memory)
    assert len(source.asked) == asked + 3
    assert record(desk).last_run.outcome == "used"


def test_a_wish_asks_a_source_that_is_left_alone(desk, source, client, memory):
    source.says("/a", 503)
    for _ in range(FAILURES):
        refresh(desk, feed("a"), client, memory)
    source.says("/a", GOOD)
    refresh(desk, feed("a"), client, memory, wished=True)
    assert arrived(desk) == {"grodno-pl": 7}


def test_an_address_that_fails_beside_good_ones_opens_nothing(desk, source, client, memory):
    source.says("/a", 503)
    source.says("/b", GOOD)
    for _ in range(FAILURES + 2):
        refresh(desk, feed("a", "b"), client, memory)
    assert memory.breaker(FEED).until is None


def test_a_clock_that_stops_leaves_no_failure_behind(desk, source, client, memory):
    def stop():
        desk.stopping.set()
        return 0.01

    memory.draw = stop
    source.says("/a", 503)
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == 1
    assert FEED not in desk.store.feed_records(desk.now())


def test_pages_are_followed_to_the_last(desk, source, client, memory):
    source.says("/a", GOOD + b"link /a?page=2\n")
    source.says("/a?page=2", b"report\nlida-lt 3\nlink ?page=3\n")
    source.says("/a?page=3", b"report\nbrest-pl 1\nlink /a\nlink ?page=2\n")
    refresh(desk, feed("a"), client, memory)
    assert source.asked == ["/a", "/a?page=2", "/a?page=3"]
    assert arrived(desk) == {"grodno-pl": 7, "lida-lt": 3, "brest-pl": 1}


def test_other_hosts_are_counted_in_the_run_and_never_asked(desk, source, client, memory):
    source.says("/a", GOOD + b"link http://127.0.0.1:9/x\nlink http://other.example/\n")
    refresh(desk, feed("a"), client, memory)
    last = record(desk).last_run
    assert (last.outcome, last.reason, last.detail) == ("used", FOLLOW_REFUSED, "2")
    assert record(desk).failure is None


def test_no_cycle_follows_without_end(desk, source, client, memory):
    source.says("/a", GOOD + b"".join(b"link /l/%d\n" % n for n in range(MOST_FOLLOWED + 7)))
    for n in range(MOST_FOLLOWED + 7):
        source.says(f"/l/{n}", b"report\n")
    refresh(desk, feed("a"), client, memory)
    assert len(source.asked) == 1 + MOST_FOLLOWED


def test_a_link_that_fails_is_a_run_of_its_own_and_is_asked_again(desk, source, client, memory, wall):
    source.says("/a", (200, GOOD + b"link /x\nlink /y\n", {"ETag": '"1"'}))
    source.says("/x", 404)
    source.says("/y", (200, b"report\nlida-lt 3\n", {"ETag": '"2"'}))
    refresh(desk, feed("a"), client, memory)
    assert (record(desk).last_run.reason, record(desk).last_run.source) == ("http_status", "x +1")
    source.says("/x", b"report\nbrest-pl 1\n")
    wall.time += 300
    refresh(desk, feed("a"), client, memory)
    assert arrived(desk) == {"grodno-pl": 7, "lida-lt": 3, "brest-pl": 1}
    assert (source.count("/x"), source.count("/y")) == (2, 1)


def test_an_unchanged_body_confirms_what_it_leads_to(desk, source, client, memory, wall):
    source.says("/a", (200, GOOD + b"link /y\n", {"ETag": '"1"'}))
    source.says("/y", b"report\nlida-lt 3\n")
    refresh(desk, feed("a"), client, memory)
    wall.time += 300
    refresh(desk, feed("a"), client, memory)
    assert record(desk).units["lida-lt"].confirmed == desk.now()
    assert source.count("/y") == 1


def test_a_link_that_is_no_longer_named_is_forgotten(desk, source, client, memory):
    source.says("/a", GOOD + b"link /y\n", GOOD)
    source.says("/y", b"report\n")
    refresh(desk, feed("a"), client, memory)
    assert (FEED, f"{source.url}/y") in memory.paths
    refresh(desk, feed("a"), client, memory)
    assert (FEED, f"{source.url}/y") not in memory.paths


def test_nothing_of_an_address_is_logged(desk, source, client, memory, caplog):
    caplog.set_level(logging.DEBUG, "mezha")
    source.says("/a", GOOD + b"link /y?token=s3cret\n")
    source.says("/y?token=s3cret", 404)
    refresh(desk, feed("a"), client, memory)
    assert "s3cret" not in caplog.text
    assert "s3cret" not in record(desk).last_run.source


def test_certificates_that_cannot_be_read_fail_the_feed_and_nothing_else(make_desk, client, memory, tmp_path):
    desk = make_desk({FEED: "https://127.0.0.1:9"})
    desk.sources[FEED] = replace(desk.sources[FEED], tls=Tls(ca=tmp_path / "secret.pem"))
    refresh(desk, feed("a"), client, memory)
    last = record(desk).last_run
    assert (last.outcome, last.reason, last.detail) == ("failed", "tls_files", "")


def test_an_address_is_asked_with_patience_that_fits_the_cycle(make_desk, source, client, wall):
    """At high speed a cycle is short: further tries must not run into the next one."""
    waited = []
    memory = Memory(draw=lambda: waited.append(1) or 0.99)
    desk = make_desk({FEED: source.url})
    desk = replace(desk, timebase=TimeBase(int(wall.time), wall.time, 1000.0))
    source.says("/a", 503)
    refresh(desk, feed("a"), client, memory)
    assert source.count("/a") == 1
