"""Alerts whose keys tell of someone, and documents without end."""

import pytest

from data.feeds.cap_message import SHAPES
from data.feeds.cap_room import SHAPES_OF_ALL, Room
from data.feeds.contract import FeedError
from tests.feeds.test_mchs_cap_alerts import area, message, one, parse, reasons
from tests.floor import floors


@pytest.mark.parametrize("name", ["identifier", "sender"])
@pytest.mark.parametrize("text", ["7777 PX-7", "mchs-7777PX-7", "АВ1234-7", "+375 29 123-45-67", "375291234567"])
def test_a_key_that_holds_a_plate_or_phone_keeps_the_alert_out(name, text, context):
    whole = message()
    start, end = whole.index(f"<{name}>") + len(name) + 2, whole.index(f"</{name}>")
    report = parse(whole[:start] + text + whole[end:], context)
    assert reasons(report) == [(1, name, "personal_data")]
    assert "7777" not in repr(report)
    assert not report.alerts


@pytest.mark.parametrize(
    "identifier",
    ["mchs@mchs.gov.by", "BY-2026-11-18-001", "smhi-bpm-1552396920785", "ab1234cd-1234-4ab7-8abc-0123456789ab",
     "urn:oid:2.49.0.1.112.0.ab1234cd.2026"],
)  # fmt: skip
def test_usual_keys_are_kept(identifier, context):
    assert one(message(identifier=identifier), context).identifier == identifier


def test_a_reference_that_holds_a_plate_is_not_kept(context):
    extra = "<scope>Public</scope><references>s@x,7777PX-7,2026-11-18T08:00:00-00:00</references>"
    alert = one(message(kind="Update", extra=extra), context)
    assert alert.references == ()
    assert "bad_reference" in alert.warnings


def test_shapes_beyond_two_hundred_are_flagged_not_read(context, monkeypatch):
    read = []
    monkeypatch.setitem(SHAPES, "circle", lambda text, _: read.append(text) or frozenset({"grodno-pl"}))
    assert "too_many_shapes" not in one(area("<circle>53,24 1</circle>" * 200), context).warnings
    assert len(read) == 200
    assert "too_many_shapes" in one(area("<circle>53,24 1</circle>" * 90_000), context).warnings
    assert len(read) == 400


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<alerts>" + b"<circle>1,2 3</circle>" * 300_000 + b"</alerts>", "too_large"),
        (b"<alerts>" + b"<a/>" * 200_001 + b"</alerts>", "too_many_rows"),
        (b"<alerts " + b"".join(b'a%d="" ' % n for n in range(200_001)) + b"/>", "too_many_rows"),
    ],
)
def test_a_document_of_endless_elements_is_refused_before_it_is_parsed(body, reason, context):
    with pytest.raises(FeedError) as refusal:
        parse(body, context)
    assert refusal.value.reason == reason


def test_entries_within_entries_are_one(context):
    assert reasons(parse("<feed>" + "<entry>" * 90_000 + "</entry>" * 90_000 + "</feed>", context)) == [
        (1, "entry", "no_alert_in_entry")
    ]


def test_a_document_of_many_messages_has_room_for_so_many_shapes(context, monkeypatch):
    read = []
    monkeypatch.setitem(SHAPES, "circle", lambda text, _: read.append(text) or frozenset())
    one_of = area("<circle>53,24 1</circle>" * 200)
    bundle = "".join(one_of.replace("<identifier>", f"<identifier>n{n}-") for n in range(10))
    alerts = parse(f"<alerts>{bundle}</alerts>", context).alerts
    assert (len(read), len(alerts)) == (SHAPES_OF_ALL, 10)
    assert [n for n, alert in enumerate(alerts) if "too_many_shapes" in alert.warnings] == [7, 8, 9]


def test_endless_corners_and_texts_are_left_behind(context):
    corners = "51,23 56,33 " + "53,26 " * 4_000
    alert = one(area(f"<polygon>{corners}</polygon>" * 40), context)
    assert "too_many_shapes" in alert.warnings
    room = Room(text_characters=10)
    assert [room.holds("12345"), room.holds("123456"), room.holds("1")] == [True, False, False]


def test_the_author_of_an_index_is_sought_once(context):
    entry = "<entry><c:status>Actual</c:status><c:msgType>Alert</c:msgType></entry>"
    body = f'<feed xmlns:c="urn:oasis:names:tc:emergency:cap:1.2">{entry * 1_900}{"<a/>" * 150_000}</feed>'
    assert len(parse(body, context).rejects) == 1_900
    assert floors(lambda: parse(body, context)) < 80  # a search for each entry takes many hundreds


def test_a_document_of_which_no_message_can_be_read_does_not_pass_for_quiet(context):
    unread = message().replace("<sent>", "<sent>x")
    assert parse(unread, context).units == frozenset()
    assert parse(f"<alerts>{unread}{message()}</alerts>", context).units == {"mchs_cap_alerts"}
    assert parse("<alerts/>", context).units == {"mchs_cap_alerts"}
    assert parse("<feed><entry/></feed>", context).units == frozenset()
    assert parse(message(status="Test"), context).units == {"mchs_cap_alerts"}
