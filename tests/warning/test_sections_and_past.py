from dataclasses import replace

import numpy as np
import pytest

from data.domain.exercise import ActorPolicy
from data.domain.moment import HOUR, MINUTE, parse_iso
from data.domain.warning import Condition, LevelRules, Proposal, Rule
from data.indicators import Inputs, read_all
from data.reference import load, load_rules, load_standards
from data.store.contract import SeriesKey, Track
from data.warning import assess_sections, past_inputs, replay, scripted, stand_core, unassessed

NOW = parse_iso("2026-11-18T02:00:00+03:00")
FEED = "gpk_detections"
REFERENCE = load()
WEEK_H = 168
RULES = LevelRules(
    version="1",
    effective="2026-01-01",
    rules=tuple(
        Rule(f"BD1-{n}", n, all=(Condition("bd1", enter, measure="ratio", at_least=20),))
        for n, enter in ((1, 1.5), (2, 2.5), (3, 4.0))
    ),
)


def history(surge=None, silent=(), weeks=9):
    """Two arrivals an hour everywhere for nine weeks; a surge in grodno-pl, hours without a report in smorgon-lt."""
    hours = np.arange(weeks * WEEK_H)
    ends = NOW - hours[::-1] * HOUR
    tracks = {}
    for section in REFERENCE.sections:
        values, kept = np.full(ends.size, 2.0), np.full(ends.size, fill_value=True)
        if section.id == "grodno-pl":
            for ago, value in (surge or {}).items():
                values[ends.size - 1 - ago] = value
        if section.id == "smorgon-lt":
            kept[[ends.size - 1 - ago for ago in silent]] = False
        tracks[SeriesKey(FEED, section.id, "arrived")] = Track(ends[kept] - HOUR, ends[kept], values[kept])
    return tracks


def seen(tracks, configured=frozenset({FEED})):
    return Inputs(
        reference=REFERENCE,
        now=NOW,
        latest={},
        tracks=tracks,
        fresh={},
        configured=configured,
        hazards=(),
        standards=load_standards(),
        exercise=True,
    )


def hours_back(first, last=0):
    return [NOW - ago * HOUR for ago in range(first, last - 1, -1)]


def rows(past, place):
    return [(c.old, c.new, (NOW - c.at) // HOUR) for c in past.changes if c.place == place]


def test_every_section_is_assessed_in_the_order_of_the_reference_data():
    inputs = past_inputs(seen(history()))(NOW)
    told = assess_sections(inputs, read_all(inputs), {}, RULES)
    assert list(told) == [s.id for s in REFERENCE.sections]
    assert {a.state.level for a in told.values()} == {0}


def test_a_surge_raises_its_section_and_no_other():
    past = replay(REFERENCE, past_inputs(seen(history(dict.fromkeys(range(11), 20.0)))), hours_back(48), RULES)
    assert [(old, new) for old, new, _ in rows(past, "grodno-pl")] == [(None, 0), (0, 1), (1, 2)]
    assert past.states["grodno-pl"].proposed.level == 3
    assert rows(past, "brest-pl") == [(None, 0, 48)]


def test_a_silent_body_is_unknown_from_the_fourth_hour_and_comes_back():
    past = replay(REFERENCE, past_inputs(seen(history(silent=range(10, 20)))), hours_back(48), RULES)
    assert rows(past, "smorgon-lt") == [(None, 0, 48), (0, None, 16), (None, 0, 9)]


def test_scripted_people_answer_after_their_minutes():
    policies = (
        *(ActorPolicy(f"duty_{a}", a, "raise", m) for a, m in (("gpk", 20), ("mvd", 30), ("mchs", 40), ("mz", 70))),
        ActorPolicy("duty_gpk", "gpk", "lower", 90),
    )
    surge = dict.fromkeys(range(70, 100), 30.0)
    past = replay(REFERENCE, past_inputs(seen(history(surge))), hours_back(120), RULES, policies)
    levels = [(old, new) for old, new, _ in rows(past, "grodno-pl")]
    assert levels == [(None, 0), (0, 1), (1, 2), (2, 3), (3, 2), (2, 1), (1, 0)]
    decided = [c.decided_by for c in past.changes if c.place == "grodno-pl" and c.decided_by]
    assert decided == [("duty_gpk", "duty_mchs", "duty_mvd", "duty_mz"), ("duty_gpk",), ("duty_gpk",)]
    proposed = past.answers[0].at - 20 * MINUTE
    assert [a.at - proposed for a in past.answers[:4]] == [20 * MINUTE, 30 * MINUTE, 40 * MINUTE, 70 * MINUTE]
    assert len(set(past.answers)) == len(past.answers) == 6


def test_an_objection_keeps_high():
    agencies = (("gpk", True), ("mvd", True), ("mchs", False), ("mz", True))
    policies = tuple(ActorPolicy(f"duty_{a}", a, "raise", 20, agrees=agrees) for a, agrees in agencies)
    past = replay(
        REFERENCE, past_inputs(seen(history(dict.fromkeys(range(40), 20.0)))), hours_back(48), RULES, policies
    )
    assert (past.states["grodno-pl"].level, past.states["grodno-pl"].proposed.level) == (2, 3)


def test_a_scripted_actor_stays_silent_where_told():
    state = replace(unassessed("grodno-pl", NOW), level=2, last_known=2, proposed=Proposal(3, NOW))
    policy = ActorPolicy("duty_gpk", "gpk", "raise", 10)
    assert list(scripted(state, (policy,), NOW + 10 * MINUTE - 1)) == []
    assert len(list(scripted(state, (policy,), NOW + 10 * MINUTE))) == 1
    assert list(scripted(state, (replace(policy, answers="lower"),), NOW + HOUR)) == []
    assert list(scripted(state, (replace(policy, except_places=("grodno-pl",)),), NOW + HOUR)) == []


def test_a_replay_is_the_same_each_time():
    inputs = seen(history(dict.fromkeys(range(20), 20.0)))
    assert replay(REFERENCE, past_inputs(inputs), hours_back(48), RULES) == replay(
        REFERENCE, past_inputs(inputs), hours_back(48), RULES
    )


def test_periods_that_came_late_are_caught_up_and_bear_the_present():
    tracks, states = history(dict.fromkeys(range(11), 20.0)), {}
    told = assess_sections(past_inputs(seen(tracks))(NOW - 20 * HOUR), {}, states, RULES)
    states = {place: a.state for place, a in told.items()}
    view, changes = past_inputs(seen(tracks)), []
    for moment in hours_back(19):
        readings = read_all(view(moment))
        told = assess_sections(view(NOW), readings, states, RULES, places={"grodno-pl"})
        assert set(told) == {"grodno-pl"}
        states = {place: a.state for place, a in told.items()}
        changes += told["grodno-pl"].changes
    assert [(c.old, c.new) for c in changes] == [(0, 1), (1, 2)]
    assert {c.at for c in changes} == {NOW}


def test_without_a_core_feed_nothing_is_known():
    inputs = past_inputs(seen(history(), configured=frozenset()))(NOW)
    told = assess_sections(inputs, read_all(inputs), {}, load_rules())
    assert {a.state.level for a in told.values()} == {None}
    assert {m.why for a in told.values() for m in a.missing} == {"not_configured"}


def test_a_section_that_its_body_leaves_out_is_silent():
    tracks = history()
    del tracks[SeriesKey(FEED, "grodno-lt", "arrived")]
    inputs = past_inputs(seen(tracks))(NOW)
    assert not stand_core(inputs, REFERENCE.section["grodno-pl"]).stale
    core = stand_core(inputs, REFERENCE.section["grodno-lt"])
    assert (core.stale, core.missing[0].why, core.missing[0].unit) == (True, "no_report", "grodno")


def test_other_silent_feeds_are_listed_as_missing_and_do_not_make_a_section_unknown():
    inputs = past_inputs(seen(history(), configured=frozenset({FEED, "mvd_reception", "hydromet_night"})))(NOW)
    told = assess_sections(inputs, read_all(inputs), {}, load_rules())["grodno-pl"]
    assert told.state.level == 0
    missing = {(m.kind, m.name, m.unit) for m in told.missing}
    assert {
        ("feed", "mvd_reception", "bruzgi"),
        ("feed", "hydromet_night", "BY-HR"),
        ("indicator", "in2", ""),
    } <= missing
    assert not [m for m in told.missing if m.name in {"gpk_equeue", "gpk_crossings", "bd4", "cap"}]


@pytest.mark.parametrize("section", [s.id for s in REFERENCE.sections])
def test_the_shipped_rules_hold_every_section_at_routine_in_calm_times(section):
    past = replay(REFERENCE, past_inputs(seen(history())), hours_back(6), load_rules())
    assert past.states[section].level == 0
