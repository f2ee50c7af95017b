"""What lies in the spool is read, kept and put away."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from data.domain.moment import HOUR
from data.domain.observation import Report
from data.intake import Delivery, Intake, read
from data.pickup import pick_up, receipt_path
from data.store.contract import Run, SeriesKey
from data.transport.batch import Batch, write_batch
from tests.clock.conftest import NOW, detections

FEED = "gpk_detections"
GRODNO = SeriesKey(FEED, "grodno-pl", "arrived")
PLATES = ("AB 1234-5", "7777 КВ-4", "WX 98765", "+375291234567")
BREST = "a9173a85-3fc0-424c-84f0-defa632481e4"


def drop(desk, feed, name, text):
    folder = desk.spool.folder(feed)
    (folder / name).write_text(text)


def queue_report():
    """A report of the queue with a plate in every text field."""
    rows = [
        {"regnum": PLATES[n % 3], "status": 2, "order_id": n, "type_queue": 3, "note": PLATES[1],
         "registration_date": "08:00:00 18.11.2026", "changed_date": PLATES[0]}
        for n in range(6)
    ]  # fmt: skip
    info = {"id": BREST, "name": PLATES[0], "nameEn": PLATES[1], "address": PLATES[2], "phone": PLATES[3], "isBts": 1}
    lists = {f"{kind}{queue}": [] for kind in ("truck", "bus", "motorcycle") for queue in ("LiveQueue", "Priority")}
    return json.dumps({"info": info, **lists, "carLiveQueue": rows, "carPriority": []})


def everything_under(folder):
    return b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


def hand_over(desk, body, name):
    """A report that another process has read, as the clock gets it."""
    feed = desk.feeds[FEED]
    intake = read(feed, Delivery("g.csv", body.encode(), NOW), reference=desk.reference, store=desk.store, now=NOW,
                  exercise=False)  # fmt: skip
    run = intake.run
    batch = Batch(FEED, "g.csv", NOW, NOW, "failed" if intake.failed else "used", intake.report, run.reason, run.detail)
    file = desk.spool.deliver(FEED, name, write_batch(batch))
    pick_up(desk, feed)
    return json.loads(receipt_path(desk.run, file.name).read_bytes())


def test_a_handed_over_report_without_a_usable_row_is_told_row_by_row(make_desk):
    desk = make_desk({FEED: None})
    receipt = hand_over(desk, detections("atlantis", [1, 2]), "two.batch.json")
    assert receipt["rejected"] == {"unknown_place": 2}
    (run,) = desk.store.runs(FEED)
    assert (run.run.outcome, run.run.reason, run.run.detail) == ("failed", "nothing_usable", "unknown_place")
    assert [reject.row for _, _, reject in desk.store.quarantine()] == [3, 2]


def test_a_unit_that_speaks_of_hours_to_come_alone_was_not_heard(make_desk):
    desk = make_desk({FEED: None})
    receipt = hand_over(desk, detections("grodno-pl", 4, end=NOW + 5 * HOUR), "three.batch.json")
    assert set(receipt["rejected"]) == {"in_the_future"}
    assert desk.store.feed_records(desk.now())[FEED].units == {}


def test_a_dropped_file_is_kept_and_put_away(make_desk):
    desk = make_desk({FEED: None})
    drop(desk, FEED, "grodno.csv", detections("grodno-pl", 17))
    assert pick_up(desk, desk.feeds[FEED]) == 1
    assert desk.store.latest()[GRODNO].value == 17
    assert pick_up(desk, desk.feeds[FEED]) == 0
    assert [path.read_text()[:10] for path in desk.spool.folder(FEED).glob("done/*")] == ["section_id"]


def test_a_file_that_is_no_report_is_set_aside_with_its_reason(make_desk):
    desk = make_desk({FEED: None})
    drop(desk, FEED, "grodno.csv", "nothing of the kind")
    pick_up(desk, desk.feeds[FEED])
    run = desk.store.feed_records(desk.now())[FEED].failure
    assert run.outcome == "failed"
    assert any(run.reason in path.read_text() for path in desk.spool.folder(FEED).glob("rejected/*.reason"))


def test_a_file_left_behind_by_a_killed_clock_is_kept_exactly_once(make_desk):
    desk = make_desk({FEED: None})
    drop(desk, FEED, "grodno.csv", detections("grodno-pl", [5, 7]))
    desk.spool.done = lambda _: None  # killed between keeping and putting away
    pick_up(desk, desk.feeds[FEED])
    del desk.spool.done
    pick_up(desk, desk.feeds[FEED])
    assert desk.store.tracks(["arrived"], 0)[GRODNO].value.tolist() == [5.0, 7.0]


def test_no_plate_is_left_anywhere_after_pick_up(make_desk, wall, tmp_path, caplog):
    wall.time = NOW + 120
    desk = make_desk({"gpk_equeue": None})
    drop(desk, "gpk_equeue", "brest.json", queue_report())
    drop(desk, "gpk_equeue", "broken.json", queue_report()[:-40])
    pick_up(desk, desk.feeds["gpk_equeue"])
    assert desk.store.latest()[SeriesKey("gpk_equeue", "BY-PL-05", "waiting_cars")].value == 6
    desk.store.checkpoint()
    kept = everything_under(tmp_path) + caplog.text.encode()
    for plate in PLATES:
        for form in (plate, json.dumps(plate)[1:-1]):
            assert form.encode() not in kept, plate


def test_a_batch_of_another_process_is_kept_and_answered_with_its_receipt(make_desk):
    desk = make_desk({FEED: None})
    feed = desk.feeds[FEED]
    intake = _parsed(desk, detections("grodno-pl", [5, 7]))
    batch = Batch(FEED, "g.csv", NOW, NOW, "used", intake.report)
    file = desk.spool.deliver(FEED, "one.batch.json", write_batch(batch))
    pick_up(desk, feed)
    receipt = json.loads(receipt_path(desk.run, file.name).read_text())
    assert receipt["accepted"] == len(intake.report.observations)
    assert desk.store.latest()[GRODNO].value == 7


def test_a_batch_that_cannot_be_read_is_named_and_stops_nothing(make_desk):
    desk = make_desk({FEED: None})
    desk.spool.deliver(FEED, "bad.batch.json", b"{}")
    desk.spool.deliver(FEED, "good.csv", detections("grodno-pl", 4).encode())
    pick_up(desk, desk.feeds[FEED])
    assert desk.store.latest()[GRODNO].value == 4


def test_a_file_that_breaks_the_program_is_set_aside_without_a_word_of_it(make_desk, caplog):
    desk = make_desk({FEED: None})

    def parse(_body, _context):
        raise RuntimeError(PLATES[0])

    desk.spool.deliver(FEED, "a.csv", detections("grodno-pl", 4).encode())
    pick_up(desk, replace(desk.feeds[FEED], parse=parse))
    assert desk.store.feed_records(desk.now())[FEED].failure.reason == "our_fault"
    assert pick_up(desk, desk.feeds[FEED]) == 0
    assert PLATES[0] not in caplog.text


def _parsed(desk, text):
    from data.intake import Delivery, read

    delivery = Delivery("g.csv", text.encode(), None)
    intake = read(
        desk.feeds[FEED], delivery, reference=desk.reference, store=desk.store, now=desk.now(), exercise=False
    )
    assert isinstance(intake, Intake)
    assert isinstance(intake.run, Run)
    return intake


def test_a_clock_that_stops_leaves_the_files_that_it_has_not_begun(make_desk, monkeypatch):
    desk = make_desk({FEED: None})
    for name in ("a.csv", "b.csv", "c.csv"):
        drop(desk, FEED, name, detections("grodno-pl", 17))
    done = desk.spool.done
    monkeypatch.setattr(desk.spool, "done", lambda file: (done(file), desk.stopping.set()))
    assert pick_up(desk, desk.feeds[FEED]) == 1
    assert len(desk.spool.pending(FEED)) == 2


@pytest.mark.parametrize("stamp", ["poll", "content"])
@pytest.mark.parametrize("mtime", [0, 315_532_800])
def test_a_file_without_a_time_of_its_own_is_as_old_as_its_taking(make_desk, stamp, mtime):
    seen = []
    desk = make_desk({FEED: None})
    feed = replace(desk.feeds[FEED], stamp=stamp, parse=lambda _, context: seen.append(context.stamp) or Report())
    path = desk.spool.folder(FEED) / "a.csv"
    path.write_text("x")
    os.utime(path, (mtime, mtime))
    pick_up(desk, feed)
    assert seen == [desk.now()]


def test_a_file_that_cannot_be_put_away_holds_back_none_behind_it(make_desk, monkeypatch):
    desk = make_desk({FEED: None})
    for name, section in (("a.csv", "brest-pl"), ("b.csv", "grodno-pl")):
        drop(desk, FEED, name, detections(section, 17))
    done = desk.spool.done
    monkeypatch.setattr(desk.spool, "done", lambda file: _full() if file.name == "a.csv" else done(file))
    with pytest.raises(OSError, match="full"):
        pick_up(desk, desk.feeds[FEED])
    assert desk.store.latest()[GRODNO].value == 17
    assert [file.name for file in desk.spool.pending(FEED)] == ["a.csv"]


def _full():
    raise OSError("full")
