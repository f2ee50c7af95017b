"""A row of a report travels in a batch only as redaction leaves it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.observation import Reject, Report
from data.feeds import all_feeds
from data.feeds.firewall import known_ids, redact
from data.reference import load
from data.transport.batch import Batch, read_batch, write_batch
from data.transport.contract import TransportError

REFERENCE = load()
AT = 1_795_000_000


def batch(redacted, feed="gpk_crossings"):
    reject = Reject("report.csv", 2, None, "bad_row", redacted=redacted)
    return Batch(feed, "report.csv", AT, AT + 1, "used", Report(rejects=(reject,)))


def carried(one):
    return read_batch(write_batch(one), all_feeds()[one.feed], REFERENCE).report.rejects[0].redacted


@pytest.mark.parametrize("text", ["", "BY-PL-05 | in | 61 |  | •", "2026-11-18T01:00:00+03:00 | 12,5 | …"])
def test_what_redaction_leaves_is_carried(text):
    assert carried(batch(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Иванов",
        "BY-PL-05 | 1234 AB-7",
        "1234567",
        "1987-05-12",
        "BY-PL-05|in",
        "any words",
        "12 | … | 13",
        "• " * 120,
        "in\n",
    ],
)
def test_anything_else_refuses_the_batch(text):
    with pytest.raises(TransportError) as caught:
        carried(batch(text))
    assert caught.value.reason == "bad_batch"


def test_of_personal_reports_no_row_is_carried():
    assert carried(batch("", feed="gpk_equeue")) == ""
    with pytest.raises(TransportError):
        carried(batch("12", feed="gpk_equeue"))


@given(st.lists(st.none() | st.integers() | st.text(max_size=30) | st.dates(), max_size=20))
def test_every_row_that_a_reader_shows_is_carried(row):
    text = redact(row, known_ids(REFERENCE, "in"))
    assert carried(batch(text)) == text


@pytest.mark.parametrize("detail", ["5", "5 phone_number", "5 persons", "12 Дата рождения"])
def test_a_personal_column_is_named_by_its_position(detail):
    one = replace(batch(""), outcome="failed", reason="personal_column", detail=detail, report=Report())
    assert read_batch(write_batch(one), all_feeds()["gpk_crossings"], REFERENCE).detail == detail


@pytest.mark.parametrize("detail", ["5 ivanov", "5 телефон Иванова", "ivanov", "5 1234 AB-7"])
def test_a_personal_column_is_never_named_by_free_text(detail):
    one = replace(batch(""), outcome="failed", reason="personal_column", detail=detail, report=Report())
    with pytest.raises(TransportError):
        read_batch(write_batch(one), all_feeds()["gpk_crossings"], REFERENCE)
