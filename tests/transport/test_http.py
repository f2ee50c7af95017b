"""Asking real servers that are slow, wrong, huge or hostile."""

import gzip
import socket
import threading
import time
import traceback

import pytest

from data.domain.moment import parse_iso
from data.transport import Limits, Request, TransportError, fetch
from data.transport.http import LOOPBACK, open_client

BODY = b'{"result": []}' * 50


def refusal(client, address, limits=None, **request):
    with pytest.raises(TransportError) as caught:
        fetch(client, Request(address, **request), limits)
    return caught.value


def test_a_body_comes_with_its_stamps(serve, client):
    server = serve(lambda h: h.say(BODY, ETag='"v1"', Last_Modified="Wed, 18 Nov 2026 00:00:00 GMT"))
    answer = fetch(client, Request(f"{server.url}/info", {"Authorization": "Bearer x"}))
    assert (answer.status, answer.body) == ("body", BODY)
    assert (answer.etag, answer.modified) == ('"v1"', "Wed, 18 Nov 2026 00:00:00 GMT")
    assert abs(answer.stamp - time.time()) < 60
    path, headers = server.seen[0]
    assert path == "/info"
    assert headers["Authorization"] == "Bearer x"
    assert headers["Accept-Encoding"] == "gzip, deflate, br"
    assert "If-None-Match" not in headers


def test_the_sources_own_date_is_the_stamp(serve, client):
    def dated(h):
        h.date_time_string = lambda *_: "Wed, 18 Nov 2026 05:00:10 GMT"
        h.say(b"x")

    assert fetch(client, Request(serve(dated).url)).stamp == parse_iso("2026-11-18T05:00:10Z")


@pytest.mark.parametrize("date", ["yesterday", ""])
def test_a_date_that_cannot_be_read_is_none(date, serve, client):
    def dated(h):
        h.date_time_string = lambda *_: date
        h.say(b"x")

    assert fetch(client, Request(serve(dated).url)).stamp is None


def test_an_unchanged_answer_is_told_apart_and_keeps_its_tags(serve, client):
    server = serve(lambda h: h.say(code=304))
    answer = fetch(client, Request(server.url, etag='"v1"', modified="Wed, 18 Nov 2026 00:00:00 GMT"))
    assert (answer.status, answer.body, answer.etag) == ("unchanged", b"", '"v1"')
    assert answer.stamp is not None
    headers = server.seen[0][1]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == "Wed, 18 Nov 2026 00:00:00 GMT"


def test_not_modified_without_a_question_is_a_fault(serve, client):
    assert refusal(client, serve(lambda h: h.say(code=304)).url).reason == "not_modified_unasked"


@pytest.mark.parametrize(
    ("code", "permanent"),
    [(500, False), (503, False), (429, False), (408, False), (404, True), (401, True), (204, False), (206, False)],
)
def test_a_status_is_named_and_refusals_are_permanent(code, permanent, serve, client):
    error = refusal(client, serve(lambda h: h.say(BODY if code != 204 else b"", code=code)).url)
    assert (error.reason, error.detail, error.permanent) == ("http_status", str(code), permanent)


def test_gzip_is_unpacked(serve, client):
    server = serve(lambda h: h.say(gzip.compress(BODY), Content_Encoding="gzip"))
    assert fetch(client, Request(server.url)).body == BODY


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(BODY, mtime=0)[:-5], "gzip", "truncated"),
        (BODY, "gzip", "bad_encoding"),
        (gzip.compress(BODY, mtime=0) + b"rest", "gzip", "bad_encoding"),
        (BODY, "br", "bad_encoding"),
        (gzip.compress(b"0" * 6_000_000, mtime=0), "gzip", "too_large"),
    ],
)
def test_a_broken_or_huge_packing_is_refused(body, encoding, reason, serve, client):
    assert refusal(client, serve(lambda h: h.say(body, Content_Encoding=encoding)).url).reason == reason


def test_a_body_that_ends_early_is_truncated(serve, client):
    def short(h):
        h.say(BODY, length=len(BODY) + 100)
        h.close_connection = True

    assert refusal(client, serve(short).url).reason == "truncated"


def test_a_huge_body_is_refused_by_what_it_declares(serve, client):
    error = refusal(client, serve(lambda h: h.say(b"x", length=10**15)).url)
    assert (error.reason, error.detail) == ("too_large", "5000000")


def test_a_huge_body_is_refused_while_it_comes(serve, client):
    def endless(h):
        h.send_response(200)
        h.send_header("Connection", "close")
        h.end_headers()
        while not h.server.over.is_set():
            h.wfile.write(b"x" * 65536)

    assert refusal(client, serve(endless).url, Limits(max_bytes=1_000_000)).reason == "too_large"


@pytest.mark.parametrize("where", ["headers", "body", "nothing"])
def test_a_server_that_trickles_is_cut_at_the_total_time(where, serve, client):
    def trickle(h):
        h.wfile.write(b"HTTP/1.1 200 OK\r\n" if where == "headers" else b"")
        if where == "body":
            h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not h.server.over.wait(0.05):
            h.wfile.write({"headers": b"X-More: x\r\n", "body": b"x", "nothing": b""}[where])

    server = serve(trickle)
    begun = time.monotonic()
    error = refusal(client, server.url, Limits(total_s=0.5))
    assert error.reason == "timeout"
    assert time.monotonic() - begun < 5
    for thread in threading.enumerate():
        if thread.name == "fetch":
            thread.join(5)
            assert not thread.is_alive()


def test_a_port_that_nobody_hears_is_refused(client):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = refusal(client, f"http://127.0.0.1:{port}/")
    assert (error.reason, error.permanent) == ("refused", False)


def test_a_name_that_does_not_resolve_is_unreachable(client):
    assert refusal(client, "http://no-such-host.invalid/").reason in {"unreachable", "timeout"}


def test_what_speaks_no_http_is_a_protocol_fault(serve, client):
    def rude(h):
        h.wfile.write(b"220 smtp ready\r\n\r\n")
        h.close_connection = True

    assert refusal(client, serve(rude).url).reason == "protocol"


def test_tls_where_there_is_none_is_named(serve, client):
    server = serve(lambda h: h.say(b"x"))
    assert refusal(client, server.url.replace("http:", "https:")).reason == "tls"


@pytest.mark.parametrize("address", ["", "ftp://127.0.0.1/", "/etc/passwd", "http://", "http://a b/\n"])
def test_an_address_that_cannot_be_asked_is_permanent(address, client):
    error = refusal(client, address)
    assert (error.reason, error.permanent) == ("bad_address", True)


def test_redirects_on_the_same_host_are_followed(serve, client):
    def behave(h):
        if h.path == "/end":
            h.say(b"here")
        else:
            h.say(code=302, Location={"/a": "/b", "/b": "/end"}[h.path])

    server = serve(behave)
    answer = fetch(client, Request(f"{server.url}/a", {"Authorization": "x"}))
    assert answer.body == b"here"
    assert [headers["Authorization"] for _, headers in server.seen] == ["x"] * 3


def test_redirects_never_lead_to_another_host_or_port(serve, client):
    other = serve(lambda h: h.say(b"secrets, please"))
    for target in (other.url, f"http://localhost:{other.server_port}/", "http://other.invalid/", "file:///etc/passwd"):
        error = refusal(client, serve(lambda h, to=target: h.say(code=302, Location=to)).url)
        assert (error.reason, error.permanent) == ("redirect_refused", True)
    assert not other.seen


def test_a_circle_of_redirects_ends(serve, client):
    server = serve(lambda h: h.say(code=307, Location="/"))
    assert refusal(client, server.url).reason == "too_many_redirects"
    assert len(server.seen) == 4


def test_no_error_shows_the_address_or_its_credentials(serve, client):
    server = serve(lambda h: h.say(code=500))
    for address in (f"{server.url}/?token=SECRET", "http://127.0.0.1:1/?token=SECRET", "gopher://x/?token=SECRET"):
        error = refusal(client, address, headers={"Authorization": "SECRET"})
        assert "SECRET" not in "".join(traceback.format_exception(error)) + repr(vars(error))
        assert error.__cause__ is None
        assert error.__context__ is None
    assert "SECRET" not in repr(Request("http://x/?token=SECRET", {"Authorization": "SECRET"}))


def test_no_proxy_of_the_environment_comes_between_us_and_this_machine(serve, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = serve(lambda h: h.say(b"direct"))
    with open_client() as client:
        assert fetch(client, Request(server.url)).body == b"direct"
        assert refusal(client, "http://elsewhere.invalid/").reason == "refused"
    assert "127.0.0.1" in LOOPBACK


def test_many_threads_share_a_client(serve, client):
    server = serve(lambda h: h.say(h.path.encode()))
    found = {}

    def ask(n):
        found[n] = fetch(client, Request(f"{server.url}/{n}")).body

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: f"/{n}".encode() for n in range(8)}


def test_a_fault_of_ours_is_raised_where_the_answer_is_awaited(serve, client):
    server = serve(lambda h: h.say(b"x"))
    with pytest.raises(TypeError):
        fetch(client, Request(server.url), Limits(max_bytes=None))


def test_no_cookie_of_a_source_is_kept_or_sent(serve, client):
    server = serve(lambda h: h.say(BODY, Set_Cookie="who=grodno; Path=/"))
    for _ in range(2):
        fetch(client, Request(f"{server.url}/info"))
    assert ["Cookie" in headers for _, headers in server.seen] == [False, False]
