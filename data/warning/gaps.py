"""Indicators that the rules would look at and that say nothing now."""

from data.domain.warning import LevelRules, Missing
from data.warning.evaluation import Readings, judge


def missing_indicators(rules: LevelRules, readings: Readings) -> tuple[Missing, ...]:
    """Unknown and stale indicators, each once, in the order of the rules; those without a source are not missing."""
    found: dict[str, Missing] = {}
    for rule in rules.rules:
        for condition in (*rule.all, *rule.any):
            reading = readings.get(condition.indicator)
            if reading is None or reading.why == "not_configured" or condition.indicator in found:
                continue
            if judge(condition, reading) == "unknown":
                why = reading.why or "stale"
                found[condition.indicator] = Missing("indicator", condition.indicator, why, reading.valid_to)
    return tuple(found.values())
