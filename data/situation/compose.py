"""From the store's numbers to the situation: feeds, levels, crossing points, sites, alerts, lanes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import orjson

from data.domain.hazard import HazardAlert
from data.domain.moment import DAY, Moment
from data.domain.places import Section
from data.domain.situation import (
    ExerciseStanding,
    FeedStanding,
    Measured,
    RunningMode,
    SectionStanding,
    Situation,
)
from data.domain.warning import Answer, Assessment, LevelChange, LevelRules, Reading, SectionState
from data.indicators import Inputs, read_all
from data.indicators.cap import in_force
from data.situation.alerts import raise_alerts
from data.situation.crossings import measured, stand_crossings
from data.situation.facilities import stand_facilities
from data.situation.gather import arrivals_of
from data.situation.lanes import draw_lanes
from data.situation.sparks import draw_spark
from data.store.contract import SeriesKey
from data.warning import assess_sections

LANES_S: Final = 31 * DAY
"""How far back level changes are read for the lanes."""


@dataclass(frozen=True, slots=True)
class Background:
    """What a picture needs besides the inputs of the indicators."""

    mode: RunningMode
    exercise: ExerciseStanding | None
    rules: LevelRules
    feeds: tuple[FeedStanding, ...]
    states: Mapping[str, SectionState]
    answers: Sequence[Answer]
    changes: Sequence[LevelChange]
    """Of the last thirty days, and of each section the last one before."""
    missed: Mapping[str, tuple[Moment, ...]] = field(default_factory=dict)
    """Ends of periods that came together with newer ones, by section; evaluated in order before it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A situation without its version, and what the level engine must remember."""

    situation: Situation
    states: tuple[SectionState, ...]
    changes: tuple[LevelChange, ...]
    digest: str
    """Of everything but version and time: an equal digest is the same picture."""

    def numbered(self, version: int) -> bytes:
        """JSON of the situation under its version."""
        return orjson.dumps(replace(self.situation, version=version), option=orjson.OPT_NON_STR_KEYS)


def take_picture(inputs: Inputs, background: Background) -> Picture:
    """Assess all sections at `inputs.now` and compose the situation; pure."""
    states, changes = catch_up(inputs, background)
    readings = read_all(inputs)
    assessments = assess_sections(inputs, readings, states, background.rules, background.answers)
    changes += [change for assessment in assessments.values() for change in assessment.changes]
    situation = compose(inputs, background, readings, assessments, (*background.changes, *changes))
    remembered = tuple(a.state for place, a in assessments.items() if a.state != background.states.get(place))
    return Picture(situation, remembered, tuple(changes), digest_of(situation))


def catch_up(inputs: Inputs, background: Background) -> tuple[dict[str, SectionState], list[LevelChange]]:
    """Evaluate the periods that came late, in the sections that missed them; what is silent is judged as of now."""
    states, changes = dict(background.states), list[LevelChange]()
    for moment in sorted({m for moments in background.missed.values() for m in moments}):
        places = {place for place, moments in background.missed.items() if moment in moments}
        readings = read_all(inputs.at(moment, inputs.fresh, inputs.heard))
        found = assess_sections(inputs, readings, states, background.rules, background.answers, places=places)
        states.update({place: assessment.state for place, assessment in found.items()})
        changes.extend(change for assessment in found.values() for change in assessment.changes)
    return states, changes


def compose(
    inputs: Inputs,
    background: Background,
    readings: Mapping[str, tuple[Reading, ...]],
    assessments: Mapping[str, Assessment],
    changes: Sequence[LevelChange],
) -> Situation:
    """Everything a screen may show at `inputs.now`, version 0."""
    known = {change.place for change in changes}
    sections = tuple(
        _stand(inputs, s, readings[s.id], assessments[s.id], known=s.id in known) for s in inputs.reference.sections
    )
    facilities = stand_facilities(inputs)
    hazards: tuple[HazardAlert, ...] = in_force(inputs.hazards, inputs.now, exercise=inputs.exercise)
    states = {place: assessment.state for place, assessment in assessments.items()}
    return Situation(
        version=0,
        as_of=inputs.now,
        mode=background.mode,
        exercise=background.exercise,
        rules_version=background.rules.version,
        feeds=background.feeds,
        sections=sections,
        crossings=stand_crossings(inputs),
        facilities=facilities,
        alerts=raise_alerts(inputs.reference, sections, facilities, background.feeds, hazards),
        lanes=draw_lanes(inputs.reference, states, changes, inputs.tracks, inputs.now),
        temperature=_temperature(inputs),
    )


def digest_of(situation: Situation) -> str:
    """Digest of a situation apart from its version and time of taking, and from what moves with every asking.

    Which address was asked last, and how many observations were taken in a day, are shown as of the version.
    """
    feeds = tuple(replace(feed, accepted=0, last_run=None) for feed in situation.feeds)
    same = replace(situation, version=0, as_of=0, feeds=feeds)
    return hashlib.sha256(orjson.dumps(same, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_SORT_KEYS)).hexdigest()


def _stand(
    inputs: Inputs, section: Section, readings: tuple[Reading, ...], assessment: Assessment, *, known: bool
) -> SectionStanding:
    """Standing of one section; `known`: its level was known at some time, so that there is a last known one."""
    state = assessment.state
    arrivals = next((r for r in readings if r.indicator == "bd1"), None)
    return SectionStanding(
        id=section.id,
        level=state.level,
        last_known=state.last_known if known else None,
        since=state.since if state.level is None else state.level_since,
        proposed=state.proposed,
        reasons=assessment.reasons,
        missing=assessment.missing,
        arrivals=_measured(arrivals),
        expected=None if arrivals is None else arrivals.expected,
        ratio=None if arrivals is None else arrivals.ratio,
        spark=draw_spark(inputs.tracks.get(arrivals_of(section.id)), inputs.now),
        review_due=state.review_due,
    )


def _measured(reading: Reading | None) -> Measured | None:
    if reading is None or reading.value is None or reading.valid_to is None:
        return None
    return Measured(
        reading.value, reading.unit, reading.valid_to, reading.source, reading.confidence, stale=not reading.fresh
    )  # fmt: skip


def _temperature(inputs: Inputs) -> Mapping[str, Measured]:
    nights = {
        oblast.id: measured(
            inputs,
            SeriesKey(inputs.provider(oblast.id, "hydromet_night", "night_min_c"), oblast.id, "night_min_c"),
            "degrees_c",
        )
        for oblast in inputs.reference.oblasts
    }
    return {oblast: night for oblast, night in nights.items() if night is not None}
