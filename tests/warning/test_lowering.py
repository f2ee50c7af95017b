from dataclasses import replace

import pytest

from data.domain.moment import HOUR
from data.domain.warning import Condition, Reading, Rule


def test_one_falls_to_routine_after_twelve_reported_hours(course):
    course.hear(150, 150, *[5] * 11)
    assert course.state.level == 1
    course.hear(5)
    assert course.levels == [(None, 0), (0, 1), (1, 0)]
    assert course.changes[-1].decided_by == ()


def test_a_value_in_the_dead_band_neither_clears_nor_raises(course):
    course.hear(150, 150, *[5] * 11, 92, *[5] * 11)
    assert course.state.level == 1
    assert course.hear(5).level == 0


def test_leave_itself_is_still_in_the_dead_band(course):
    assert course.hear(150, 150, *[90] * 40).level == 1


def test_a_gap_in_the_reports_does_not_count_as_clear_time(course):
    course.hear(150, 150, *[5] * 6)
    course.wait(48)
    assert course.hear(*[5] * 5).level == 1
    assert course.hear(5).level == 0


def test_a_gap_freezes_the_row_of_breaches(course):
    course.hear(5, 150)
    course.wait(2)
    assert course.hear(150).level == 1


def test_stale_and_unknown_values_never_lower(course):
    course.hear(150, 150)
    course.hear(*[5] * 50, fresh=False)
    course.hear(*[None] * 50)
    assert course.state.level == 1
    assert course.last.missing[0].name == "x"


def test_a_silent_place_keeps_what_it_held(course):
    course.hear(150, 150)
    course.hear(*[5] * 50, silent=150.0)
    assert course.state.level == 1
    assert course.hear(*[5] * 12, silent=80.0).level == 0


def test_a_silent_place_raises_nothing(course):
    assert course.hear(*[5] * 5, silent=900.0).level == 0


def test_two_is_lowered_only_by_a_person_and_by_one_step(course):
    course.hear(250, 250, *[5] * 23)
    assert course.state.proposed is None
    course.hear(5)
    assert (course.state.level, course.state.proposed.level) == (2, 1)
    course.wait(100)
    assert course.state.level == 2
    course.say("duty_gpk", "gpk", 1)
    course.look()
    assert (course.state.level, course.state.proposed) == (1, None)
    assert course.changes[-1].decided_by == ("duty_gpk",)


def test_after_a_decision_the_next_step_waits_for_the_next_evaluation(course):
    course.hear(250, 250, *[5] * 30)
    course.say("duty_gpk", "gpk", 1)
    course.look()
    course.look()
    assert course.state.level == 1
    assert course.hear(5).level == 0


def test_a_disagreement_keeps_the_level(course):
    course.hear(250, 250, *[5] * 24)
    course.say("duty_gpk", "gpk", 1)
    course.say("duty_mvd", "mvd", 1, agrees=False)
    assert course.hear(*[5] * 10).level == 2
    assert course.state.proposed.level == 1
    course.say("duty_mvd", "mvd", 1)
    course.now += 1
    assert course.look().level == 1


def test_a_lowering_proposal_vanishes_when_the_rules_argue_again(course):
    course.hear(250, 250, *[5] * 24)
    since = course.state.proposed.since
    course.hear(250, 250)
    assert (course.state.level, course.state.proposed) == (2, None)
    course.say("duty_gpk", "gpk", 1, at=since + HOUR)
    course.look()
    assert course.state.level == 2


def test_an_answer_to_an_earlier_proposal_does_not_count(course):
    course.hear(250, 250, *[5] * 24)
    course.hear(250, 250)
    old = course.now
    course.hear(*[5] * 24)
    assert course.state.proposed.level == 1
    course.say("duty_gpk", "gpk", 1, at=old)
    assert course.look().level == 2


@pytest.mark.parametrize(
    "gone",
    [
        (Reading("x", "grodno-pl", None, "count", None, "feed", HOUR, fresh=False, why="not_configured"),),
        (),
    ],
)
def test_a_level_held_by_a_feed_without_source_is_lowered_only_by_people(course, gone):
    course.rules = replace(course.rules, rules=(*course.rules.rules, Rule("Y-1", 1, all=(Condition("y", 50),))))
    course.hear(150, 150)
    for _ in range(30):
        course.now += HOUR
        course.look(Reading("y", "grodno-pl", 1.0, "count", course.now, "feed", HOUR), *gone)
    assert (course.state.level, course.state.proposed.level) == (1, 0)
    assert not course.last.reasons[0].fresh
    course.say("duty_gpk", "gpk", 0)
    assert course.look().level == 0


def test_a_rule_that_is_gone_from_the_regulation_argues_for_nothing(course):
    course.hear(150, 150)
    course.rules = replace(course.rules, version="8", rules=(Rule("Y-1", 1, all=(Condition("x", 900),)),))
    assert course.hear(150).level == 0
    assert course.changes[-1].rule_version == "8"
