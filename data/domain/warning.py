"""Warning levels: rules as data, readings of indicators, and what the level engine returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, Final, Literal

from data.domain.moment import Moment
from data.domain.names import STRICT

LevelId = Literal[0, 1, 2, 3]
LEVEL_KEYS: Final = ("routine", "elevated", "high", "critical")
"""Word keys by level id; no level is `unknown`."""

MeasureOf = Literal["value", "ratio", "score", "probability"]
Text = str | float | int | None
"""What may stand in the arguments of a text key: codes and numbers, never words."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One threshold of one indicator. High is bad unless `low_is_bad`, then the comparison is mirrored."""

    __pydantic_config__: ClassVar = STRICT

    indicator: str
    enter: float
    leave: float | None = None
    """Default: enter - 10 % of enter (+ 10 % where low is bad)."""
    measure: MeasureOf = "value"
    at_least: float | None = None
    """Least excess over the expected value, in the indicator's unit."""
    periods: int | None = None
    """Evaluations in a row that must meet it; default: the level rules' number."""
    low_is_bad: bool = False

    def meets(self, value: float) -> bool:
        """`value >= enter` (mirrored: `<=`)."""
        return value <= self.enter if self.low_is_bad else value >= self.enter

    def left(self, value: float) -> bool:
        """`value < leave` (mirrored: `>`)."""
        leave = self.leave_at
        return value > leave if self.low_is_bad else value < leave

    @property
    def leave_at(self) -> float:
        """The value past which the condition no longer holds."""
        if self.leave is not None:
            return self.leave
        return self.enter * (1.1 if self.low_is_bad else 0.9)


@dataclass(frozen=True, slots=True)
class Rule:
    """Argues for a level when all of `all` and one of `any` (if there are any) are met."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    level: LevelId
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    requires: tuple[str, ...] = ()
    """Feeds without which the rule is not evaluated."""
    article: str = ""


@dataclass(frozen=True, slots=True)
class LevelRules:
    """One version of the rules, as of its effective date."""

    __pydantic_config__: ClassVar = STRICT

    version: str
    effective: str
    """ISO date."""
    rules: tuple[Rule, ...]
    raise_evaluations: int = 2
    raise_single_from: int = 3
    dwell_hours: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({1: 12.0, 2: 24.0, 3: 24.0}))
    automatic_up_to: int = 2
    """Highest level that the engine sets by itself; also: lowering from this level or above needs people."""
    critical_expiry_h: float = 72.0
    concurrence: tuple[str, ...] = ("gpk", "mvd", "mchs", "mz")
    """Agencies that must agree to level 3."""
    roles_for_critical: int = 2
    awaited: tuple[str, ...] = ()
    """Indicators that rules name although no feed measures them yet: such rules are never evaluated."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator at one place at one reporting period. `value` None is unknown, with `why`."""

    indicator: str
    place: str
    """The section that it speaks for."""
    value: float | None
    unit: str
    valid_to: Moment | None
    """End of the newest period that it rests on; a new one makes a new evaluation."""
    source: str
    """Feed."""
    step_s: int
    """Usual time between evaluations, seconds."""
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    """5-95 % range of the reference values."""
    ratio: float | None = None
    excess: float | None = None
    subject: str = ""
    """Place below the section that decided the reading (a crossing point, a site), or empty."""
    window_h: float = 0.0
    fresh: bool = True
    """False when its reporting unit is stale: never evaluated, never a reason to lower."""
    why: str = ""
    """Key of why it is unknown: no_report, window_incomplete, few_references, stale, not_configured."""
    confidence: str = ""
    silent: float | None = None
    """Worst last value among places of the section that are silent or unknown now: it raises nothing, and while it
    is not past `leave` no rule is released."""
    outside: bool = False
    """Speaks of the surroundings (a storm), not of the border: never keeps a silent section known."""

    def measured(self, measure: MeasureOf) -> float | None:
        """The number that a condition looks at; scores and probabilities come with detectors."""
        return {"value": self.value, "ratio": self.ratio}.get(measure)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that argues for a level, with the numbers that fired it."""

    __pydantic_config__: ClassVar = STRICT

    rule: str
    level: int
    text_key: str
    indicator: str
    observed: float | None
    expected: float | None
    threshold: float
    measure: MeasureOf
    ratio: float | None
    unit: str
    subject: str
    valid_to: Moment | None
    source: str
    confidence: str
    window_h: float
    fresh: bool
    article: str = ""
    evaluations: int = 1
    """Evaluations in a row that met the rule, up to the one of these numbers."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A feed unit or an indicator that the assessment could not see."""

    __pydantic_config__: ClassVar = STRICT

    kind: Literal["feed", "indicator"]
    name: str
    why: str
    since: Moment | None = None
    """End of the last period that was seen; None: never seen."""
    unit: str = ""
    """Reporting unit (body, crossing point, site) of the feed, or empty."""


@dataclass(frozen=True, slots=True)
class RuleState:
    """What is remembered of one rule between evaluations, so that a restart keeps streaks."""

    __pydantic_config__: ClassVar = STRICT

    evaluated_to: Moment | None = None
    """valid_to of the last evaluation."""
    streak: int = 0
    """Evaluations in a row that met it."""
    held: bool = False
    clear_s: float = 0.0
    """Reported seconds past `leave` without a break; gaps in the reports do not count."""
    reason: Reason | None = None
    """The numbers of the last evaluation that met it."""
    also: tuple[Reason, ...] = ()
    """The numbers of its further conditions, same rule, same evaluation."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A level that people are asked to decide on."""

    __pydantic_config__: ClassVar = STRICT

    level: int
    since: Moment
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionState:
    """All that the engine remembers of one section; persisted after each evaluation."""

    __pydantic_config__: ClassVar = STRICT

    place: str
    level: int | None
    """None: unknown. `last_known` then holds the level that stays in force."""
    last_known: int
    since: Moment
    """When the present level (or its unknown-ness) began."""
    level_since: Moment
    """When `last_known` was reached, through any unknown time."""
    rules: Mapping[str, RuleState] = field(default_factory=dict)
    proposed: Proposal | None = None
    review_due: bool = False
    renewed_at: Moment | None = None
    """When people last renewed the critical level; None: not since it was set."""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A row of the level timeline. `old` or `new` None is unknown."""

    __pydantic_config__: ClassVar = STRICT

    place: str
    old: int | None
    new: int | None
    at: Moment
    """Picture time of the change."""
    reasons: tuple[Reason, ...]
    decided_by: tuple[str, ...] = ()
    """Roles of the people who decided; empty: by rule."""
    rule_version: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one agency's role says to a proposal."""

    __pydantic_config__: ClassVar = STRICT

    place: str
    level: int
    role: str
    agency: str
    agrees: bool
    at: Moment
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The engine's answer for one section at one moment."""

    state: SectionState
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    changes: tuple[LevelChange, ...]
    """Changes made by this evaluation, in order."""
