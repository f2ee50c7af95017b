from dataclasses import replace

from data.domain.moment import HOUR
from data.domain.warning import Condition, Missing, Reading, Rule
from data.warning import CoreStanding

SILENT = CoreStanding(
    stale=True, since=1, missing=(Missing("feed", "gpk_detections", "stale", 1, "grodno"),), feeds={"feed": False}
)
HAZARD = Rule("CAP-2", 2, all=(Condition("cap", 2, periods=1),))


def test_a_silent_core_makes_the_section_unknown_with_its_last_level(course):
    course.hear(5)
    course.wait(1, core=SILENT)
    assert (course.state.level, course.state.last_known) == (None, 0)
    assert course.levels == [(None, 0), (0, None)]
    assert [m.kind for m in course.last.missing] == ["feed", "indicator"]
    assert course.last.missing[0] == SILENT.missing[0]


def test_a_stale_rule_does_not_keep_a_section_known(course):
    course.hear(150, 150)
    course.hear(150, core=SILENT, fresh=False)
    assert (course.state.level, course.state.last_known) == (None, 1)


def test_a_fresh_rule_keeps_a_silent_section_known(course):
    course.hear(150, 150)
    course.hear(150, 150, core=SILENT)
    assert course.state.level == 1


def test_a_fresh_rule_raises_a_silent_section(course):
    course.hear(5)
    course.wait(1, core=SILENT)
    course.hear(250, 250, core=SILENT)
    assert (course.state.level, course.levels[-1]) == (2, (None, 2))


def test_nothing_falls_while_the_core_is_silent(course):
    course.hear(150, 150)
    course.hear(*[5] * 40, core=SILENT)
    assert (course.state.level, course.state.last_known) == (None, 1)
    course.hear(5)
    assert course.levels[-2:] == [(1, None), (None, 0)]


def test_coming_back_restores_the_last_level_and_keeps_streaks(course):
    course.hear(5, 150)
    course.wait(5, core=SILENT)
    course.hear(150)
    assert course.levels[-1] == (None, 1)


def test_level_since_goes_through_unknown_time(course):
    course.hear(250, 250)
    reached = course.now
    course.wait(5, core=SILENT)
    assert (course.state.level_since, course.state.since) == (reached, reached + HOUR)
    course.hear(250)
    assert (course.state.level, course.state.level_since) == (2, reached)


def test_a_storm_neither_keeps_a_silent_section_known_nor_raises_it(course):
    course.rules = replace(course.rules, rules=(*course.rules.rules, HAZARD))
    course.hear(5)
    for _ in range(3):
        course.now += HOUR
        course.look(storm(course), core=SILENT)
    assert (course.state.level, course.state.last_known) == (None, 0)
    course.now += HOUR
    course.look(storm(course))
    assert (course.state.level, course.levels[-1]) == (2, (None, 2))


def test_a_storm_raises_a_section_that_is_heard(course):
    course.rules = replace(course.rules, rules=(*course.rules.rules, HAZARD))
    course.hear(5)
    course.now += HOUR
    course.look(storm(course))
    assert course.state.level == 2


def test_a_lowering_proposal_is_withdrawn_while_the_core_is_silent(course):
    course.hear(250, 250, *[5] * 24)
    assert course.state.proposed.level == 1
    course.say("duty_gpk", "gpk", 1)
    course.wait(1, core=SILENT)
    assert (course.state.last_known, course.state.proposed) == (2, None)


def test_people_may_set_critical_while_the_core_is_silent(course):
    course.hear(450, 450)
    course.wait(1, core=SILENT)
    assert (course.state.level, course.state.proposed.level) == (None, 3)
    course.agree(3)
    course.look(core=SILENT)
    assert (course.state.level, course.state.last_known) == (None, 3)
    assert course.levels[-2:] == [(None, 3), (3, None)]
    assert course.changes[-2].decided_by


def storm(course):
    return Reading("cap", "grodno-pl", 2.0, "severity", course.now, "mchs_cap_alerts", 900, outside=True)
