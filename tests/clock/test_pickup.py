"""What lies in the spool is read, kept and put away."""

import json
from dataclasses import replace
from pathlib import Path

from data.intake import Intake
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
