"""Which addresses a body may lead to."""

import pytest

from data.transport.following import called, may_follow
from data.transport.sources import Source

BASE = "http://agency.example/feeds/atom.xml?page=1"


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        ("cap/7.xml", "http://agency.example/feeds/cap/7.xml"),
        ("/cap/7.xml", "http://agency.example/cap/7.xml"),
        ("?page=2", "http://agency.example/feeds/atom.xml?page=2"),
        ("http://agency.example/x#part", "http://agency.example/x"),
        (" https://agency.example/x ", "https://agency.example/x"),
        ("//agency.example/x", "http://agency.example/x"),
    ],
)
def test_addresses_of_the_same_host_are_asked(found, asked):
    assert may_follow(BASE, [found]).addresses == (asked,)


@pytest.mark.parametrize(
    "found",
    [
        "http://other.example/x",
        "//other.example/x",
        "http://agency.example:8080/x",
        "https://agency.example:8443/x",
        "http://agency.example.evil.example/x",
        "http://user:pw@agency.example/x",
        "ftp://agency.example/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1/x",
        "http://agency.example:99999999/x",
        "http://127.0.0.1/x",
    ],
)
def test_all_others_are_counted_and_never_asked(found):
    followed = may_follow(BASE, [found, "good.xml"])
    assert followed.addresses == ("http://agency.example/feeds/good.xml",)
    assert followed.refused == 1


def test_tls_is_never_left():
    assert may_follow("https://agency.example/a", ["http://agency.example/b"]).refused == 1


def test_an_address_is_named_once():
    assert may_follow(BASE, ["a", "a#1", "/feeds/a"]).addresses == ("http://agency.example/feeds/a",)


def test_names_of_followed_addresses_tell_of_nobody():
    assert called("http://agency.example/cap/2.49.0.1.xml?token=secret", 3) == "2.49.0.1.xml +3"
    assert called("http://agency.example/1234%20AB-7.xml", 1) == "report.xml +1"


def test_only_missing_parameters_are_added_to_a_followed_address():
    source = Source("x", "http://agency.example/a", params={"token": "t", "page": "1"})
    assert source.follow("http://agency.example/a?page=2").address == "http://agency.example/a?page=2&token=t"
