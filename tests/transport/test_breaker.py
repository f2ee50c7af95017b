"""The breaker of a source, step by step."""

from hypothesis import given
from hypothesis import strategies as st

from data.transport.breaker import FAILURES, LONGEST_REST_S, LONGEST_WISH_S, Breaker, after_cycle

NOW = 1_795_003_200


def fail(breaker, now=NOW, cycle_s=300, wish=None):
    return after_cycle(breaker, now, failed=True, cycle_s=cycle_s, retry_after_s=wish)


def opened(rests=1):
    breaker = Breaker()
    for _ in range(FAILURES - 1 + rests):
        breaker = fail(breaker)
    return breaker


def test_a_few_failures_leave_it_closed():
    breaker = fail(fail(Breaker()))
    assert breaker.state(NOW + 1) == "closed"


def test_it_opens_after_some_failures_and_is_half_open_later():
    breaker = opened()
    assert breaker.state(NOW) == "open"
    assert breaker.until == NOW + 600
    assert breaker.state(NOW + 600) == "half_open"


def test_each_rest_is_longer_up_to_the_longest():
    rests = [opened(number).until - NOW for number in range(1, 6)]
    assert rests == [600, 1200, 1800, 1800, 1800]


def test_one_good_cycle_closes_it():
    assert after_cycle(opened(3), NOW, failed=False, cycle_s=300) == Breaker()


def test_a_source_that_asks_for_time_gets_it_at_its_first_failure():
    breaker = fail(Breaker(), wish=900)
    assert (breaker.state(NOW + 899), breaker.state(NOW + 900)) == ("open", "half_open")
    assert breaker.rests == 0


def test_a_source_that_answers_in_part_and_asks_for_time_gets_it_too():
    breaker = after_cycle(opened(2), NOW, failed=False, cycle_s=300, retry_after_s=900)
    assert breaker == Breaker(until=NOW + 900)
    assert after_cycle(Breaker(), NOW, failed=False, cycle_s=300, retry_after_s=60) == Breaker()


def test_a_wish_shorter_than_the_cycle_changes_nothing():
    assert fail(Breaker(), wish=60).state(NOW) == "closed"


def test_a_rest_set_by_a_clock_that_was_wrong_does_not_last():
    breaker = fail(opened(), now=NOW + 10_000_000)
    assert breaker.state(NOW) == "half_open"


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.floats(1, 90_000), st.none() | st.floats(0, 1e9))
def test_no_rest_is_longer_than_the_longest(failures, rests, cycle_s, wish):
    after = fail(Breaker(failures, rests), cycle_s=cycle_s, wish=wish)
    assert after.until is None or NOW <= after.until <= NOW + max(LONGEST_REST_S, LONGEST_WISH_S)
