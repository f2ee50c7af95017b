"""What the held rules of a section argue for, taken together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from data.domain.warning import LevelRules, Reason, Rule, RuleState
from data.warning.evaluation import NEVER, Readings, judge, judge_rule
from data.warning.standing import CoreStanding


@dataclass(frozen=True, slots=True)
class Argument:
    """Sum of the held rules."""

    level: int
    """Highest level of a held rule that is in service; while the core is silent, rules about the surroundings wait."""
    set_aside: int
    """Highest level of a held rule one of whose feeds has no source any more: it raises nothing, people lower it."""
    keeps_known: bool
    """A fresh rule about the border itself holds the section at level 1 or more."""
    reasons: tuple[Reason, ...]
    """Numbers of every held rule, highest level first, with the freshness of now."""


def in_service(rule: Rule, readings: Readings, core: CoreStanding) -> bool:
    """Tell whether every feed that a rule needs has a source, and its indicators apply to the section."""
    if not all(feed in core.feeds for feed in rule.requires):
        return False
    every = all(_is_supplied(c.indicator, readings) for c in rule.all)
    return every and (not rule.any or any(_is_supplied(c.indicator, readings) for c in rule.any))


def _is_supplied(indicator: str, readings: Readings) -> bool:
    reading = readings.get(indicator)
    return reading is not None and reading.why != "not_configured"


def argue(remembered: Mapping[str, RuleState], readings: Readings, rules: LevelRules, core: CoreStanding) -> Argument:
    """Weigh the held rules."""
    held = [rule for rule in rules.rules if remembered.get(rule.id, NEVER).held]
    serving = [rule for rule in held if in_service(rule, readings, core)]
    counted = [rule for rule in serving if not (core.stale and _is_outside(rule, readings))]
    return Argument(
        level=max((rule.level for rule in counted), default=0),
        set_aside=max((rule.level for rule in held if rule not in serving), default=0),
        keeps_known=any(_keeps_known(rule, readings) for rule in serving),
        reasons=tuple(_reasons(held, remembered, readings)),
    )


def _is_outside(rule: Rule, readings: Readings) -> bool:
    """Tell whether no condition of a rule looks at the border itself."""
    seen = [readings[c.indicator] for c in (*rule.all, *rule.any) if c.indicator in readings]
    return all(reading.outside for reading in seen)


def _keeps_known(rule: Rule, readings: Readings) -> bool:
    return rule.level >= 1 and not _is_outside(rule, readings) and judge_rule(rule, readings) != "unknown"


def _reasons(held: list[Rule], remembered: Mapping[str, RuleState], readings: Readings) -> Iterator[Reason]:
    for rule in sorted(held, key=lambda r: -r.level):
        state = remembered[rule.id]
        by_indicator = {c.indicator: c for c in (*rule.all, *rule.any)}
        for reason in (state.reason, *state.also):
            if reason is not None:
                seen = judge(by_indicator[reason.indicator], readings.get(reason.indicator))
                yield replace(reason, fresh=seen != "unknown")
