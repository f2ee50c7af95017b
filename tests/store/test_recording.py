"""What one report adds, to the last observation."""

import threading
from dataclasses import replace

import pytest

from data.domain.observation import Observation, Reject, Report
from data.store.contract import Point, Receipt, Run, SeriesKey
from data.store.recording import KEPT_REJECTS

ARRIVED = SeriesKey("gpk_detections", "grodno-pl", "arrived")


def counted(receipt):
    return replace(receipt, touched={})


def test_new_observations_are_accepted_and_the_newest_is_the_latest(desk, store, noon):
    receipt = desk.record(desk.observation(5, hour=1), desk.observation(7, hour=2), received=noon + 9000)
    assert counted(receipt) == Receipt(accepted=2)
    assert store.latest() == {ARRIVED: Point(noon + 3600, noon + 7200, noon + 7260, noon + 9000, 7.0)}


def test_a_receipt_names_the_series_that_were_touched_with_their_earliest_moment(desk, noon):
    first = desk.record(desk.observation(5, hour=3), desk.observation(7, hour=2), desk.observation(1, metric="groups"))
    assert first.touched == {ARRIVED: noon + 7200, SeriesKey("gpk_detections", "grodno-pl", "groups"): noon}
    again = desk.record(desk.observation(5, hour=3), desk.observation(7, hour=4))
    assert again.touched == {ARRIVED: noon + 4 * 3600}
    assert desk.record(desk.observation(5, hour=3), rejects=()).touched == {}


def test_a_repetition_adds_nothing(desk, store):
    one = desk.observation(5)
    desk.record(one)
    before = store.latest()
    assert counted(desk.record(one, one)) == Receipt(duplicates=2)
    assert store.latest() == before


def test_a_repetition_inside_one_report_counts_as_such(desk):
    one = desk.observation(5)
    assert counted(desk.record(one, one, desk.observation(6, hour=1))) == Receipt(accepted=2, duplicates=1)


def test_another_value_under_the_same_key_is_a_conflict_and_the_first_stays(desk, store):
    desk.record(desk.observation(5))
    assert counted(desk.record(desk.observation(6))) == Receipt(conflicts=1)
    assert store.latest()[ARRIVED].value == 5
    ((feed, _, reject),) = store.quarantine()
    assert (feed, reject.reason, reject.column) == ("gpk_detections", "conflict", "arrived")
    assert reject.detail == "grodno-pl 2025-11-18T12:00:00Z 5/6"


def test_a_conflict_inside_one_report_keeps_the_first_row(desk, store):
    assert counted(desk.record(desk.observation(5), desk.observation(6))) == Receipt(accepted=1, conflicts=1)
    assert store.latest()[ARRIVED].value == 5


def test_the_same_number_for_another_period_is_a_conflict(desk, store):
    receipt = desk.record(desk.observation(0), desk.observation(0, span=86_400))
    assert counted(receipt) == Receipt(accepted=1, conflicts=1)
    assert store.quarantine()[0][2].detail.endswith("3600/86400 s")


def test_a_correction_is_kept_beside_what_it_corrects(desk, store, noon):
    desk.record(desk.observation(5))
    receipt = desk.record(desk.observation(8, issued=noon + 500))
    assert counted(receipt) == Receipt(accepted=1, superseded=1)
    assert store.latest()[ARRIVED].value == 8


def test_an_older_issue_that_arrives_late_is_kept_but_corrects_nothing(desk, store, noon):
    desk.record(desk.observation(8, issued=noon + 500))
    assert counted(desk.record(desk.observation(5))) == Receipt(accepted=1)
    assert store.latest()[ARRIVED].value == 8


def test_a_correction_inside_the_same_report_counts(desk, store, noon):
    receipt = desk.record(desk.observation(8, issued=noon + 500), desk.observation(5))
    assert counted(receipt) == Receipt(accepted=2, superseded=1)
    assert store.latest()[ARRIVED].value == 8


def test_a_late_hour_does_not_become_the_latest(desk, store):
    desk.record(desk.observation(9, hour=3))
    desk.record(desk.observation(5, hour=1))
    assert store.latest()[ARRIVED].value == 9


def test_rejected_rows_are_counted_by_reason_and_kept_newest_first(desk, store):
    rejects = (Reject("a.csv", 2, "arrived", "bad_number"), Reject("a.csv", 3, None, "unknown_place", "x"))
    receipt = desk.record(rejects=rejects, personal_data_dropped=4)
    assert counted(receipt) == Receipt(rejected={"bad_number": 1, "unknown_place": 1}, personal_data_dropped=4)
    assert [reject for _, _, reject in store.quarantine("gpk_detections")] == list(reversed(rejects))
    assert store.quarantine("mvd_reception") == []
    assert store.quarantine(since=store.quarantine()[0][1] + 1) == []


def test_a_flood_of_rejected_rows_is_counted_whole_and_kept_in_part(desk, store):
    flood = tuple(Reject("a.csv", row, None, "bad_number") for row in range(KEPT_REJECTS + 7))
    assert desk.record(rejects=flood).rejected == {"bad_number": KEPT_REJECTS + 7}
    assert len(store.quarantine()) == KEPT_REJECTS


def test_backfilled_observations_count_as_received_when_issued(desk, store, noon):
    desk.record(desk.observation(5), received=noon + 10**6, backfill=True)
    assert store.latest()[ARRIVED].received == noon + 60
    assert store.tracks(["arrived"], 0, known_at=noon + 60).keys() == {ARRIVED}


def test_the_stamp_of_the_first_receipt_wins(desk, store, noon):
    desk.record(desk.observation(5), run=desk.run(digest="abc", stamp=noon - 50))
    desk.record(desk.observation(5), run=desk.run(digest="abc", stamp=noon + 50))
    assert store.stamp_of("gpk_detections", "abc") == noon - 50
    assert store.stamp_of("gpk_crossings", "abc") is None


def test_a_body_whose_rows_name_their_own_time_leaves_no_stamp(desk, store, noon):
    desk.record(run=desk.run(digest="abc"), received=noon + 7)
    assert store.stamp_of("gpk_detections", "abc") is None


def test_a_report_that_breaks_halfway_leaves_nothing(desk, store):
    good, broken = desk.observation(5), desk.observation(float("nan"), place="brest-pl")
    with pytest.raises(Exception, match=r"(?i)not.null"):
        desk.record(good, broken)
    assert store.latest() == {}
    assert store.feed_records(0) == {}
    assert counted(desk.record(good)) == Receipt(accepted=1)
    assert store.latest().keys() == {ARRIVED}


def test_a_place_without_unit_is_kept_but_moves_no_unit(store):
    report = Report((Observation("x", "arrived", 0, 1, 1, 1.0),))
    assert counted(store.record("f", report, Run("f", 0, 0, "used", "x"), 0, {})) == Receipt(accepted=1)
    assert store.feed_records(0)["f"].units == {}


def test_a_run_of_another_feed_is_our_own_bug(desk, store):
    with pytest.raises(ValueError, match="recorded as"):
        store.record("mvd_reception", Report(), desk.run(), 0, {})


def test_threads_take_turns(desk, store, noon):
    batches = [[desk.observation(n, hour=n, place=f"p{thread}") for n in range(40)] for thread in range(4)]
    threads = [threading.Thread(target=lambda b=b: [desk.record(o, received=noon) for o in b]) for b in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {key.place: point.value for key, point in store.latest().items()} == {f"p{n}": 39.0 for n in range(4)}
    assert sum(len(track.value) for track in store.tracks(["arrived"], 0).values()) == 160
