"""Sorting a batch against what is known, without a database."""

from data.store.batch import Conflict, newest_by_series, sort_out


def test_nothing_known_accepts_everything_in_the_order_of_the_key():
    rows = [(2, 10, 1, 0, 1.0), (1, 20, 1, 0, 1.0), (1, 10, 2, 0, 3.0), (1, 10, 1, 0, 2.0)]
    found = sort_out(rows, [])
    assert found.accepted == sorted(rows)
    assert (found.duplicates, found.superseded, found.conflicts) == (0, 1, [])


def test_an_issue_between_two_known_ones_does_not_supersede():
    known = [(1, 10, 1, 0, 1.0), (1, 10, 5, 0, 1.0)]
    assert sort_out([(1, 10, 3, 0, 1.0)], known).superseded == 0
    assert sort_out([(1, 10, 6, 0, 1.0)], known).superseded == 1


def test_each_further_contradiction_is_named_against_the_first():
    rows = [(1, 10, 1, 0, value) for value in (1.0, 2.0, 3.0, 1.0)]
    found = sort_out(rows, [])
    assert found.conflicts == [Conflict(rows[1], (0, 1.0)), Conflict(rows[2], (0, 1.0))]
    assert found.duplicates == 1


def test_a_conflict_detail_is_never_long():
    assert len(Conflict((1, 10, 1, 0, 1234567.25), (0, 7.125)).detail("x" * 100)) == 80


def test_whole_numbers_and_their_decimals_are_the_same_value():
    assert sort_out([(1, 10, 1, 0, 5)], [(1, 10, 1, 0, 5.0)]).duplicates == 1


def test_the_newest_of_each_series_is_the_last_in_key_order():
    rows = [(1, 10, 1, 0, 1.0), (1, 10, 2, 0, 2.0), (2, 5, 1, 0, 3.0)]
    assert newest_by_series(rows) == rows[1:]
