"""What the front writes into the log when it fails: never what a caller put into the address."""

import asyncio

from dashboard.delivery.exchange import Request
from dashboard.delivery.front import Front


def test_a_failure_is_logged_by_the_name_of_what_failed(caplog):
    front = Front.__new__(Front)
    front.worker = None
    scope = {"path": "/board/1234 AB-7\nforged line", "method": "GET", "headers": [], "query_string": b""}
    reply = asyncio.run(front._answer(Request(scope, None)))
    assert reply.status == 500
    assert "board failed" in caplog.text
    assert "1234 AB-7" not in caplog.text
    assert "forged" not in caplog.text
