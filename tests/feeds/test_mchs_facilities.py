"""Facilities in the words of EDXL-HAVE: XML, GeoJSON, pages."""

from pathlib import Path

import orjson
import pytest

from data.domain.moment import parse_iso
from data.feeds.contract import FeedError
from data.feeds.mchs_facilities import FEED, follow

SAMPLES = Path(__file__).parent / "samples"
PAGE = (SAMPLES / "mchs_facilities.json").read_bytes()
HAVE = (SAMPLES / "mchs_facilities_have.xml").read_bytes()
AT = parse_iso("2026-11-17T18:00:00Z")


def values(report):
    return {(o.place, o.metric): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def changed(context, **properties):
    document = orjson.loads(PAGE)
    document["features"] = [document["features"][0]]
    document["features"][0]["properties"].update(properties)
    return FEED.parse(orjson.dumps(document), context)


def test_features_give_places_and_ranks_of_colours(context):
    report = FEED.parse(PAGE, context)
    assert values(report) == {
        ("bruzgi", "facility_baseline"): 400,
        ("bruzgi", "facility_available"): 37,
        ("bruzgi", "facility_status"): 2,
        ("bruzgi", "facility_shelter_status"): 0,
        ("bruzgi", "facility_feeding_status"): 1,
    }
    assert {(o.valid_to, o.issued) for o in report.observations} == {(AT, AT)}
    assert reasons(report) == [(2, "geometry", "missing_element")]


def test_have_says_the_same_in_xml(context):
    report = FEED.parse(HAVE, context)
    assert values(report) == {
        ("grodno-hospital", "facility_baseline"): 120,
        ("grodno-hospital", "facility_available"): 14,
        ("grodno-hospital", "facility_status"): 1,
        ("grodno-hospital", "facility_emergency_status"): 0,
    }
    assert report.units == {"grodno-hospital"}
    assert not report.rejects


def test_the_next_page_is_followed_and_nothing_else():
    assert follow(PAGE) == ("/collections/facilities/items?offset=2&limit=2",)
    for body in (
        b"",
        b"{}",
        b"[]",
        b'{"links": 4}',
        b'{"links": [4]}',
        b'{"links": [{"rel": "next", "href": 5}]}',
        HAVE,
    ):
        assert follow(body) == ()


@pytest.mark.parametrize("colour", ["Gray", "", None, "unknown"])
def test_a_colour_that_says_nothing_is_unknown_never_green(context, colour):
    report = changed(context, status=colour, colour=None)
    assert ("bruzgi", "facility_status") not in values(report)
    assert not report.rejects


def test_what_cannot_be_is_named(context):
    assert reasons(changed(context, status="Purple")) == [(1, "status", "bad_status")]
    assert reasons(changed(context, available=-1)) == [(1, "available", "out_of_bounds")]
    assert reasons(changed(context, available="many")) == [(1, "available", "bad_number")]
    assert reasons(changed(context, id="elsewhere")) == [(1, "facilityID", "unknown_place")]
    assert reasons(changed(context, last_update="2026-11-17")) == [(1, "lastUpdate", "bad_time")]
    assert reasons(changed(context, services=[{"name": "magic", "status": "Green"}])) == [
        (1, "services", "unknown_service")
    ]


def test_a_point_far_away_or_with_swapped_coordinates_is_rejected(context):
    document = orjson.loads(PAGE)
    document["features"][0]["geometry"]["coordinates"] = [53.55, 23.7]
    assert reasons(FEED.parse(orjson.dumps(document), context))[0] == (1, "geometry", "outside_window")


def test_a_phone_beside_the_numbers_is_counted(context):
    report = changed(context, contact="+375 29 123-45-67")
    assert report.personal_data_dropped == 1
    assert "375" not in repr(report)


@pytest.mark.parametrize("body", [b"{}", b'{"type": "Feature"}', b"<alert/>", b'{"features": []}'])
def test_what_is_no_list_of_facilities_is_refused(context, body):
    with pytest.raises(FeedError, match="unknown_shape"):
        FEED.parse(body, context)


def test_a_facility_that_is_ahead_of_its_report_was_not_heard(context):
    report = changed(context, last_update="2099-01-01T00:00:00+03:00")
    assert (report.observations, report.units) == ((), frozenset())
    assert reasons(report) == [(1, "lastUpdate", "after_report")]


def test_a_facility_of_nothing_but_bad_values_was_not_heard(context):
    report = changed(context, capacity_baseline="many", available="some", status="pink", services=[])
    assert (report.observations, report.units) == ((), frozenset())


def test_a_page_of_endless_texts_is_refused_before_they_are_searched(context):
    with pytest.raises(FeedError, match="too_large"):
        FEED.parse(b'{"type": "FeatureCollection", "features": [], "x": "' + b"a" * 2_000_000 + b'"}', context)


def test_links_that_are_no_list_lead_nowhere():
    assert follow(b'{"links": {"rel": "next"}}') == ()
    assert follow(b'{"links": [1, {"rel": "self"}, {"rel": "next", "href": "/p2"}]}') == ("/p2",)
