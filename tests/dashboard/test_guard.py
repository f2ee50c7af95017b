"""The door: names, origins, and the policy of pages."""

import pytest

from dashboard.delivery.exchange import Request
from dashboard.delivery.guard import content_policy, host_name, refused
from dashboard.settings import LOOPBACK


def asked(method="GET", **headers: str) -> int | None:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    reply = refused(Request({"path": "/", "method": method, "headers": raw, "query_string": b""}, None), LOOPBACK)
    return None if reply is None else reply.status


@pytest.mark.parametrize("host", ["127.0.0.1:8050", "localhost", "LOCALHOST:80", "[::1]:8050"])
def test_the_loopback_is_served_under_all_its_names(host):
    assert asked(host=host) is None


@pytest.mark.parametrize(
    "host", ["", "mezha.example", "127.0.0.1.example:8050", "evil@localhost.example", "[::1", "::1"]
)
def test_any_other_name_is_refused(host):
    assert asked(host=host) == 421


def test_a_name_is_read_without_its_port():
    assert host_name("[::1]:8050") == "::1"


def test_a_write_from_our_own_page_passes():
    assert asked("POST", host="127.0.0.1:8050", origin="http://127.0.0.1:8050", sec_fetch_site="same-origin") is None


def test_a_write_from_a_program_passes():
    assert asked("POST", host="127.0.0.1:8050") is None


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "http://127.0.0.1:9999"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "http://127.0.0.1:8050"},
    ],
)
def test_a_write_from_a_foreign_page_is_refused(headers):
    assert asked("POST", host="127.0.0.1:8050", **headers) == 403


def test_methods_that_nothing_answers_are_refused():
    assert asked("DELETE", host="localhost") == 405


def test_inline_scripts_run_by_hash_alone():
    html = '<script src="/a.js"></script><script>run()</script><script type="application/json">{"a":1}</script>'
    policy = content_policy(html)[1].decode()
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts.count("sha256-") == 1
    assert "unsafe" not in scripts
    assert "frame-ancestors 'none'" in policy
