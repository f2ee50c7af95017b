"""How the level of a section moves: what rules may do by themselves, what people decide, what is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.domain.moment import HOUR, Moment
from data.domain.warning import Answer, LevelChange, LevelRules, Proposal, RuleState, SectionState
from data.warning.agreement import agreed_by
from data.warning.argument import Argument


@dataclass(frozen=True, slots=True)
class Case:
    """All that the level of one section depends on at one moment."""

    state: SectionState
    rules: LevelRules
    argument: Argument
    silent: bool
    """The core feeds are silent: nothing falls."""
    evaluated: bool
    """A rule was evaluated at this moment; without that, nothing begins to fall."""
    answers: tuple[Answer, ...]
    now: Moment

    @property
    def raised(self) -> int:
        """The level in force after what rules raise by themselves, at once and over any number of steps."""
        return max(self.state.last_known, min(self.argument.level, self.rules.automatic_up_to))

    @property
    def review_due(self) -> bool:
        """A level that people set has stood for its time; stays so until renewed or changed."""
        if self.state.last_known <= self.rules.automatic_up_to:
            return False
        began = self.state.level_since if self.state.renewed_at is None else self.state.renewed_at
        return self.state.review_due or self.now - began >= self.rules.critical_expiry_h * HOUR


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the level in force."""

    level: int
    decided_by: tuple[str, ...] = ()
    """Roles of the people who decided; empty: by rule."""


def settle(case: Case, remembered: Mapping[str, RuleState]) -> tuple[tuple[Step, ...], SectionState]:
    """Move the level in force, and say what is remembered afterwards."""
    proposal = _proposal(case)
    roles = () if proposal is None else agreed_by(case.state.place, proposal, case.answers, case.rules, case.now)
    steps = _steps(case, proposal, roles)
    state, now = case.state, case.now
    level = steps[-1].level if steps else state.last_known
    moved = level != state.last_known
    renewed = bool(roles) and not moved
    shown = None if case.silent and not case.argument.keeps_known else level
    return steps, SectionState(
        place=state.place,
        level=shown,
        last_known=level,
        since=state.since if shown == state.level else now,
        level_since=now if moved else state.level_since,
        rules=remembered,
        proposed=None if roles else proposal,
        review_due=case.review_due and not moved and not renewed,
        renewed_at=now if renewed else None if moved else state.renewed_at,
    )


def _steps(case: Case, proposal: Proposal | None, roles: tuple[str, ...]) -> tuple[Step, ...]:
    raised = (Step(case.raised),) if case.raised > case.state.last_known else ()
    if proposal is not None and roles:
        decided = () if proposal.level == case.raised else (Step(proposal.level, roles),)
        return (*raised, *decided)
    if not raised and _falls(case) and not _needs_people(case):
        return (Step(case.state.last_known - 1),)
    return raised


def _falls(case: Case) -> bool:
    """One step down is due now: argued for on fresh evidence, once an evaluation."""
    return case.evaluated and not case.silent and case.argument.level < case.raised


def _needs_people(case: Case) -> bool:
    return case.raised >= case.rules.automatic_up_to or case.argument.set_aside >= case.raised


def _proposal(case: Case) -> Proposal | None:
    """The proposal that stands: the one before while it is still argued for, a new one, or none."""
    level = _proposed_level(case)
    before = case.state.proposed
    if level is None:
        return None
    if before is not None and before.level == level:
        return Proposal(level, before.since, case.argument.reasons)
    return Proposal(level, case.now, case.argument.reasons) if _may_begin(case, level) else None


def _proposed_level(case: Case) -> int | None:
    """Level that people are asked about: up, down by one, or once more the same after its time."""
    if case.argument.level > case.raised:
        return case.argument.level
    if case.argument.level < case.raised and not case.silent:
        return case.raised - 1 if _needs_people(case) else None
    return case.raised if case.review_due else None


def _may_begin(case: Case, level: int) -> bool:
    return level >= case.raised or _falls(case)


def record(case: Case, steps: Sequence[Step], after: SectionState) -> tuple[LevelChange, ...]:
    """Rows of the level timeline: each step, then the way into or out of unknown."""
    changes: list[LevelChange] = []
    shown = case.state.level
    for step in (*steps, Step(after.last_known) if after.level is not None else None):
        new, roles = (None, ()) if step is None else (step.level, step.decided_by)
        if new != shown:
            changes.append(_change(case, shown, new, roles))
            shown = new
    return tuple(changes)


def _change(case: Case, old: int | None, new: int | None, roles: tuple[str, ...]) -> LevelChange:
    return LevelChange(case.state.place, old, new, case.now, case.argument.reasons, roles, case.rules.version)
