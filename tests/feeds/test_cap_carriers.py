"""Indexes of alerts: entries that carry elements of CAP, that link to a message, or that do neither; and the schema."""

from dataclasses import replace
from pathlib import Path

import defusedxml.ElementTree
import pytest

from data.domain.moment import parse_iso
from data.feeds.cap_schema import keeps_to_schema
from data.feeds.mchs_cap_alerts import FEED
from data.feeds.xml_body import local_name

RECORDED = Path(__file__).resolve().parents[2] / ".." / "shared" / "feeds" / "cap"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">{}</feed>'
AUTHOR = "<author><name>warnings@met.example</name></author>"
ENTRY = (
    "<entry><id>https://met.example/a/1</id><published>2026-11-18T09:00:00+03:00</published>"
    "<title>Frost tonight</title>{}</entry>"
)
CAP = (
    "<cap:event>Frost</cap:event><cap:expires>2026-11-19T09:00:00+03:00</cap:expires><cap:status>Actual</cap:status>"
    "<cap:msgType>Alert</cap:msgType><cap:urgency>Expected</cap:urgency><cap:severity>Severe</cap:severity>"
    "<cap:certainty>Likely</cap:certainty><cap:areaDesc>West</cap:areaDesc>"
    "<cap:geocode><valueName>FIPS6</valueName><value>000</value><valueName>mezha:section</valueName>"
    "<value>grodno-pl</value></cap:geocode>"
)
LINK = '<link href="{}" type="{}" rel="related"/>'


def parse(text, context, **changes):
    return FEED.parse(text.encode(), replace(context, **changes))


def entry(inner):
    return ATOM.format(AUTHOR + ENTRY.format(inner))


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def test_an_entry_with_elements_of_cap_is_an_alert(context):
    report = parse(entry(CAP), context)
    (alert,) = report.alerts
    assert not report.rejects
    assert (alert.identifier, alert.sender) == ("https://met.example/a/1", "warnings@met.example")
    assert (alert.sent, alert.expires) == (parse_iso("2026-11-18T06:00:00Z"), parse_iso("2026-11-19T06:00:00Z"))
    assert (alert.event, alert.severity, alert.headlines) == ("Frost", "Severe", (("en-US", "Frost tonight"),))
    assert alert.places == ("grodno-pl",)
    assert "index_entry" in alert.warnings


def test_what_an_entry_does_not_say_keeps_it_out(context):
    report = parse(entry("<cap:event>News</cap:event>"), context)
    assert reasons(report) == [(1, "status", "missing_element")]
    assert report.units == frozenset()


def test_status_and_exercise_count_in_an_entry_too(context):
    test = CAP.replace("Actual", "Test")
    assert reasons(parse(entry(test), context)) == [(1, "status", "status_test")]


def test_an_entry_that_only_links_is_left_to_its_link(context):
    linked = entry(LINK.format("/cap/1.xml", "application/cap+xml"))
    assert reasons(parse(linked, context)) == [(1, "entry", "linked_message")]
    assert reasons(parse(linked, context, follows=True)) == []
    assert FEED.follow(linked.encode()) == ("/cap/1.xml",)


def test_the_link_to_a_message_goes_before_others_and_pages_for_people_are_not_asked():
    links = LINK.format("/a.atom", "application/atom+xml") + LINK.format("/a.cap", "application/cap+xml")
    assert FEED.follow(entry(links).encode()) == ("/a.cap",)
    assert FEED.follow(entry(LINK.format("/page", "text/html")).encode()) == ()
    assert FEED.follow(entry(LINK.format("/x", "application/cap+xml") * 3).encode()) == ("/x",)


def test_a_complete_entry_is_not_asked_again():
    assert FEED.follow(entry(CAP + LINK.format("/a.cap", "application/cap+xml")).encode()) == ()


def test_an_item_of_rss_links_by_text():
    rss = "<rss><channel><link>/</link><item><link>/k.cap</link></item><item/></channel></rss>"
    assert FEED.follow(rss.encode()) == ("/k.cap",)


@pytest.mark.parametrize("body", [b"", b"<html>", b"<feed><entry>", b"\xff\xfe", b"<!DOCTYPE x><feed/>"])
def test_following_never_raises(body):
    assert FEED.follow(body) == ()


@pytest.mark.skipif(not RECORDED.is_dir(), reason="recorded files are not here")
def test_the_schema_says_of_recorded_messages_what_the_official_one_says():
    xmlschema = pytest.importorskip("xmlschema")
    official = xmlschema.XMLSchema(RECORDED / "CAP-v1.2.xsd")
    for path in sorted(RECORDED.iterdir()):
        for alert in _alerts_of(path):
            # a signature that is odd in itself is none of our business
            signed = any(local_name(part) == "Signature" for part in alert)
            assert signed or keeps_to_schema(alert) == official.is_valid(alert), path.name


def _alerts_of(path):
    try:
        root = defusedxml.ElementTree.fromstring(path.read_bytes())
    except Exception:  # noqa: BLE001 - what is no XML is tested elsewhere
        return []
    found = [element for element in root.iter() if local_name(element) == "alert"]
    return [alert for alert in found if "cap:1.2" in alert.tag]


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_an_entry_that_closes_others_without_naming_them_is_left_to_its_link(kind, context):
    silent = CAP.replace(">Alert<", f">{kind}<") + LINK.format("/a.cap", "application/cap+xml")
    assert FEED.follow(entry(silent).encode()) == ("/a.cap",)
    assert reasons(parse(entry(silent), context)) == [(1, "entry", "linked_message")]
    named = silent + "<cap:references>s,i,2026-11-18T08:00:00-00:00</cap:references>"
    assert len(parse(entry(named), context).alerts) == 1
