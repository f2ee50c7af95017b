from dataclasses import replace

import pytest

from data.domain.moment import HOUR, MINUTE
from data.domain.warning import Condition, LevelRules, Rule


def test_a_section_begins_unknown_and_becomes_routine(course):
    assert course.state.level is None
    course.hear(5)
    assert course.levels == [(None, 0)]


def test_two_evaluations_in_a_row_raise(course):
    course.hear(5, 150)
    assert course.state.level == 0
    course.hear(150)
    assert (course.state.level, course.levels) == (1, [(None, 0), (0, 1)])
    assert course.state.since == course.state.level_since == course.now


def test_the_threshold_itself_raises(course):
    assert course.hear(100, 100).level == 1
    assert replace(course).hear(99.999, 99.999).level == 1


def test_a_quiet_evaluation_breaks_the_row(course):
    assert course.hear(150, 95, 150).level == 0
    assert course.hear(150).level == 1


def test_a_raise_may_jump(course):
    course.hear(5, 250, 250)
    assert course.levels == [(None, 0), (0, 2)]


def test_ticks_without_a_new_period_are_no_evaluations(course):
    course.hear(5, 150)
    for _ in range(20):
        course.now += MINUTE
        course.look(course_reading := _same(course, 150))
    assert course_reading.valid_to < course.now
    assert course.state.level == 0


def test_an_older_period_is_ignored(course):
    course.hear(5, 150)
    course.look(_same(course, 500, ago_h=3))
    assert (course.state.level, course.state.proposed) == (0, None)


def test_a_period_from_the_future_is_ignored(course):
    course.hear(5)
    course.look(_same(course, 500, ago_h=-5))
    assert course.state.proposed is None
    assert course.hear(150, 150).level == 1


def test_a_clock_set_back_a_little_changes_nothing(course):
    course.hear(5, 250, 250)
    before, rows = course.state, list(course.changes)
    course.now = before.since - 60
    course.look(_same(course, 5))
    assert (course.state, course.changes) == (before, rows)


def test_a_clock_that_was_far_ahead_and_is_corrected_neither_moves_nor_freezes_the_level(course):
    course.hear(5, 250, 250)
    before, rows = course.state, list(course.changes)
    course.now -= 2 * HOUR
    course.look(_same(course, 5))
    assert (course.state.level, course.state.last_known) == (before.level, before.last_known)
    assert course.changes == rows
    assert max(course.state.since, course.state.level_since) <= course.now
    course.hear(450)
    assert course.state.proposed.level == 3


def test_level_three_is_met_at_once_raises_to_two_and_is_proposed(course):
    course.hear(5, 450)
    assert (course.state.level, course.state.proposed.level) == (2, 3)


def test_a_rule_may_ask_for_its_own_number_of_periods(course):
    course.rules = LevelRules("1", "2026-01-01", (Rule("X-1", 1, all=(Condition("x", 100, periods=3),)),))
    assert course.hear(150, 150).level == 0
    assert course.hear(150).level == 1


def test_low_is_bad_is_mirrored(course):
    course.rules = LevelRules("1", "2026-01-01", (Rule("S-1", 1, all=(Condition("x", 10, low_is_bad=True),)),))
    assert course.hear(10, 10).level == 1
    assert course.hear(*[11.0] * 30).level == 1
    assert course.hear(*[11.1] * 12).level == 0


def test_a_ratio_needs_its_least_excess_and_is_left_without_it(course):
    condition = Condition("x", 1.5, measure="ratio", at_least=20)
    course.rules = LevelRules("1", "2026-01-01", (Rule("R-1", 1, all=(condition,)),))
    course.hear(9, 9, 9, ratio=9.0, excess=8.0)
    assert course.state.level == 0
    course.hear(30, 30, ratio=9.0, excess=29.0)
    assert course.state.level == 1
    course.hear(*[19] * 20, ratio=9.0, excess=18.0)
    assert course.state.level == 1
    course.hear(*[9] * 12, ratio=9.0, excess=8.0)
    assert course.state.level == 0


def test_a_ratio_without_expected_number_is_unknown(course):
    condition = Condition("x", 1.5, measure="ratio", at_least=20)
    course.rules = LevelRules("1", "2026-01-01", (Rule("R-1", 1, all=(condition,)),))
    course.hear(900, 900, why="few_references")
    assert course.state.level == 0
    assert [(m.kind, m.name, m.why) for m in course.last.missing] == [("indicator", "x", "few_references")]


def test_reasons_give_the_numbers_that_fired_and_how_often(course):
    course.hear(5, 250, 260, subject="BY-PL-01")
    reasons = {r.rule: r for r in course.last.reasons}
    assert list(reasons) == ["X-2", "X-1"]
    assert (reasons["X-2"].observed, reasons["X-2"].threshold, reasons["X-2"].evaluations) == (260, 200, 2)
    assert (reasons["X-2"].subject, reasons["X-2"].text_key, reasons["X-2"].fresh) == ("BY-PL-01", "rule_x", True)
    course.hear(5)
    assert {r.observed for r in course.last.reasons} == {260}


@pytest.mark.parametrize(("second", "level"), [(None, 0), (50.0, 1)])
def test_a_rule_of_several_conditions_needs_all_of_them(course, second, level):
    rule = Rule("XY-1", 1, all=(Condition("x", 100), Condition("y", 40)))
    course.rules = LevelRules("1", "2026-01-01", (rule,))
    for _ in range(3):
        course.now += HOUR
        course.look(_same(course, 150), _same(course, second, indicator="y"))
    assert course.state.level == level
    assert len(course.last.reasons) == 2 * level


def test_any_of_several_conditions_is_enough_though_another_is_unknown(course):
    course.rules = LevelRules("1", "2026-01-01", (Rule("XY-1", 1, any=(Condition("x", 100), Condition("y", 40))),))
    for _ in range(2):
        course.now += HOUR
        course.look(_same(course, 150), _same(course, None, indicator="y"))
    assert course.state.level == 1
    for _ in range(40):
        course.now += HOUR
        course.look(_same(course, 5), _same(course, None, indicator="y"))
    assert course.state.level == 1


def test_a_rule_that_requires_a_silent_feed_is_not_evaluated(course):
    course.rules = LevelRules("1", "2026-01-01", (Rule("X-1", 1, all=(Condition("x", 100),), requires=("other",)),))
    assert course.hear(150, 150, core=replace_feeds(other=False)).level == 0
    assert course.hear(150, 150, core=replace_feeds()).level == 0
    assert course.hear(150, 150, core=replace_feeds(other=True)).level == 1


def replace_feeds(**feeds):
    from data.warning import CoreStanding

    return CoreStanding(stale=False, feeds=feeds)


def _same(course, value, ago_h=0, indicator="x"):
    from data.domain.warning import Reading

    end = course.now // HOUR * HOUR - ago_h * HOUR
    return Reading(indicator, "grodno-pl", value, "count", end, "feed", HOUR)
