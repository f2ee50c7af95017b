"""One evaluation of one rule: from the readings of a new reporting period to what is remembered of the rule."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from data.domain.moment import HOUR, Moment
from data.domain.warning import Condition, LevelRules, Reading, Reason, Rule, RuleState

Outcome = Literal["met", "between", "left", "unknown"]
"""`between`: neither meets `enter` nor is past `leave` (the dead band)."""
Readings = Mapping[str, Reading]
"""Readings of one section by indicator."""

NEVER: Final = RuleState()
ALL_ORDER: Final[tuple[Outcome, ...]] = ("unknown", "left", "between")
"""What prevails where every condition must be met."""
ANY_ORDER: Final[tuple[Outcome, ...]] = ("met", "unknown", "between")
"""What prevails where one condition is enough."""
DEAD_BAND: Final = 0.1
"""Share of `at_least` by which the excess must fall short before the condition counts as left."""


def judge(condition: Condition, reading: Reading | None) -> Outcome:
    """Where a reading stands with one condition; unknown and stale readings stand nowhere."""
    if reading is None or not reading.fresh:
        return "unknown"
    value = reading.measured(condition.measure)
    if value is None or (condition.at_least is not None and reading.excess is None):
        return "unknown"
    if condition.meets(value) and _exceeds(reading, condition.at_least):
        return "met"
    return "left" if _has_left(condition, reading, value) else "between"


def _exceeds(reading: Reading, at_least: float | None) -> bool:
    return at_least is None or (reading.excess is not None and reading.excess >= at_least)


def _has_left(condition: Condition, reading: Reading, value: float) -> bool:
    """Past `leave`, or short of `at_least` by more than the dead band; and so is what silent places last said."""
    least = None if condition.at_least is None else condition.at_least * (1 - DEAD_BAND)
    gone = condition.left(value) or not _exceeds(reading, least)
    return gone and (reading.silent is None or condition.left(reading.silent))


def judge_rule(rule: Rule, readings: Readings) -> Outcome:
    """Join the conditions: all of `all` and one of `any`. What an unknown condition could change is unknown."""
    every = [judge(c, readings.get(c.indicator)) for c in rule.all]
    if not rule.any:
        return _joined(every) if every else "unknown"
    return _joined([*every, _best([judge(c, readings.get(c.indicator)) for c in rule.any])])


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    return next((outcome for outcome in ALL_ORDER if outcome in outcomes), "met")


def _best(outcomes: Sequence[Outcome]) -> Outcome:
    return next((outcome for outcome in ANY_ORDER if outcome in outcomes), "left")


def new_period(rule: Rule, before: RuleState, readings: Readings, now: Moment) -> Moment | None:
    """End of a reporting period that the rule has not looked at yet; one from the future is none."""
    ends = [readings[c.indicator].valid_to for c in _conditions(rule) if c.indicator in readings]
    newest = max((end for end in ends if end is not None and end <= now), default=None)
    return newest if newest is not None and newest > (before.evaluated_to or 0) else None


def evaluate(rule: Rule, before: RuleState, readings: Readings, rules: LevelRules, end: Moment) -> RuleState:
    """What is remembered of a rule after the reporting period that ended at `end`; the same object when it is unknown.

    Source of the rules: docs/levels.md.
    """
    outcome = judge_rule(rule, readings)
    if outcome == "unknown":
        return before
    if outcome == "met":
        return _met(rule, before, readings, rules, end)
    if not before.held:
        return RuleState(end)
    if outcome == "between":
        return RuleState(end, held=True, reason=before.reason, also=before.also)
    return _left(rule, before, readings, rules, end)


def _met(rule: Rule, before: RuleState, readings: Readings, rules: LevelRules, end: Moment) -> RuleState:
    streak = before.streak + 1
    first, *further = _reasons(rule, readings, streak)
    held = before.held or streak >= periods_of(rule, rules)
    return RuleState(end, streak, held, reason=first, also=tuple(further))


def _left(rule: Rule, before: RuleState, readings: Readings, rules: LevelRules, end: Moment) -> RuleState:
    step = min(readings[c.indicator].step_s for c in _conditions(rule) if c.indicator in readings)
    reported = 0 if before.evaluated_to is None else min(end - before.evaluated_to, step)
    clear_s = before.clear_s + reported
    if clear_s >= rules.dwell_hours.get(rule.level, 0.0) * HOUR:
        return RuleState(end)
    return RuleState(end, held=True, clear_s=clear_s, reason=before.reason, also=before.also)


def periods_of(rule: Rule, rules: LevelRules) -> int:
    """Evaluations in a row that must meet a rule before it argues for its level."""
    named = [c.periods for c in _conditions(rule) if c.periods is not None]
    return max(named) if named else 1 if rule.level >= rules.raise_single_from else rules.raise_evaluations


def _reasons(rule: Rule, readings: Readings, streak: int) -> Iterable[Reason]:
    """Numbers of every condition that is met."""
    return [
        _reason(rule, condition, readings[condition.indicator], streak)
        for condition in _conditions(rule)
        if judge(condition, readings.get(condition.indicator)) == "met"
    ]


def _reason(rule: Rule, condition: Condition, reading: Reading, streak: int) -> Reason:
    suffix = "" if condition.measure == "value" else f"_{condition.measure}"
    return Reason(
        rule=rule.id,
        level=rule.level,
        text_key=f"rule_{reading.indicator}{suffix}",
        indicator=reading.indicator,
        observed=reading.value,
        expected=reading.expected,
        threshold=condition.enter,
        measure=condition.measure,
        ratio=reading.ratio,
        unit=reading.unit,
        subject=reading.subject,
        valid_to=reading.valid_to,
        source=reading.source,
        confidence=reading.confidence,
        window_h=reading.window_h,
        fresh=reading.fresh,
        article=rule.article,
        evaluations=streak,
    )


def _conditions(rule: Rule) -> tuple[Condition, ...]:
    return (*rule.all, *rule.any)
