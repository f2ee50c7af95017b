"""A feed that is down is one alarm; what it silences is counted in it and raises none of its own."""

from dataclasses import replace

import pytest

from data.domain.moment import HOUR
from data.domain.situation import FeedStanding, FeedUnitStanding, Notice, SectionStanding
from data.domain.warning import Missing
from data.reference import load
from data.situation.alerts import raise_alerts

NOW = 1_790_000_000 // HOUR * HOUR
DETECTIONS, QUEUE = "gpk_detections", "gpk_equeue"


def feed(name, units, state="stale", since=NOW - HOUR, silent=None):
    """A feed whose units are all silent, or those named."""
    silent = set(units) if silent is None else set(silent)
    standings = tuple(FeedUnitStanding(u, "stale" if u in silent else "current", NOW - 5 * HOUR) for u in units)
    return FeedStanding(name, "gpk", state, NOW, None, since, Notice("reason_timeout"), standings, HOUR)


def section(name, level=0, missing=(), last_known=0):
    return SectionStanding(
        name, level, last_known, NOW - HOUR, None, (), tuple(missing), None, None, None, None
    )  # fmt: skip


def silenced(section_, unit, indicators=("bd1", "bd3", "bd6")):
    """A section that is unknown because a body is silent."""
    missing = [Missing("feed", DETECTIONS, "stale", NOW - 5 * HOUR, unit)]
    missing += [Missing("indicator", key, "stale") for key in indicators]
    return section(section_, None, missing)


def alarms(feeds, sections=(), facilities=(), hazards=()):
    return raise_alerts(load(), sections, facilities, feeds, hazards)


@pytest.fixture
def bodies():
    """Every section with the body that reports about it."""
    reference = load()
    return {s.id: s.body for s in reference.sections}


def test_a_dead_feed_of_ten_units_is_one_alarm():
    found = alarms([feed(QUEUE, [f"BY-PL-{n:02}" for n in range(10)])])
    assert [alert.id for alert in found] == [f"feed:{QUEUE}"]
    assert found[0].notice.args["units"] == 10


def test_the_sections_that_it_makes_unknown_are_counted_and_raise_nothing(bodies):
    sections = [silenced(place, body) for place, body in bodies.items()]
    found = alarms([feed(DETECTIONS, sorted(set(bodies.values())))], sections)
    assert [alert.id for alert in found] == [f"feed:{DETECTIONS}"]
    args = found[0].notice.args
    assert (args["sections"], args["indicators"]) == (len(bodies), 3 * len(bodies))
    assert args["children"] == args["units"] + args["sections"] + args["indicators"]


def test_one_silent_body_is_one_alarm_as_urgent_as_the_section_that_it_hides(bodies):
    units = sorted(set(bodies.values()))
    hidden = [place for place, body in bodies.items() if body == "lida"]
    sections = [silenced(p, b) if b == "lida" else section(p) for p, b in bodies.items()]
    (alarm,) = alarms([feed(DETECTIONS, units, "partial", silent=["lida"])], sections)
    assert (alarm.kind, alarm.priority, alarm.notice.args["sections"]) == ("feed", 2, len(hidden))
    (mild,) = alarms([feed(QUEUE, ["a", "b"], "partial", silent=["a"])])
    assert mild.priority == 3


def test_a_section_that_is_unknown_for_another_reason_raises_its_own_alarm(bodies):
    left_out = section("lida-lt", None, [Missing("feed", DETECTIONS, "stale", NOW, "lida")])
    found = alarms([feed(DETECTIONS, sorted(set(bodies.values())), "late", silent=[])], [left_out])
    assert {alert.id for alert in found} == {f"feed:{DETECTIONS}", "unknown:lida-lt"}


def test_without_a_source_each_section_says_so_itself():
    missing = [Missing("feed", DETECTIONS, "not_configured")]
    dark = feed(DETECTIONS, ["lida"], "not_configured", since=None, silent=[])
    found = alarms([dark], [section("lida-lt", None, missing), section("gomel-ua", None, missing)])
    assert {alert.kind for alert in found} == {"unknown"}
    assert len(found) == 2


def test_a_feed_that_never_spoke_is_one_alarm_too(bodies):
    never = [Missing("feed", DETECTIONS, "no_report", None, "lida")]
    mute = feed(DETECTIONS, sorted(set(bodies.values())), since=None)
    (alarm,) = alarms([mute], [section("lida-lt", None, never, last_known=None)])
    assert (alarm.id, alarm.since) == (f"feed:{DETECTIONS}", NOW - HOUR)


def test_a_raised_level_is_never_suppressed(bodies):
    raised = replace(silenced("lida-lt", "lida"), level=2)
    found = alarms([feed(DETECTIONS, sorted(set(bodies.values())))], [raised])
    assert {alert.id for alert in found} == {f"feed:{DETECTIONS}", "level:lida-lt"}


def test_an_alarm_is_gone_with_its_cause():
    assert alarms([feed(QUEUE, ["a"], "current", since=None, silent=[])]) == ()
