"""Levels of the past, hour by hour, with scripted people who answer proposals: the history of an exercise."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from data.domain.exercise import ActorPolicy
from data.domain.moment import MINUTE, Moment
from data.domain.places import Reference
from data.domain.warning import Answer, LevelChange, LevelRules, SectionState
from data.indicators import Inputs, read_all
from data.warning.sections import assess_sections


class Past(NamedTuple):
    """What a replay yields."""

    states: Mapping[str, SectionState]
    """As remembered after the last moment."""
    changes: tuple[LevelChange, ...]
    """Ascending by time."""
    answers: tuple[Answer, ...]
    """Ascending by time."""


def replay(
    reference: Reference,
    inputs_at: Callable[[Moment], Inputs],
    moments: Iterable[Moment],
    rules: LevelRules,
    policies: Sequence[ActorPolicy] = (),
) -> Past:
    """Assess all sections at each moment in turn, from knowing nothing."""
    states: dict[str, SectionState] = {}
    changes: list[LevelChange] = []
    answers: dict[Answer, None] = {}
    for moment in moments:
        inputs = inputs_at(moment)
        given = [a for s in reference.sections if s.id in states for a in scripted(states[s.id], policies, moment)]
        answers.update(dict.fromkeys(given))
        for place, assessment in assess_sections(inputs, read_all(inputs), states, rules, given).items():
            states[place] = assessment.state
            changes.extend(assessment.changes)
    return Past(states, tuple(changes), tuple(sorted(answers, key=lambda a: a.at)))


def scripted(state: SectionState, policies: Iterable[ActorPolicy], now: Moment) -> Iterator[Answer]:
    """What scripted actors have said by now to the proposal that stands."""
    proposal = state.proposed
    if proposal is None:
        return
    rising = proposal.level >= state.last_known
    for policy in policies:
        at = proposal.since + int(policy.after_min * MINUTE)
        if at <= now and policy.speaks_to(state.place, rising=rising):
            yield Answer(state.place, proposal.level, policy.role, policy.agency, policy.agrees, at)
