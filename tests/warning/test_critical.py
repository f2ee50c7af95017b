import pytest

from data.domain.moment import HOUR

AGREEING = (("duty_gpk", "gpk"), ("duty_mvd", "mvd"), ("duty_mchs", "mchs"), ("duty_mz", "mz"))


def test_all_named_agencies_set_critical(critical):
    assert critical.levels[-1] == (2, 3)
    assert critical.changes[-1].decided_by == ("duty_gpk", "duty_mchs", "duty_mvd", "duty_mz")
    assert critical.state.proposed is None


@pytest.mark.parametrize("absent", range(4))
def test_without_one_of_them_the_level_stays(course, absent):
    course.hear(500, 500)
    course.agree(3, [v for n, v in enumerate(AGREEING) if n != absent])
    assert course.look().level == 2
    assert course.state.proposed.level == 3


def test_one_role_alone_cannot_speak_for_all(course):
    from dataclasses import replace

    course.rules = replace(course.rules, concurrence=("gpk",))
    course.hear(500, 500)
    course.say("duty_gpk", "gpk", 3)
    assert course.look().level == 2
    course.say("leadership", "gpk", 3)
    assert course.look().level == 3


def test_a_disagreement_keeps_high_and_the_proposal_in_sight(course):
    course.hear(500, 500)
    course.agree(3)
    course.say("duty_mz", "mz", 3, agrees=False)
    course.now += 1
    course.look()
    assert (course.state.level, course.state.proposed.level) == (2, 3)
    assert course.changes[-1].new == 2


def test_a_proposal_is_withdrawn_when_the_rules_no_longer_argue(course):
    course.hear(500, 500, *[250] * 23)
    assert course.state.proposed.level == 3
    course.hear(250)
    assert (course.state.level, course.state.proposed) == (2, None)


def test_a_proposal_keeps_its_time_and_renews_its_numbers(course):
    course.hear(5, 500)
    since = course.state.proposed.since
    course.hear(600)
    assert course.state.proposed.since == since
    assert course.state.proposed.reasons[0].observed == 600


def test_an_answer_from_after_now_does_not_count_yet(course):
    course.hear(500, 500)
    course.agree(3, AGREEING[:3])
    course.say("duty_mz", "mz", 3, at=course.now + 60)
    assert course.look().level == 2
    course.now += 60
    assert course.look().level == 3


def test_critical_stands_for_review_after_72_hours_and_never_drops(critical):
    critical.hear(*[500] * 71)
    assert not critical.state.review_due
    critical.hear(500)
    assert (critical.state.level, critical.state.review_due) == (3, True)
    critical.hear(*[500] * 200)
    assert (critical.state.level, critical.state.review_due) == (3, True)


def test_critical_is_renewed_by_the_same_agreement(critical):
    critical.hear(*[500] * 72)
    assert critical.state.proposed.level == 3
    critical.answers.clear()
    critical.agree(3)
    rows = list(critical.changes)
    critical.look()
    assert (critical.state.review_due, critical.state.renewed_at, critical.state.proposed) == (
        False,
        critical.now,
        None,
    )
    assert critical.changes == rows
    critical.hear(*[500] * 71)
    assert not critical.state.review_due
    critical.hear(500)
    assert critical.state.review_due


def test_critical_is_lowered_by_one_step_and_one_voice(critical):
    critical.hear(*[5] * 24)
    assert (critical.state.level, critical.state.proposed.level) == (3, 2)
    critical.say("duty_gpk", "gpk", 2)
    critical.look()
    assert (critical.state.level, critical.levels[-1], critical.state.review_due) == (2, (3, 2), False)


def test_critical_falls_one_step_at_a_time(critical):
    critical.hear(*[5] * 60)
    for level in (2, 1):
        assert critical.state.proposed.level == level
        critical.say("duty_gpk", "gpk", level)
        critical.look()
        assert critical.state.level == level
        critical.hear(5)
    assert critical.state.level == 0
    assert critical.levels[-3:] == [(3, 2), (2, 1), (1, 0)]


def test_review_is_not_undone_by_a_clock_set_back(critical):
    critical.hear(*[500] * 73)
    critical.now -= HOUR // 2
    assert critical.look().review_due
