from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from data.domain.moment import HOUR
from data.domain.warning import Condition, LevelRules, Reading, Rule, SectionState
from data.warning import CoreStanding, assess, unassessed

START = 1_790_000_000 // HOUR * HOUR
RULES = LevelRules(
    version="7",
    effective="2026-01-01",
    rules=tuple(Rule(f"X-{n}", n, all=(Condition("x", 100.0 * 2 ** (n - 1)),)) for n in (1, 2, 3)),
)
REPORT = st.tuples(
    st.floats(0, 600), st.booleans(), st.integers(1, 5), st.booleans()
)  # value, fresh, hours since the last, core silent
REPORTS = st.lists(REPORT, min_size=1, max_size=60)
ADAPTER = TypeAdapter(SectionState)


def play(reports, state=None, start=START):
    """States and changes, report by report."""
    state = state or unassessed("grodno-pl", start)
    now, states, changes = start, [], []
    for value, fresh, hours, silent in reports:
        now += hours * HOUR
        reading = Reading("x", "grodno-pl", value, "count", now, "feed", HOUR, fresh=fresh)
        told = assess(state, (reading,), RULES, now, core=CoreStanding(stale=silent, feeds={"feed": fresh}))
        state = told.state
        states.append(state)
        changes.extend(told.changes)
    return states, changes


@settings(deadline=None, max_examples=200)
@given(st.sampled_from([100.0, 200.0, 400.0]), st.lists(st.floats(0.95, 1.05), min_size=2, max_size=200))
def test_a_value_that_swings_five_percent_around_a_threshold_changes_the_level_at_most_once(threshold, swings):
    _, changes = play([(0.0, True, 1, False), *((threshold * s, True, 1, False) for s in swings)])
    assert len([c for c in changes if c.old is not None]) <= (1 if threshold == 100.0 else 2)
    assert all(c.old is None or c.new > c.old for c in changes)


@settings(deadline=None, max_examples=200)
@given(st.floats(90, 200), st.lists(st.floats(0.95, 1.05), min_size=2, max_size=200))
def test_a_level_that_is_held_does_not_flap_in_the_dead_band(threshold, swings):
    rules = LevelRules("1", "2026-01-01", (Rule("X-1", 1, all=(Condition("x", threshold),)),))
    state, now, changes = unassessed("grodno-pl", START), START, []
    for swing in swings:
        now += HOUR
        reading = Reading("x", "grodno-pl", threshold * swing, "count", now, "feed", HOUR)
        told = assess(state, (reading,), rules, now, core=CoreStanding(stale=False))
        state = told.state
        changes.extend(c for c in told.changes if c.old is not None)
    assert len(changes) <= 1


@settings(deadline=None, max_examples=200)
@given(REPORTS, st.lists(st.floats(0, 600), min_size=1, max_size=60))
def test_stale_reports_never_lower(reports, stale_values):
    states, _ = play(reports)
    before = states[-1]
    end = max((s.since for s in states), default=START) + 400 * HOUR
    after, _ = play([(v, False, 1, False) for v in stale_values], state=before, start=end)
    assert all(s.last_known >= before.last_known for s in after)


@settings(deadline=None, max_examples=200)
@given(REPORTS, st.lists(st.floats(0, 300), min_size=60, max_size=60))
def test_more_load_never_lowers_a_level(reports, extra):
    less, _ = play(reports)
    more, _ = play([(v + e, *rest) for (v, *rest), e in zip(reports, extra, strict=False)])
    assert all(m.last_known >= s.last_known for m, s in zip(more, less, strict=True))


@settings(deadline=None, max_examples=200)
@given(REPORTS, st.data())
def test_a_restart_keeps_everything(reports, data):
    cut = data.draw(st.integers(0, len(reports)))
    unbroken, _ = play(reports)
    first, _ = play(reports[:cut])
    state = first[-1] if first else unassessed("grodno-pl", START)
    kept = ADAPTER.validate_json(ADAPTER.dump_json(state), strict=True)
    assert kept == state
    at = START + sum(r[2] for r in reports[:cut]) * HOUR
    second, _ = play(reports[cut:], state=kept, start=at)
    assert [*first, *second] == unbroken


@settings(deadline=None, max_examples=200)
@given(REPORTS)
def test_a_fall_is_one_step_and_only_from_elevated_without_people(reports):
    _, changes = play(reports)
    known = [c for c in changes if c.old is not None and c.new is not None]
    assert all((c.old, c.new) == (1, 0) for c in known if c.new < c.old)


@settings(deadline=None, max_examples=200)
@given(REPORTS)
def test_nobody_but_people_sets_critical(reports):
    states, _ = play(reports)
    assert all(s.last_known <= 2 for s in states)


@settings(deadline=None, max_examples=200)
@given(REPORTS)
def test_the_rows_of_changes_link_up_to_the_state(reports):
    states, changes = play(reports)
    assert all(a.new == b.old for a, b in pairwise(changes))
    assert all(c.old != c.new for c in changes)
    assert states[-1].level == (changes[-1].new if changes else None)


@settings(deadline=None, max_examples=200)
@given(REPORTS)
def test_looking_again_without_news_changes_nothing(reports):
    state = play(reports)[0][-1]
    end = START + sum(r[2] for r in reports) * HOUR
    value, fresh, _, silent = reports[-1]
    reading = Reading("x", "grodno-pl", value, "count", end, "feed", HOUR, fresh=fresh)
    again = assess(state, (reading,), RULES, end + 60, core=CoreStanding(stale=silent, feeds={"feed": fresh}))
    assert again.changes == ()
    assert replace(again.state, proposed=None) == replace(state, proposed=None)


@settings(deadline=None, max_examples=200)
@given(REPORTS, st.integers(1, 400))
def test_a_clock_set_back_changes_nothing(reports, hours):
    state = play(reports)[0][-1]
    end = START + sum(r[2] for r in reports) * HOUR
    now = end - hours * HOUR
    value, fresh, _, silent = reports[-1]
    reading = Reading("x", "grodno-pl", value, "count", now, "feed", HOUR, fresh=fresh)
    again = assess(state, (reading,), RULES, now, core=CoreStanding(stale=silent, feeds={"feed": fresh}))
    assert (again.changes, again.state.last_known, again.state.level) == ((), state.last_known, state.level)


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 200))
def test_silence_of_any_length_counts_as_no_clear_time(hours):
    raised, _ = play([(150.0, True, 1, False), (150.0, True, 1, False)])
    states, _ = play([(5.0, True, hours, False)], state=raised[-1], start=START + 2 * HOUR)
    assert states[-1].rules["X-1"].clear_s == HOUR
    assert states[-1].level == 1
