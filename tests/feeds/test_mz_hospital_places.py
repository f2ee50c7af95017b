"""Free hospital places."""

import json
from pathlib import Path

import pytest

from data.domain.moment import parse_iso
from data.feeds.contract import FeedError
from data.feeds.mz_hospital_places import FEED

SAMPLE = Path(__file__).parent / "samples" / "mz_hospital_places.json"
UPDATED = "2026-11-18T06:10:00+03:00"


def parse(*facilities, context):
    return FEED.parse(json.dumps({"facilities": facilities}).encode(), context)


def facility(**others):
    return {
        "id": "grodno-hospital",
        "lastUpdate": UPDATED,
        "beds": [{"type": "general", "baseline": 9, "available": 4}],
    } | others


def values(report):
    return {o.metric: o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def test_the_sample_is_read(context):
    report = FEED.parse(SAMPLE.read_bytes(), context)
    assert values(report) == {
        "beds_general_baseline": 320,
        "beds_general_available": 41,
        "beds_intensive_baseline": 24,
        "beds_intensive_available": 3,
        "beds_paediatric_baseline": 60,
        "service_emergency_waiting": 17,
    }
    assert {(o.valid_from, o.valid_to, o.issued) for o in report.observations} == {(parse_iso(UPDATED),) * 3}
    assert report.units == {"grodno-hospital"}


def test_faults_are_named_and_the_rest_is_used(context):
    report = parse(
        facility(id="1234 AB-7"),
        facility(lastUpdate="2026-11-18T06:10:00"),
        "junk",
        facility(
            beds=[{"type": "1234 AB-7", "available": 1}, {"type": "general", "available": "4", "baseline": -1}, "junk"],
            services=[
                {"name": "1234 AB-7", "waiting": 2},
                {"name": "trauma", "waiting": 2.5},
                {"name": "dialysis", "waiting": 3},
            ],
        ),
        context=context,
    )
    assert values(report) == {"service_dialysis_waiting": 3}
    assert reasons(report) == [
        (1, "id", "unknown_place"),
        (2, "lastUpdate", "bad_time"),
        (3, None, "bad_row"),
        (4, "beds", "unknown_bed_type"),
        (4, "baseline", "out_of_bounds"),
        (4, "available", "bad_number"),
        (4, "services", "unknown_service"),
        (4, "waiting", "not_whole"),
    ]
    assert "1234" not in repr(report)


def test_two_entries_for_one_bed_type_are_not_added(context):
    beds = [{"type": "otherIsolation", "available": 4}, {"type": "negativeFlowIsolation", "available": 5}]
    report = parse(facility(beds=beds), context=context)
    assert values(report) == {"beds_infectious_available": 4}
    assert reasons(report) == [(1, "beds", "duplicate_row")]


def test_texts_are_left_behind_and_personal_ones_counted(context):
    report = parse(facility(contact="Иванов И.И.", phone="+375291234567", remark="all quiet"), context=context)
    assert report.personal_data_dropped == 2
    assert "Иванов" not in repr(report)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"facilities": {}}', b"5"])
def test_another_shape_is_refused(body, context):
    with pytest.raises(FeedError) as refusal:
        FEED.parse(body, context)
    assert refusal.value.reason == "unknown_shape"
