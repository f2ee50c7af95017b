"""The level engine: from readings and what is remembered of a section to its level, with reasons and gaps.

Pure: the same arguments give the same answer. What the words mean is in docs/levels.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from data.domain.moment import CLOCK_SLACK_S, Moment
from data.domain.warning import Answer, Assessment, LevelRules, Missing, Reading, RuleState, SectionState
from data.warning.argument import argue, in_service
from data.warning.evaluation import NEVER, Readings, evaluate, new_period
from data.warning.gaps import missing_indicators
from data.warning.standing import CoreStanding
from data.warning.steps import Case, record, settle


def unassessed(place: str, now: Moment) -> SectionState:
    """A section of which nothing is known yet."""
    return SectionState(place=place, level=None, last_known=0, since=now, level_since=now)


def assess(
    state: SectionState,
    readings: Iterable[Reading],
    rules: LevelRules,
    now: Moment,
    *,
    core: CoreStanding,
    missing: Sequence[Missing] = (),
    answers: Iterable[Answer] = (),
) -> Assessment:
    """Assess one section.

    Args:
        state: what was remembered after the last assessment, or `unassessed`.
        readings: of this section, at most one an indicator.
        rules: the version in effect.
        now: a moment a little before the last change changes nothing; one far before it tells that the clock was
            ahead: what is remembered is drawn back to it.
        core: whether the section's core feeds are heard.
        missing: further silent feed units, listed as they are.
        answers: of agencies to proposals; those about other places or proposals are ignored.
    """
    if _last_change(state) > now + CLOCK_SLACK_S:
        state = set_back(state, now)
    by_indicator = {r.indicator: r for r in readings}
    gaps = (*core.missing, *missing, *missing_indicators(rules, by_indicator))
    if now < _last_change(state):
        return Assessment(state, argue(state.rules, by_indicator, rules, core).reasons, gaps, ())
    remembered = _evaluate_all(state, by_indicator, rules, core, now)
    case = Case(
        state=state,
        rules=rules,
        argument=argue(remembered, by_indicator, rules, core),
        silent=core.stale,
        evaluated=any(after is not state.rules.get(rule, NEVER) for rule, after in remembered.items()),
        answers=tuple(answers),
        now=now,
    )
    steps, after = settle(case, remembered)
    return Assessment(after, case.argument.reasons, gaps, record(case, steps, after))


def set_back(state: SectionState, now: Moment) -> SectionState:
    """What is remembered, with no moment after `now`: it was written down while the clock was ahead."""
    proposed = state.proposed
    return replace(
        state,
        since=min(state.since, now),
        level_since=min(state.level_since, now),
        proposed=None if proposed is None else replace(proposed, since=min(proposed.since, now)),
        renewed_at=None if state.renewed_at is None else min(state.renewed_at, now),
        rules={
            rule: replace(r, evaluated_to=None if r.evaluated_to is None else min(r.evaluated_to, now))
            for rule, r in state.rules.items()
        },
    )


def _last_change(state: SectionState) -> Moment:
    proposed = state.since if state.proposed is None else state.proposed.since
    return max(state.since, state.level_since, proposed)


def _evaluate_all(
    state: SectionState, readings: Readings, rules: LevelRules, core: CoreStanding, now: Moment
) -> Mapping[str, RuleState]:
    """What is remembered of each rule; rules out of service or short of a required feed stay as they are."""
    remembered = {}
    for rule in rules.rules:
        before = state.rules.get(rule.id, NEVER)
        end = new_period(rule, before, readings, now)
        can = end is not None and in_service(rule, readings, core) and all(core.feeds[f] for f in rule.requires)
        remembered[rule.id] = evaluate(rule, before, readings, rules, end) if end and can else before
    return remembered
