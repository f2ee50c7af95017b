"""The account of one feed: runs with outcome and reason, rejected rows with file, row, column and reason."""

import pytest

from data.domain.moment import HOUR
from data.domain.observation import Reject
from data.i18n import LANGUAGES
from data.store.contract import Receipt, Run, RunRecord
from layers.data import draw_account
from layers.data.account import REJECTS
from layers.data.texts import reason_text
from layers.markup import text_of
from tests.layers.speech import found, speak
from tests.scenes import NOW

WORDS = speak()


def run(number: int, outcome: str, reason: str = "", detail: str = "", **receipt) -> RunRecord:
    ended = NOW - number * HOUR
    tried = Run("gpk_detections", ended - 2, ended, outcome, f"hour-{number}.csv", reason, detail)
    return RunRecord(number, tried, Receipt(**receipt), backfill=False)


RUNS = (
    run(1, "failed", "missing_column", "arrived"),
    run(2, "used", accepted=66, rejected={"bad_number": 2}, conflicts=1),
    run(3, "unchanged"),
    run(4, "skipped"),
)
REJECTED = (
    ("gpk_detections", NOW - HOUR, Reject("hour-2.csv", 14, "arrived", "bad_number", "", "grodno-pl, •, 4, 3")),
    ("gpk_detections", NOW - HOUR, Reject("hour-9.csv", None, None, "not_utf8")),
)


def account(runs=RUNS, rejects=REJECTED, words=WORDS):
    return draw_account("gpk_detections", runs, rejects, words, NOW)


def said(content) -> str:
    return " ".join(text_of(content).replace("\u00a0", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_speaks_every_language(language):
    assert text_of(account(words=speak(language)))


def test_a_run_says_when_how_it_ended_and_why():
    text = said(account())
    assert "01:14 failed: missing column arrived 2 s — hour-1.csv" in text
    assert "00:14 used 2 s 66 3 hour-2.csv" in text
    assert "unchanged" in text
    assert "skipped" in text


def test_a_reject_names_file_row_column_and_reason():
    text = said(account())
    assert "1 h 00 min hour-2.csv 14 arrived not a number grodno-pl, •, 4, 3" in text
    assert "hour-9.csv whole not UTF-8" in text


def test_what_was_not_used_can_be_downloaded_for_the_sender():
    (link,) = found(account(), class_="button")
    assert link["props"]["href"] == "/api/rejects/gpk_detections.csv?lang=en"
    assert not found(account(rejects=()), class_="button")


def test_many_rejects_are_cut_and_counted():
    text = said(account(rejects=REJECTED[:1] * (REJECTS + 7)))
    assert "7 more in the file for the sender" in text


def test_a_feed_without_runs_and_rejects_says_so():
    text = said(account((), ()))
    assert "Never tried yet." in text
    assert "Every row of the last 7 days was used." in text


def test_a_reason_is_put_into_words_with_its_detail():
    assert reason_text(WORDS, "missing_column", "arrived") == "missing column arrived"
    assert reason_text(WORDS, "missing_column") == "missing column"
    assert reason_text(WORDS, "partial_units") == ""
    assert reason_text(WORDS, "") == ""
    assert reason_text(WORDS, "never_heard_of") == "never heard of"
