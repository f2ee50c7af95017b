"""All sections assessed at one moment: what the clock does after a report, and the replay for each hour of the past."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from data.domain.warning import Answer, Assessment, LevelRules, Reading, SectionState
from data.indicators import Inputs
from data.warning.engine import assess, unassessed
from data.warning.standing import silent_units, stand_core


def assess_sections(
    inputs: Inputs,
    readings: Mapping[str, Sequence[Reading]],
    states: Mapping[str, SectionState],
    rules: LevelRules,
    answers: Iterable[Answer] = (),
    *,
    places: Collection[str] | None = None,
) -> Mapping[str, Assessment]:
    """Assessment of sections by id, in the order of the reference data.

    Args:
        inputs: what can be seen at `inputs.now`.
        readings: by section, from `data.indicators.read_all(inputs)`.
        states: what was remembered; a section that is not there has never been assessed.
        rules: the version in effect.
        answers: of agencies, at least those given since the oldest standing proposal.
        places: sections to assess; default all. A period that comes late is caught up in the sections that missed it,
            with its own readings and `inputs` of the present, so that what was shown meanwhile is not rewritten.
    """
    now = inputs.now
    by_place: dict[str, list[Answer]] = {}
    for answer in answers:
        by_place.setdefault(answer.place, []).append(answer)
    return {
        section.id: assess(
            states.get(section.id) or unassessed(section.id, now),
            readings.get(section.id, ()),
            rules,
            now,
            core=stand_core(inputs, section),
            missing=silent_units(inputs, section),
            answers=by_place.get(section.id, ()),
        )
        for section in inputs.reference.sections
        if places is None or section.id in places
    }
