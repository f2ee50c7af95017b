"""The plan of further tries, and the loop that follows it."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.transport import Limits, Request, TransportError, fetch
from data.transport.contract import Answer
from data.transport.retry import ONCE, PASSING_CODES, Patience, passes, pause, try_again

TIMEOUT = TransportError("timeout")


def status(code, retry_after_s=None):
    return TransportError("http_status", str(code), retry_after_s=retry_after_s)


@pytest.mark.parametrize("code", sorted(PASSING_CODES))
def test_statuses_that_pass_are_tried_again(code):
    assert passes(status(code))


@pytest.mark.parametrize("code", [204, 301, 400, 401, 403, 404, 410, 501, 505])
def test_statuses_that_stay_are_not(code):
    assert not passes(status(code))


@pytest.mark.parametrize("reason", ["tls_expired", "bad_address", "too_large", "bad_encoding", "redirect_refused"])
def test_faults_that_stay_are_not_tried_again(reason):
    assert pause(TransportError(reason), 1, 0.0, 0.5, Patience()) is None


def test_pauses_grow_and_are_drawn_from_nothing_to_their_bound():
    patience = Patience(tries=9, base_s=1, longest_s=5, total_s=100)
    assert [pause(TIMEOUT, tried, 0, 1.0, patience) for tried in range(1, 6)] == [1, 2, 4, 5, 5]
    assert pause(TIMEOUT, 3, 0, 0.0, patience) == 0.0


def test_the_last_try_is_the_last():
    assert pause(TIMEOUT, 3, 0, 0.5, Patience(tries=3)) is None
    assert pause(TIMEOUT, 1, 0, 0.5, ONCE) is None


def test_what_the_source_asks_for_is_never_undercut():
    assert pause(status(429, 3.0), 1, 0, 0.1, Patience()) == 3.0


def test_a_source_that_asks_for_long_is_left_to_the_next_cycle():
    assert pause(status(503, 11.0), 1, 0, 0.1, Patience(longest_s=10)) is None


@given(st.integers(1, 9), st.floats(0, 60), st.floats(0, 1, exclude_max=True), st.none() | st.floats(0, 1e6))
def test_no_try_begins_after_the_time_is_over(tried, spent, draw, wish):
    patience = Patience(tries=9)
    wait = pause(status(503, wish), tried, spent, draw, patience)
    assert wait is None or (wait <= patience.longest_s and spent + wait <= patience.total_s and wait >= (wish or 0))


def failing(times, error=TIMEOUT):
    left = [error] * times

    def ask():
        if left:
            raise left.pop()
        return Answer("body", b"x", None)

    return ask


def test_the_answer_that_comes_at_last_counts():
    assert try_again(failing(2), Patience(base_s=0.001), threading.Event()).body == b"x"


def test_the_last_error_is_raised_when_the_plan_gives_up():
    with pytest.raises(TransportError) as caught:
        try_again(failing(9), Patience(base_s=0.001), threading.Event())
    assert caught.value is TIMEOUT


def test_a_clock_that_stops_ends_the_pause_at_once():
    stopping = threading.Event()
    threading.Timer(0.05, stopping.set).start()
    begun = time.monotonic()
    with pytest.raises(TransportError):
        try_again(failing(9), Patience(base_s=60, longest_s=60, total_s=200), stopping, draw=lambda: 0.99)
    assert time.monotonic() - begun < 30


def test_a_clock_that_stops_cuts_a_running_exchange(serve, client):
    server = serve(lambda h: server.over.wait(60))
    stopping = threading.Event()
    threading.Timer(0.05, stopping.set).start()
    begun = time.monotonic()
    with pytest.raises(TransportError):
        fetch(client, Request(server.url), Limits(total_s=60), stopping)
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("Wed, 18 Nov 2026 05:00:40 GMT", 30.0),
        ("Wed, 18 Nov 2026 04:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 40, 999_999_999.0),
    ],
)
def test_retry_after_is_read_by_the_sources_own_clock(header, seconds, serve, client):
    def busy(h):
        h.date_time_string = lambda *_: "Wed, 18 Nov 2026 05:00:10 GMT"
        h.say(code=429, Retry_After=header)

    with pytest.raises(TransportError) as caught:
        fetch(client, Request(serve(busy).url))
    assert caught.value.retry_after_s == seconds
