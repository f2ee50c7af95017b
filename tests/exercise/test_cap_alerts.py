"""Hazard messages are CAP 1.2 as the schema has it: order, values, times."""

import re
from xml.etree import ElementTree as ET

import pytest

from data.exercise.answers.mchs_cap_alerts import CAP, alerts

ALERT_ORDER = (
    "identifier sender sent status msgType source scope restriction addresses code note references incidents info"
)
INFO_ORDER = (
    "language category event responseType urgency severity certainty audience eventCode effective onset expires "
    "senderName headline description instruction web contact parameter resource area"
)
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d"


def messages(world, hour):
    root = ET.fromstring(alerts(world, world.scenario.moment(hour)))
    return list(root.iter(f"{{{CAP}}}alert"))


def names(element):
    return [child.tag.removeprefix(f"{{{CAP}}}") for child in element]


def in_order(found, order):
    places = [order.split().index(name) for name in found]
    return places == sorted(places)


def test_messages_appear_when_they_are_sent(world):
    assert [len(messages(world, hour)) for hour in (0, 19.9, 20, 41, 63, 100, 150)] == [0, 0, 1, 2, 3, 2, 0]


def test_children_stand_in_the_order_of_the_schema(world):
    for alert in messages(world, 66):
        assert in_order(names(alert), ALERT_ORDER)
        for info in alert.iter(f"{{{CAP}}}info"):
            assert in_order(names(info), INFO_ORDER)


def test_required_elements_are_there(world):
    for alert in messages(world, 66):
        assert {"identifier", "sender", "sent", "status", "msgType", "scope"} <= set(names(alert))
        for info in alert.iter(f"{{{CAP}}}info"):
            assert {"category", "event", "urgency", "severity", "certainty", "area"} <= set(names(info))


def test_utc_is_written_as_the_standard_wants_it(world):
    for alert in messages(world, 66):
        for name in ("sent", "onset", "expires"):
            for element in alert.iter(f"{{{CAP}}}{name}"):
                assert re.fullmatch(TIME, element.text)
                assert element.text.endswith("-00:00")


def test_every_message_is_an_exercise_and_no_key_has_blanks(world):
    for alert in messages(world, 66):
        assert alert.findtext(f"{{{CAP}}}status") == "Exercise"
        for name in ("identifier", "sender"):
            assert re.fullmatch(r"[^\s,<&]+", alert.findtext(f"{{{CAP}}}{name}"))


def test_an_update_and_a_cancel_name_what_they_follow(world):
    first, update, cancel = messages(world, 66)
    for earlier, later in ((first, update), (update, cancel)):
        key = ",".join(earlier.findtext(f"{{{CAP}}}{name}") for name in ("sender", "identifier", "sent"))
        assert later.findtext(f"{{{CAP}}}references") == key
    assert cancel.find(f"{{{CAP}}}info") is None


@pytest.mark.parametrize("number", [0, 1])
def test_a_message_speaks_three_languages(world, number):
    languages = [element.text for element in messages(world, 66)[number].iter(f"{{{CAP}}}language")]
    assert languages == ["ru-RU", "be-BY", "en-GB"]
