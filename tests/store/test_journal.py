"""Runs, refused rows, what units reported, and the log of feeds' states."""

from data.domain.observation import Reject
from data.store.contract import FeedChange, Receipt, Run, RunRecord, UnitReport

FEED = "gpk_detections"


def test_runs_come_newest_first_with_what_they_brought(desk, store, noon):
    bad = (Reject("a.csv", 1, None, "bad_number"), Reject("a.csv", 2, None, "bad_time"))
    first, second = desk.run(ended=noon + 10), desk.run(ended=noon + 20, digest="abc")
    desk.record(desk.observation(5), rejects=bad, personal_data_dropped=3, run=first)
    desk.record(desk.observation(6), desk.observation(4, issued=noon + 99), run=second, backfill=True)
    store.record_run(Run("mvd_reception", noon, noon + 30, "failed", "b.xlsx", "no_answer"))
    found = store.runs()
    assert [(r.run.feed, r.run.outcome, r.backfill) for r in found] == [
        ("mvd_reception", "failed", False),
        (FEED, "used", True),
        (FEED, "used", False),
    ]
    assert found[1] == RunRecord(2, second, Receipt(accepted=1, superseded=1, conflicts=1), backfill=True)
    assert found[2].receipt == Receipt(accepted=1, rejected={"bad_number": 1, "bad_time": 1}, personal_data_dropped=3)
    assert [r.number for r in store.runs(FEED)] == [2, 1]
    assert [r.number for r in store.runs(since=noon + 20)] == [3, 2]
    assert [r.number for r in store.runs(limit=1)] == [3]


def test_the_quarantine_can_be_asked_for_one_run(desk, store):
    desk.record(rejects=(Reject("a.csv", 1, "arrived", "bad_number", redacted="BY-1 ..."),))
    desk.record(rejects=(Reject("b.csv", 2, None, "bad_time"),))
    numbers = [record.number for record in store.runs()]
    assert [[r.row for _, _, r in store.quarantine(run=number)] for number in numbers] == [[2], [1]]
    ((feed, _, reject),) = store.quarantine(run=numbers[1])
    assert (feed, reject.redacted) == (FEED, "BY-1 ...")
    assert [r.row for _, _, r in store.quarantine()] == [2, 1]
    assert store.quarantine("mvd_reception") == []


def test_the_first_time_that_a_unit_spoke_of_a_moment_is_kept(desk, store, noon):
    desk.record(desk.observation(5), desk.observation(6, hour=1), received=noon + 5000)
    desk.record(desk.observation(5), desk.observation(8, issued=noon + 900), received=noon + 9000)
    assert store.unit_reports(0) == [
        UnitReport(FEED, "grodno-pl", noon, noon + 5000),
        UnitReport(FEED, "grodno-pl", noon + 3600, noon + 5000),
    ]
    assert [r.valid_to for r in store.unit_reports(noon)] == [noon + 3600]


def test_an_old_report_that_is_replayed_tells_when_it_was_issued(desk, store, noon):
    desk.record(desk.observation(5), received=noon + 5000)
    desk.record(desk.observation(5), received=noon + 9000, backfill=True)
    assert store.unit_reports(0) == [UnitReport(FEED, "grodno-pl", noon, noon + 60)]


def test_a_unit_that_spoke_without_a_word_reported_at_the_asking(desk, store, noon):
    desk.record(units=frozenset({"brest-pl"}), run=desk.run(ended=noon + 50), received=noon + 50)
    store.record_run(desk.run("unchanged", ended=noon + 350), ["brest-pl"])
    assert store.unit_reports(0) == [
        UnitReport(FEED, "brest-pl", noon + 50, noon + 50),
        UnitReport(FEED, "brest-pl", noon + 350, noon + 350),
    ]


def test_changes_of_state_come_with_the_last_one_before(store):
    changes = [
        FeedChange("a", 10, "on_time"),
        FeedChange("b", 11, "late"),
        FeedChange("a", 20, "silent", "no_answer"),
        FeedChange("a", 30, "on_time"),
    ]
    store.record_feed_changes(changes[:3])
    store.record_feed_changes(changes[3:])
    assert store.feed_changes(0) == changes
    assert store.feed_changes(25) == [changes[1], changes[2], changes[3]]


def test_what_is_long_past_is_forgotten(desk, store, noon):
    bad = (Reject("a.csv", 1, None, "bad_number"),)
    desk.record(desk.observation(5), rejects=bad, run=desk.run(ended=noon))
    desk.record(desk.observation(6, hour=9), rejects=bad, run=desk.run(ended=noon + 9000))
    store.forget(noon + 1)
    assert [r.run.ended for r in store.runs()] == [noon + 9000]
    assert [r.valid_to for r in store.unit_reports(0)] == [noon + 9 * 3600]
    assert len(store.quarantine()) == 1
    assert len(store.tracks(["arrived"], 0)) == 1
