"""Encodings, ETags, and bodies in two forms."""

import gzip

import brotli
import pytest

from dashboard.delivery.exchange import Request, encoding_for, matches
from dashboard.delivery.packed import Offers, pack


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"path": "/", "method": "GET", "headers": raw, "query_string": b"a=1&b=&a=2"}, None)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_best_accepted_encoding_is_chosen(accepted, chosen):
    assert encoding_for(accepted) == chosen


def test_etags_are_compared_weakly_and_in_lists():
    assert matches('"x", W/"5-a"', '"5-a"')
    assert matches("*", '"5-a"')
    assert not matches("", '"5-a"')
    assert not matches('"5-b"', '"5-a"')


def test_of_a_repeated_parameter_the_last_counts():
    assert request().query == {"a": "2", "b": ""}


def test_both_compressed_forms_hold_the_body():
    packed = pack(b"border " * 200)
    assert brotli.decompress(packed.br) == gzip.decompress(packed.gzip) == packed.plain


def test_a_short_body_goes_out_as_it_is():
    reply = Offers(pack(b"short"), "5-a").reply(request(accept_encoding="br"))
    assert reply.body == b"short"
    assert (b"content-encoding", b"br") not in reply.headers


def test_each_form_has_its_own_strong_etag():
    offers = Offers(pack(b"border " * 200), "5-a")
    tags = {dict(offers.reply(request(accept_encoding=e)).headers)[b"etag"] for e in ("br", "gzip", "identity")}
    assert tags == {b'"5-a-br"', b'"5-a-gzip"', b'"5-a-plain"'}


def test_what_the_client_has_is_not_sent_again():
    offers = Offers(pack(b"border " * 200), "5-a")
    reply = offers.reply(request(accept_encoding="br", if_none_match='"5-a-br"'))
    assert (reply.status, reply.body) == (304, b"")
