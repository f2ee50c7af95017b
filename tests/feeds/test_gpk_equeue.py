"""The electronic queue is reduced to counts; nothing of its text survives."""

import json
import traceback
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.moment import DAY, HOUR
from data.feeds.contract import Context, FeedError
from data.feeds.gpk_equeue import FEED

BREST = "a9173a85-3fc0-424c-84f0-defa632481e4"
BRUZGI = "3b797d4d-706a-440f-a1a4-826c191e1e36"
RECORDED = (
    Path(__file__).resolve().parents[2]
    / ".."
    / "shared"
    / "feeds"
    / "belarus_equeue"
    / "monitoring-new_brest_redacted.jsonl"
)
AT = 1_794_978_000
"""2026-11-18 08:00 in Minsk."""
SAMPLES = Path(__file__).parent / "samples"


def vehicle(status=2, registered="06:00:00 18.11.2026", **others):
    return {"regnum": "1234 AB-7", "status": status, "order_id": 1, "type_queue": 3, "registration_date": registered,
            "changed_date": registered, **others}  # fmt: skip


def monitoring(checkpoint=BREST, **lists):
    return {"info": {"id": checkpoint, "name": "x", "phone": "+375291234567", "address": "a"}, **lists}


def parse(document, context):
    body = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    return FEED.parse(body, Context(context.reference, "report", AT))


def values(report):
    return {(o.place, o.metric): o.value for o in sorted(report.observations, key=lambda o: o.valid_to)}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded sample is not here")
def test_the_recorded_sample_gives_two_polls_and_one_reject(context):
    report = FEED.parse(RECORDED.read_bytes(), Context(context.reference, "sample.jsonl", AT))
    latest = values(report)
    assert latest["BY-PL-05", "waiting_cars"] == 4
    assert latest["BY-PL-05", "waiting_buses"] == 1
    assert latest["BY-PL-05", "called_buses"] == 1
    assert latest["BY-PL-05", "waiting_trucks"] == 0
    assert latest["BY-PL-05", "priority_cars"] == 2
    assert reasons(report) == [(3, None, "unknown_checkpoint")]
    assert report.personal_data_dropped == 27 + 3 + 3
    first = {o.metric: o for o in report.observations if o.valid_to == 1727699481}
    assert (first["waiting_cars"].value, first["waiting_buses"].value) == (6, 4)
    assert (first["wait_p50_cars"].value, first["wait_p90_cars"].value) == (368, 371)
    assert "wait_p50_buses" not in first
    assert first["waiting_cars"].issued == first["waiting_cars"].valid_to


def test_called_vehicles_do_not_wait_and_unknown_states_are_other(context):
    rows = [vehicle(2), vehicle(3, order_id=None), vehicle(9), vehicle(77), vehicle(2)]
    found = values(parse(monitoring(carLiveQueue=rows), context))
    assert found == {
        ("BY-PL-05", "waiting_cars"): 2,
        ("BY-PL-05", "called_cars"): 1,
        ("BY-PL-05", "other_cars"): 2,
    }


def test_priority_and_booking_are_counted_apart(context):
    found = values(parse(monitoring(truckPriority=[vehicle(2), vehicle(3)], busBooking=[vehicle(2)] * 3), context))
    assert found == {("BY-PL-05", "priority_trucks"): 1, ("BY-PL-05", "booked_buses"): 3}


def test_null_is_missing_and_an_empty_list_is_zero(context):
    report = parse(monitoring(carLiveQueue=None, busLiveQueue=[]), context)
    assert values(report)["BY-PL-05", "waiting_buses"] == 0
    assert not any("cars" in o.metric for o in report.observations)
    assert report.units == {"BY-PL-05"}


def test_a_report_that_says_nothing_confirms_nothing(context):
    report = parse(monitoring(carLiveQueue=None), context)
    assert not report.units
    assert reasons(report) == [(1, None, "nothing_reported")]


@pytest.mark.parametrize(("count", "told"), [(4, False), (5, True)])
def test_waits_are_told_of_groups_of_five_or_more(count, told, context):
    rows = [vehicle(2, f"0{hour}:00:00 18.11.2026") for hour in range(1, count + 1)]
    found = values(parse(monitoring(carLiveQueue=rows), context))
    assert (("BY-PL-05", "wait_p50_cars") in found) == told
    if told:
        assert found["BY-PL-05", "wait_p50_cars"] == 300
        assert found["BY-PL-05", "wait_p90_cars"] == 396


def test_a_waiting_vehicle_without_a_usable_time_still_waits(context):
    rows = [vehicle(2, registered) for registered in (None, "1234 AB-7", "25:00:00 18.11.2026", "09:00:00 18.11.2026")]
    report = parse(monitoring(carLiveQueue=rows), context)
    assert values(report)["BY-PL-05", "waiting_cars"] == 4
    assert reasons(report) == [(row, "carLiveQueue", "bad_time") for row in (1, 2, 3, 4)]


def test_malformed_rows_are_rejected_one_by_one(context):
    rows = [vehicle(2), "1234 AB-7", vehicle("2"), vehicle(True), vehicle(2), vehicle(2)]
    report = parse(monitoring(carLiveQueue=rows), context)
    assert values(report)["BY-PL-05", "waiting_cars"] == 3
    assert reasons(report) == [(row, "carLiveQueue", "bad_status") for row in (2, 3, 4)]


def test_a_list_that_is_mostly_malformed_is_no_short_queue(context):
    report = parse(monitoring(carLiveQueue=[vehicle("2")] * 3 + [vehicle(2)], busLiveQueue=[]), context)
    assert ("BY-PL-05", "waiting_cars") not in values(report)
    assert (None, "carLiveQueue", "bad_list") in reasons(report)


def test_what_should_be_a_list_and_is_none_is_rejected(context):
    report = parse(monitoring(carLiveQueue="1234 AB-7", busLiveQueue=[]), context)
    assert reasons(report) == [(1, "carLiveQueue", "bad_list")]


def test_the_list_of_checkpoints_is_read(context):
    report = parse((SAMPLES / "gpk_equeue_checkpoints.json").read_bytes(), context)
    found = values(report)
    assert found["BY-PL-05", "listed_cars"] == 90
    assert found["BY-PL-05", "listed_bookings"] == 55
    assert found["BY-PL-05", "passed_control"] == 12
    assert report.personal_data_dropped == 2
    assert all(o.valid_from == o.valid_to == o.issued == AT for o in report.observations)


def test_counts_of_checkpoints_are_checked_one_by_one(context):
    items = [{"id": BREST, "countCar": "1234 AB-7", "countBus": -1, "countTruck": 2.5, "countLiveQueue": 3},
             {"id": "new", "countCar": 5}, "junk", {"id": BRUZGI, "countCar": 10**30}, {"id": BRUZGI}]  # fmt: skip
    report = parse({"result": items}, context)
    assert values(report) == {("BY-PL-05", "listed_live"): 3}
    assert reasons(report) == [
        (1, "countCar", "bad_number"),
        (1, "countTruck", "not_whole"),
        (1, "countBus", "out_of_bounds"),
        (2, None, "unknown_checkpoint"),
        (3, None, "bad_row"),
        (4, "countCar", "out_of_bounds"),
        (5, None, "nothing_reported"),
    ]


def test_statistics_are_flows_of_an_hour_and_a_day(context):
    report = parse((SAMPLES / "gpk_equeue_statistics.json").read_bytes(), context)
    flows = {o.metric: o for o in report.observations}
    assert flows["sent_cars_1h"].value == 21
    assert flows["sent_buses_24h"].value == 77
    assert flows["sent_cars_1h"].valid_to - flows["sent_cars_1h"].valid_from == HOUR
    assert flows["sent_cars_24h"].valid_to - flows["sent_cars_24h"].valid_from == DAY


def test_a_list_of_reports_is_read_like_lines(context):
    reports = [monitoring(carLiveQueue=[vehicle()]), monitoring(BRUZGI, carLiveQueue=[]), {"new": 1}, 5]
    as_list = parse(reports, context)
    as_lines = parse("\n".join(json.dumps(report) for report in reports).encode(), context)
    assert as_list == as_lines
    assert reasons(as_list) == [(3, None, "unknown_shape"), (4, None, "unknown_shape")]
    assert as_list.units == {"BY-PL-05", "BY-PL-01"}


def test_a_naive_recorder_is_in_minsk_and_another_offset_is_believed(context):
    naive = parse({**monitoring(carLiveQueue=[]), "datetime": "2026-11-18 08:00:00.5"}, context)
    other = parse({**monitoring(carLiveQueue=[]), "datetime": "2026-11-18T06:00:00+01:00"}, context)
    assert {o.valid_to for o in (*naive.observations, *other.observations)} == {AT}


@pytest.mark.parametrize("written", ["1234 AB-7", None, 5, "0001-01-01", "2026-13-01 00:00:00"])
def test_a_recorder_time_that_cannot_be_read_is_not_replaced(written, context):
    report = parse({**monitoring(carLiveQueue=[vehicle()]), "datetime": written}, context)
    assert not report.observations
    assert reasons(report) == [(1, "datetime", "bad_time")]
    assert report.personal_data_dropped == 3


def test_a_broken_line_costs_itself_alone(context):
    good = json.dumps(monitoring(carLiveQueue=[vehicle()]))
    report = parse(f"{good}\n{good[:90]}\nnonsense\n".encode(), context)
    assert values(report)["BY-PL-05", "waiting_cars"] == 1
    assert reasons(report) == [(2, None, "truncated"), (3, None, "not_json")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"info": {"id": "a", "name": "1234 AB-7', "truncated"),
        (b'[{"info": {}', "truncated"),
        (b"1234 AB-7", "not_json"),
        (b"{'info': 1}", "not_json"),
        (b"\xff\xfe{", "not_json"),
        (b"[" * 5000 + b"]" * 5000, "not_json"),
        (b"<!doctype html>", "html"),
        (b"{}", "unknown_shape"),
        (b"[]", "unknown_shape"),
        (b"null", "unknown_shape"),
        (b'"1234 AB-7"', "unknown_shape"),
        (b'{"error": "1234 AB-7"}', "unknown_shape"),
    ],
)
def test_what_is_no_queue_is_refused_by_reason(body, reason, context):
    with pytest.raises(FeedError) as refusal:
        parse(body, context)
    assert refusal.value.reason == reason
    assert not refusal.value.detail


PLATE = "7777 PX-7"
LEAVES = st.sampled_from([PLATE, f"x {PLATE} y", 2, 3, None, True, -1, 0.5])
KEYS = st.sampled_from(
    ["info", "id", "name", "phone", "address", "status", "regnum", "order_id", "registration_date", "carLiveQueue",
     "busPriority", "truckBooking", "result", "countCar", "checkpointId", "carLastHour", "datetime", PLATE]
)  # fmt: skip
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=20
)


@settings(max_examples=300, deadline=None)
@given(tree=TREES, cut=st.integers(0, 400), whole=st.booleans())
def test_a_plate_in_any_field_never_comes_out(tree, cut, whole, reference):
    body = json.dumps(tree).encode()
    assert_no_plate(body if whole else body[:cut], reference)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_plate_in_any_field_of_a_real_report_never_comes_out(data, reference):
    row = {key: data.draw(st.just(value) | LEAVES) for key, value in vehicle().items()}
    document = {
        "info": {"id": data.draw(st.sampled_from([BREST, PLATE])), "name": data.draw(LEAVES), "address": PLATE},
        "carLiveQueue": data.draw(LEAVES | st.just([row] * 6)),
        "carPriority": [row],
        PLATE: PLATE,
        **data.draw(st.sampled_from([{}, {"datetime": PLATE}, {"result": [{"id": PLATE, "countCar": PLATE}]}])),
    }
    assert_no_plate(json.dumps(document).encode(), reference)


def assert_no_plate(body, reference):
    behind = None
    try:
        shown = repr(FEED.parse(body, Context(reference, "report", AT)))
    except FeedError as refusal:
        behind = refusal.__cause__ or refusal.__context__
        shown = repr(refusal) + str(refusal) + repr(vars(refusal)) + "".join(traceback.format_exception(refusal))
    assert behind is None
    assert "7777" not in shown
    assert "PX" not in shown


def test_what_is_asked_and_expected(reference):
    assert FEED.units(reference) == ("BY-PL-01", "BY-PL-02", "BY-PL-05")
    paths = tuple(ask.path for ask in FEED.requests(reference, 0))
    assert paths[0] == "/info/checkpoint"
    assert f"/info/monitoring-new?checkpointId={BREST}" in paths
    assert f"/info/monitoring/statistics?checkpointId={BREST}" in paths
    assert len(paths) == 7
    assert FEED.sensitivity == "personal"


@pytest.mark.parametrize("sample", ["gpk_equeue_checkpoints.json", "gpk_equeue_statistics.json"])
def test_only_the_list_of_vehicles_confirms_that_a_queue_is_as_it_was(context, sample):
    """A summary that still answers must not make an old queue look fresh."""
    report = parse((SAMPLES / sample).read_bytes(), context)
    assert report.observations
    assert not report.units
