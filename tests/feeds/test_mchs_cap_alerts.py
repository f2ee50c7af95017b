"""Hazard alerts in CAP 1.2: real files, deliberate faults, and places."""

from dataclasses import replace
from pathlib import Path

import pytest

from data.domain.moment import parse_iso
from data.feeds.contract import FeedError
from data.feeds.mchs_cap_alerts import FEED

RECORDED = Path(__file__).resolve().parents[2] / ".." / "shared" / "feeds" / "cap"
SAMPLE = Path(__file__).parent / "samples" / "mchs_cap_alerts.xml"
OUTCOMES = {
    "CAP-v1.2.xsd": "not_cap",
    "IBM_cap_amber_alert_example.xml": (1, 0),
    "IBM_nws_atom_feed_example.xml": (163, 0),
    "NOAA_MultiplePolygons.txt": (1, 0),
    "amber.atom": (1, 0),
    "amber.rss": (0, 1),
    "australia.cap": (1, 0),
    "canada.cap": (1, 0),
    "canada_errors.cap": (1, 0),
    "canada_signed.atom": (1, 0),
    "canada_signed.cap": (1, 0),
    "earthquake-iso8859-1.cap": (1, 0),
    "earthquake.cap": (1, 0),
    "earthquake_index.atom": (0, 1),
    "empty_weather_index.atom": (0, 0),
    "invalid.cap": (1, 0),
    "invalid.rss": (0, 1),
    "invalid_xmlns.cap": (1, 0),
    "mexico.xml": (1, 0),
    "no_id.atom": (0, 1),
    "no_optional_fields.cap": (1, 0),
    "no_title.atom": (0, 1),
    "pelmorex.atom": "not_xml",
    "rfs.xml": (1, 0),
    "smhi.se.alerts.cap": (17, 0),
    "sweden.atom": (0, 4),
    "taiwan.cap": (1, 0),
    "tmp0000.cap": (1, 0),
    "usgs_alerthub.atom": (0, 1),
    "weather.atom": (1, 0),
    "weather_index.atom": (2, 0),
    "weather_invalid.atom": (1, 0),
}
"""Alerts and rejects, or the reason of refusal."""

INFO = (
    "<info><language>en</language><event>Frost</event><severity>Severe</severity>"
    "<headline>Frost at night</headline>{}</info>"
)


def message(info=None, status="Actual", kind="Alert", extra="<scope>Public</scope>", identifier="a-1", ns="1.2"):
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:{ns}"><identifier>{identifier}</identifier>'
        f"<sender>s@x</sender><sent>2026-11-18T09:00:00-00:00</sent><status>{status}</status><msgType>{kind}</msgType>{extra}"
        f"{INFO.format('') if info is None else info}</alert>"
    )


def parse(text, context, **changes):
    return FEED.parse(text.encode() if isinstance(text, str) else text, replace(context, **changes))


def one(text, context, **changes):
    report = parse(text, context, **changes)
    assert not report.rejects
    (alert,) = report.alerts
    return alert


def area(inner):
    return message(INFO.format(f"<severity>Minor</severity><area><areaDesc>x</areaDesc>{inner}</area>"))


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded files are not here")
@pytest.mark.parametrize("name", OUTCOMES)
def test_recorded_files_have_known_outcomes(name, context):
    body = (RECORDED / name).read_bytes()
    try:
        report = FEED.parse(body, context)
        outcome = (len(report.alerts), len(report.rejects))
    except FeedError as refusal:
        report, outcome = None, refusal.reason
    assert outcome == OUTCOMES[name]
    assert not any(alert.places for alert in (report.alerts if report else ()))


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded files are not here")
def test_recorded_files_keep_what_is_odd_about_them(context):
    def read(name):
        return one((RECORDED / name).read_bytes(), context)

    assert read("canada_signed.cap") == read("canada_signed.atom")
    assert read("canada_signed.cap").signed
    assert len(read("canada_signed.cap").references) == 9
    assert "wrong_namespace" in read("invalid_xmlns.cap").warnings
    assert "no_scope" in read("invalid.cap").warnings
    assert "odd_key" in read("weather_invalid.atom").warnings
    assert read("canada.cap").headlines[1][0] == "fr-CA"
    assert read("taiwan.cap").headlines[0][1] == read("invalid_xmlns.cap").headlines[0][1]


def test_the_sample_is_one_alert_in_two_languages(context):
    report = FEED.parse(SAMPLE.read_bytes(), context)
    (alert,) = report.alerts
    assert reasons(report) == [(2, "entry", "linked_message")]
    assert alert.headlines == (("ru", "Ночью мороз до 18 градусов"), ("en", "Frost down to minus 18 at night"))
    assert alert.event == "Сильный мороз"
    assert (alert.severity, alert.urgency, alert.certainty) == ("Severe", "Expected", "Likely")
    assert alert.places == ("grodno-lt", "grodno-pl")
    assert alert.references == (("invented-2026-0", "mchs@invented.example", parse_iso("2026-11-18T03:00:00Z")),)
    assert alert.expires == parse_iso("2026-11-19T06:00:00Z")
    assert not alert.warnings
    assert report.units == {"mchs_cap_alerts"}


@pytest.mark.parametrize(
    "carrier",
    ["{}", "<alerts>{}</alerts>", "<EDXLDistribution><x>{}</x></EDXLDistribution>", "<rss><item>{}</item></rss>"],
)
def test_alerts_are_found_in_any_carrier(carrier, context):
    assert one(carrier.format(message()), context).identifier == "a-1"


def test_the_same_alert_in_two_entries_is_one(context):
    assert len(parse(f"<alerts>{message()}{message()}{message(identifier='a-2')}</alerts>", context).alerts) == 2


@pytest.mark.parametrize("status", ["Test", "System", "Draft"])
@pytest.mark.parametrize("exercise", [False, True])
def test_tests_and_drafts_never_reach_the_picture(status, exercise, context):
    report = parse(message(status=status), context, exercise=exercise)
    assert reasons(report) == [(1, "status", f"status_{status.lower()}")]
    assert not report.alerts


def test_exercise_alerts_belong_to_exercises(context):
    assert reasons(parse(message(status="Exercise"), context)) == [(1, "status", "status_exercise")]
    assert one(message(status="Exercise"), context, exercise=True).status == "Exercise"


def test_a_cancel_has_no_info_but_references(context):
    text = message(
        "", kind="Cancel", extra="<scope>Public</scope><references>s@x,a-0,2026-11-18T08:00:00-00:00</references>"
    )
    alert = one(text, context)
    assert alert.message == "Cancel"
    assert alert.references == (("a-0", "s@x", parse_iso("2026-11-18T08:00:00Z")),)
    assert not alert.warnings
    assert "no_references" in one(message("", kind="Cancel"), context).warnings


@pytest.mark.parametrize("kind", ["Ack", "Error", "1234 AB-7"])
def test_acknowledgements_are_no_alerts(kind, context):
    assert reasons(parse(message(kind=kind), context)) == [(1, "msgType", "bad_message_type")]


@pytest.mark.parametrize("name", ["identifier", "sender", "sent", "status", "msgType"])
def test_an_alert_needs_its_key_elements(name, context):
    whole = message()
    start, end = whole.index(f"<{name}>"), whole.index(f"</{name}>")
    empty = f"{whole[:start]}<{name}>{whole[end:]}"
    absent = whole[:start] + whole[end + len(f"</{name}>") :]
    assert reasons(parse(empty, context)) == [(1, name, "missing_element")]
    assert reasons(parse(absent, context)) == [(1, name, "missing_element")]


@pytest.mark.parametrize("sent", ["2026-11-18T09:00:00", "yesterday", "2026-02-30T09:00:00Z"])
def test_a_time_of_sending_without_offset_is_not_guessed(sent, context):
    assert reasons(parse(message().replace("2026-11-18T09:00:00-00:00", sent), context)) == [(1, "sent", "bad_time")]


def test_what_is_odd_is_tolerated_and_named(context):
    alert = one(
        message("<info><severity>Awful</severity></info>", extra="<references>bad</references>", ns="1.1"), context
    )
    assert alert.severity == "Unknown"
    assert set(alert.warnings) == {
        "wrong_namespace", "not_by_schema", "no_scope", "bad_reference", "bad_severity", "bad_urgency", "bad_certainty",
    }  # fmt: skip


@pytest.mark.parametrize("headline", ["Ищем машину 1234 AB-7", "Звоните +375 29 123-45-67", "Call 8029 1234567"])
def test_a_headline_with_a_plate_or_phone_is_dropped_and_counted(headline, context):
    report = parse(message(INFO.format("").replace("Frost at night", headline)), context)
    (alert,) = report.alerts
    assert alert.headlines == ()
    assert alert.event == "Frost"
    assert report.personal_data_dropped == 1
    assert headline[-6:] not in repr(report)


def test_a_long_headline_is_cut(context):
    (headline,) = one(message(INFO.format("").replace("Frost at night", "frost " * 90)), context).headlines
    assert len(headline[1]) == 200
    assert headline[1].endswith("…")


@pytest.mark.parametrize(
    ("inner", "places"),
    [
        ("<geocode><valueName>ISO3166-2</valueName><value>BY-BR</value></geocode>", ("brest-pl",)),
        ("<geocode><valueName>mezha:section</valueName><value>grodno-lt</value></geocode>", ("grodno-lt",)),
        ("<geocode><valueName>mezha:section</valueName><value>nowhere</value></geocode>", ()),
        ("<geocode><valueName>FIPS6</valueName><value>BY-BR</value></geocode>", ()),
        ("<polygon>53.3,23.5 53.3,24.2 53.4,24.2 53.4,23.5 53.3,23.5</polygon>", ("grodno-pl",)),
        ("<polygon>52.05,23.60 52.05,23.62 52.06,23.62 52.05,23.60</polygon>", ("brest-pl",)),
        ("<polygon>53.0,25.0 53.0,25.5 53.5,25.5 53.5,25.0 53.0,25.0</polygon>", ()),
        ("<circle>52.08,23.66 0</circle>", ("brest-pl",)),
        ("<circle>52.5,23.7 60</circle>", ("brest-pl",)),
        ("<circle>53.0,23.9 300</circle>", ("brest-pl", "grodno-lt", "grodno-pl")),
    ],
)
def test_places_are_recognised_by_code_and_by_area(inner, places, context):
    alert = one(area(inner), context)
    assert alert.places == places
    assert not {"bad_area", "far_area", "empty_area"} & set(alert.warnings)


@pytest.mark.parametrize(
    ("inner", "warning"),
    [
        ("<polygon>23.5,53.3 24.2,53.3 24.2,53.4 23.5,53.3</polygon>", "swapped_coordinates"),
        ("<circle>23.66,52.08 0</circle>", "swapped_coordinates"),
        ("<circle>61.4,16.5 0</circle>", "far_area"),
        ("<circle>95.0,16.5 0</circle>", "bad_coordinates"),
        ("<circle>52.0,23.6</circle>", "bad_area"),
        ("<circle>52.0,23.6 -4</circle>", "bad_area"),
        ("<circle>nan,23.6 4</circle>", "bad_area"),
        ("<polygon>52.0,23.6 52.1,23.7</polygon>", "bad_area"),
        ("<polygon>52.0 23.6 52.1 23.7</polygon>", "bad_area"),
        ("<polygon/>", "empty_area"),
        ("<circle> </circle>", "empty_area"),
    ],
)
def test_a_shape_that_cannot_be_right_is_flagged_not_used(inner, warning, context):
    alert = one(area(inner), context)
    assert warning in alert.warnings
    assert alert.places == ()


@pytest.mark.parametrize(
    "prologue",
    ['<!DOCTYPE alert [<!ENTITY a "aaaa">]>', '<!DOCTYPE alert SYSTEM "file:///etc/passwd">', "<!DOCTYPE alert>"],
)
def test_entities_and_document_types_are_refused(prologue, context):
    with pytest.raises(FeedError) as refusal:
        parse(prologue + message(), context)
    assert refusal.value.reason == "entity_refused"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (message()[:200], "truncated"),
        ("<!DOCTYPE html><html/>", "html"),
        ("<kml/>", "not_cap"),
        ("{}", "not_xml"),
        ("<alert></alrt>", "not_xml"),
        ('<?xml version="1.0" encoding="none-such"?><alert/>', "not_xml"),
    ],
)
def test_what_is_no_cap_is_refused(body, reason, context):
    with pytest.raises(FeedError) as refusal:
        parse(body, context)
    assert refusal.value.reason == reason
