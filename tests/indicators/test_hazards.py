from dataclasses import replace

import pytest

from data.domain.hazard import HazardAlert
from data.domain.moment import DAY, HOUR
from data.indicators.cap import INDICATOR as CAP
from data.indicators.cap import in_force

FEED = "mchs_cap_alerts"


def alert(told, identifier="a1", **changes):
    base = HazardAlert(
        identifier=identifier,
        sender="mchs",
        sent=told.now - HOUR,
        status="Actual",
        message="Alert",
        severity="Severe",
        expires=told.now + HOUR,
        places=("grodno-pl",),
    )
    return replace(base, **changes)


@pytest.fixture
def listening(told):
    told.fresh[FEED, FEED] = "current"
    told.heard[FEED, FEED] = told.now - 60
    return told


def test_no_alert_in_a_feed_that_is_heard_is_zero(listening):
    reading = listening.read(CAP)
    assert (reading.value, reading.fresh, reading.outside) == (0, True, True)
    assert reading.valid_to == (listening.now - 60) // 900 * 900


@pytest.mark.parametrize(
    ("severity", "value"), [("Extreme", 3), ("Severe", 2), ("Moderate", 1), ("Minor", 0), ("Unknown", None)]
)
def test_the_severity_is_the_value(listening, severity, value):
    listening.hazards = (alert(listening, severity=severity),)
    assert listening.read(CAP).value == value


def test_an_unknown_severity_does_not_hide_a_known_one(listening):
    listening.hazards = (alert(listening, severity="Unknown"), alert(listening, "a2", severity="Moderate"))
    assert listening.read(CAP).value == 1


def test_an_alert_elsewhere_does_not_touch_the_section(listening):
    listening.hazards = (alert(listening, places=("gomel-ua",)),)
    assert listening.read(CAP).value == 0
    assert listening.read(CAP, "gomel-ua").value == 2


def test_an_alert_ends_at_its_expiry_or_after_a_day(listening):
    ended = alert(listening, expires=listening.now)
    fresh = alert(listening, "a2", sent=listening.now - DAY + 1, expires=None)
    old = alert(listening, "a3", sent=listening.now - DAY, expires=None)
    assert in_force((ended, fresh, old), listening.now, exercise=False) == (fresh,)


def test_an_update_replaces_and_a_cancel_closes(listening):
    first = alert(listening)
    key = (first.identifier, first.sender, first.sent)
    update = alert(listening, "a2", message="Update", references=(key,), severity="Moderate")
    cancel = alert(listening, "a3", message="Cancel", references=(("a2", "mchs", update.sent),))
    assert in_force((first, update), listening.now, exercise=False) == (update,)
    assert in_force((first, update, cancel), listening.now, exercise=False) == ()


def test_an_exercise_message_never_closes_an_actual_alert(listening):
    first = alert(listening)
    cancel = alert(
        listening, "a2", status="Exercise", message="Cancel", references=((first.identifier, first.sender, first.sent),)
    )
    assert in_force((first, cancel), listening.now, exercise=True) == (first,)


def test_exercise_alerts_count_only_in_exercises(listening):
    drill = alert(listening, status="Exercise")
    assert in_force((drill,), listening.now, exercise=True) == (drill,)
    assert in_force((drill,), listening.now, exercise=False) == ()


def test_a_message_from_the_future_is_not_there_yet(listening):
    assert in_force((alert(listening, sent=listening.now + 1),), listening.now, exercise=False) == ()


def test_a_silent_feed_makes_the_reading_stale(listening):
    listening.fresh[FEED, FEED] = "stale"
    assert not listening.read(CAP).fresh
