"""Levels, answers and hazard messages come back as they were kept."""

from dataclasses import replace

import pytest

from data.domain.hazard import HazardAlert
from data.domain.warning import Answer, LevelChange, Proposal, Reason, RuleState, SectionState
from data.store import open_store

REASON = Reason(
    rule="BD1-2",
    level=2,
    text_key="reason_arrivals",
    indicator="BD1",
    observed=120.0,
    expected=None,
    threshold=2.5,
    measure="ratio",
    ratio=3.1,
    unit="persons",
    subject="",
    valid_to=1_763_467_200,
    source="gpk_detections",
    confidence="",
    window_h=24.0,
    fresh=True,
)
STATE = SectionState(
    place="grodno-pl",
    level=None,
    last_known=2,
    since=50,
    level_since=40,
    rules={"BD1-2": RuleState(evaluated_to=50, streak=2, held=True, clear_s=1800.5, reason=REASON)},
    proposed=Proposal(3, 45, (REASON, REASON)),
    review_due=True,
)


def change(place, at, new):
    return LevelChange(place, None, new, at, (REASON,), ("duty_gpk",), "2026-1")


def test_a_restart_keeps_what_the_engine_remembers(run):
    first = open_store(run, write=True)
    first.record_levels([STATE, replace(STATE, place="brest-pl")], [change("grodno-pl", 50, 2)])
    first.record_levels([replace(STATE, level=2)], [])
    first.close()
    again = open_store(run, write=True)
    assert again.section_states() == {
        "brest-pl": replace(STATE, place="brest-pl"),
        "grodno-pl": replace(STATE, level=2),
    }
    assert again.level_changes(0) == [change("grodno-pl", 50, 2)]
    again.close()


def test_changes_come_with_the_last_one_before(store):
    kept = [change("a", 10, 1), change("a", 20, 2), change("b", 15, 3), change("a", 30, 0), change("c", 5, 1)]
    store.record_levels([], kept)
    assert store.level_changes(25) == [change("c", 5, 1), change("b", 15, 3), change("a", 20, 2), change("a", 30, 0)]
    assert store.level_changes(30) == [change("c", 5, 1), change("b", 15, 3), change("a", 20, 2), change("a", 30, 0)]


def test_changes_of_one_moment_keep_their_order(store):
    kept = [change("a", 10, 1), change("a", 10, 2), change("a", 10, 3)]
    store.record_levels([], kept)
    assert store.level_changes(10) == kept
    assert store.level_changes(11) == kept[-1:]


def test_states_and_changes_are_kept_together_or_not_at_all(store):
    with pytest.raises(AttributeError):
        store.record_levels([STATE], [change("a", 10, 1), None])
    assert store.section_states() == {}
    assert store.level_changes(0) == []


def test_answers_ascend_by_time(store):
    late = Answer("grodno-pl", 3, "duty_mz", "mz", agrees=False, at=20, note="no beds")
    early = replace(late, agency="gpk", agrees=True, at=10)
    store.record_answer(late)
    store.record_answer(early)
    assert store.answers(0) == [early, late]
    assert store.answers(11) == [late]


def alert(identifier, sent, message="Alert", references=(), expires=None):
    return HazardAlert(
        identifier,
        "mchs",
        sent,
        "Exercise",
        message,
        references=references,
        headlines=(("ru", "Мороз"),),
        severity="Severe",
        expires=expires,
        places=("grodno-pl",),
    )


@pytest.fixture
def keep_alerts(desk):
    return lambda *alerts: desk.record(alerts=alerts)


def test_a_hazard_is_kept_once_by_its_key(store, keep_alerts):
    first = alert("a", 10)
    keep_alerts(first, replace(first, event="frost"))
    keep_alerts(first)
    assert store.hazards(0) == [first]


def test_hazards_are_those_sent_since_or_still_valid(store, keep_alerts):
    over, lasting, fresh, endless = (
        alert("o", 1, expires=50),
        alert("l", 2, expires=51),
        alert("f", 60),
        alert("e", 3),
    )
    keep_alerts(over, lasting, fresh, endless)
    assert store.hazards(50) == [lasting, fresh]


def test_an_old_cancel_comes_with_the_alert_that_it_closes(store, keep_alerts):
    first = alert("a", 10, expires=1000)
    update = alert("b", 20, "Update", (("a", "mchs", 10),), expires=30)
    cancel = alert("c", 40, "Cancel", (("b", "mchs", 20),))
    other = alert("d", 41, "Cancel", (("x", "mchs", 5),))
    keep_alerts(cancel, first, other, update)
    assert store.hazards(500) == [first, update, cancel]
