"""Rules of the warning levels: read from `rules/levels.yaml`, and what must hold among them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from data.domain.warning import Condition, LevelRules, Rule
from data.reference.dates import is_day
from data.reference.document import Step, read_document
from data.reference.entries import Entry
from data.reference.faults import Fault
from data.reference.shape import shape

FILE: Final = "rules/levels.yaml"

Placed = tuple[Rule, Condition, tuple[Step, ...]]
"""A condition with its rule and its path in the file."""


def read_level_rules(folder: Path) -> tuple[LevelRules | None, Entry | None, tuple[Fault, ...]]:
    """The rules, their entry for further faults, and the faults that need nothing else to be known."""
    document, faults = read_document(folder, FILE)
    if document is None:
        return None, None, faults
    if not isinstance(document.values, dict):
        return None, None, (*faults, Fault(FILE, 1, None, "bad_value", "keys are expected"))
    entry = Entry(FILE, 1, document.values, document.node)
    rules, found = shape(entry, LevelRules)
    inner = () if rules is None else tuple(_inner_faults(entry, rules))
    return rules, entry, faults + found + inner


def outer_faults(
    entry: Entry,
    rules: LevelRules,
    agencies: Collection[str],
    indicators: Collection[str] | None,
    feeds: Collection[str] | None,
) -> Iterator[Fault]:
    """Names in the rules that nothing else knows; None: those names are not known here, so not checked.

    An indicator that is listed as awaited may be named before a module measures it.
    """
    for index, agency in enumerate(rules.concurrence):
        if agency not in agencies:
            yield entry.fault(("concurrence", index), "unknown_id", f"agency {agency}")
    for number, rule in enumerate(rules.rules):
        for index, feed in enumerate(rule.requires):
            if feeds is not None and feed not in feeds:
                yield entry.fault(("rules", number, "requires", index), "unknown_feed", feed)
    for _, condition, path in conditions(rules):
        if indicators is not None and condition.indicator not in {*indicators, *rules.awaited}:
            yield entry.fault((*path, "indicator"), "unknown_indicator", condition.indicator)


def _inner_faults(entry: Entry, rules: LevelRules) -> Iterator[Fault]:
    if not is_day(rules.effective):
        yield entry.fault(("effective",), "bad_date", rules.effective[:60])
    yield from _rule_faults(entry, rules)
    for _, condition, path in conditions(rules):
        leave, enter = condition.leave_at, condition.enter
        if not (leave >= enter if condition.low_is_bad else leave <= enter):
            yield entry.fault((*path, "leave"), "leave_beyond_enter", f"leave {leave:g}, enter {enter:g}")
    yield from _ladder_faults(entry, rules)


def _rule_faults(entry: Entry, rules: LevelRules) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, rule in enumerate(rules.rules):
        path: tuple[Step, ...] = ("rules", number)
        if rule.id in seen:
            yield entry.fault((*path, "id"), "duplicate_id", rule.id)
        seen.add(rule.id)
        if not (rule.all or rule.any):
            yield entry.fault(path, "no_condition", rule.id)
        if rule.level == 0:
            yield entry.fault((*path, "level"), "bad_value", "a rule argues for level 1, 2 or 3")


def conditions(rules: LevelRules) -> Iterator[Placed]:
    """Every condition with its rule and its path."""
    for number, rule in enumerate(rules.rules):
        for key in ("all", "any"):
            for index, condition in enumerate(getattr(rule, key)):
                yield rule, condition, ("rules", number, key, index)


def _ladder_faults(entry: Entry, rules: LevelRules) -> Iterator[Fault]:
    """A higher level asks for more of the same indicator: never for as much, never for less."""
    ladders: dict[tuple[str, str, bool], list[Placed]] = defaultdict(list)
    for placed in conditions(rules):
        condition = placed[1]
        ladders[condition.indicator, condition.measure, condition.low_is_bad].append(placed)
    for ladder in ladders.values():
        for (low_rule, low, _), (high_rule, high, path) in pairwise(sorted(ladder, key=lambda placed: placed[0].level)):
            if low_rule.level < high_rule.level and not _rises(low, high):
                detail = f"{high_rule.id} asks for no more than {low_rule.id}"
                yield entry.fault((*path, "enter"), "levels_do_not_rise", detail)


def _rises(low: Condition, high: Condition) -> bool:
    stricter = high.enter < low.enter if high.low_is_bad else high.enter > low.enter
    return stricter and (high.at_least or 0.0) >= (low.at_least or 0.0)
