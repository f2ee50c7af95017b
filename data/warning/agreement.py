"""Whether people have agreed to a proposal: one voice to lower, several agencies and two roles for the top level."""

from collections.abc import Collection, Iterable

from data.domain.moment import Moment
from data.domain.warning import Answer, LevelRules, Proposal


def agreed_by(
    place: str, proposal: Proposal, answers: Iterable[Answer], rules: LevelRules, now: Moment
) -> tuple[str, ...]:
    """Roles that agreed, when that is enough; empty while it is not, and while anybody disagrees.

    The newest answer of each role of an agency counts. Answers older than the proposal, or from after `now`, are none.
    Source: Reg 2019/1896 Art 34(3): no agreement, no change.
    """
    heard = sorted((a for a in answers if _concerns(a, place, proposal, now)), key=lambda a: a.at)
    voices = {(a.agency, a.role): a.agrees for a in heard}
    if not voices or not all(voices.values()):
        return ()
    if proposal.level > rules.automatic_up_to and not _concur(voices, rules):
        return ()
    return tuple(sorted({role for _, role in voices}))


def _concerns(answer: Answer, place: str, proposal: Proposal, now: Moment) -> bool:
    return answer.place == place and answer.level == proposal.level and proposal.since <= answer.at <= now


def _concur(voices: Collection[tuple[str, str]], rules: LevelRules) -> bool:
    agencies = {agency for agency, _ in voices}
    return len(voices) >= rules.roles_for_critical and agencies.issuperset(rules.concurrence)
