"""Packed bodies of every encoding: read whole, refused when cut, and bounded when they unfold without end."""

import gzip
import random
import tracemalloc
import zlib

import brotli
import pytest

from data.transport import Limits, Request, TransportError, fetch
from data.transport.encoding import STEP, read_packed

BODY = random.Random(4).randbytes(150_000) + b"a" * 150_000


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate ": raw_deflate,
    "br": lambda body: brotli.compress(body, quality=4),
}


def chunks(body, size):
    return [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1_000, 70_000, 10_000_000])
@pytest.mark.parametrize("encoding", PACKERS)
def test_a_packed_body_is_read_whole_however_it_is_cut_into_pieces(encoding, size):
    packed = PACKERS[encoding](BODY)
    assert read_packed(encoding, chunks(packed, size), len(BODY)) == BODY


@pytest.mark.parametrize("encoding", PACKERS)
def test_pieces_of_one_byte_are_put_together(encoding):
    assert read_packed(encoding, chunks(PACKERS[encoding](b"a report"), 1), 100) == b"a report"


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_body_that_ends_too_early_is_truncated(encoding):
    with pytest.raises(TransportError) as caught:
        read_packed(encoding, [PACKERS[encoding](BODY)[:-20]], len(BODY))
    assert caught.value.reason == "truncated"


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("rest", [[b"more"], [b"", b"more"]])
def test_something_behind_the_end_is_refused(encoding, rest):
    packed = PACKERS[encoding](b"a report")
    pieces = [packed + rest[0], *rest[1:]]
    with pytest.raises(TransportError) as caught:
        read_packed(encoding, pieces, 100)
    assert caught.value.reason == "bad_encoding"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate"])
def test_what_is_not_packed_at_all_is_refused(encoding):
    with pytest.raises(TransportError) as caught:
        read_packed(encoding, [b"\xff\xfe plain text " * 40], 10_000)
    assert caught.value.reason in {"bad_encoding", "truncated"}


@pytest.mark.parametrize("encoding", ["gzip, br", "zstd", "compress"])
def test_other_encodings_are_refused_for_good(encoding):
    with pytest.raises(TransportError) as caught:
        read_packed(encoding, [b"x"], 10)
    assert (caught.value.reason, caught.value.permanent) == ("bad_encoding", True)


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_body_that_unfolds_without_end_takes_no_more_memory_than_its_limit(encoding):
    packed = PACKERS[encoding](bytes(50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TransportError) as caught:
            read_packed(encoding, [packed], 1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (caught.value.reason, caught.value.detail) == ("too_large", "1000000")
    assert peak < 4_000_000 + 4 * STEP


@pytest.mark.parametrize("encoding", ["identity", "gzip", "deflate", "br"])
def test_a_huge_body_over_http_stops_at_the_limit(encoding, serve, client):
    pieces = [bytes(50_000)] * 1000 if encoding == "identity" else chunks(PACKERS[encoding](bytes(50_000_000)), 60_000)

    def flow(h):
        h.send_response(200)
        h.send_header("Content-Encoding", encoding)
        h.send_header("Transfer-Encoding", "chunked")
        h.end_headers()
        for piece in pieces:
            h.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        h.wfile.write(b"0\r\n\r\n")

    server = serve(flow)
    tracemalloc.start()
    try:
        with pytest.raises(TransportError) as caught:
            fetch(client, Request(server.url), Limits(max_bytes=1_000_000))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.reason == "too_large"
    assert peak < 8_000_000


def test_a_source_may_be_allowed_more(serve, client):
    body = bytes(6_000_000)
    server = serve(lambda h: h.say(body))
    assert fetch(client, Request(server.url), Limits(max_bytes=8_000_000)).body == body
