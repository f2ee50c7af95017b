"""Invented situations for tests and pictures: calm, surge, night and blind. No number in them is a fact."""

import math
import random
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from data.domain.hazard import HazardAlert
from data.domain.moment import DAY, HOUR, MINUTE, Moment, parse_iso
from data.domain.places import Crossing, Reference, Section, Site
from data.domain.situation import (
    CrossingStanding,
    ExerciseStanding,
    FacilityStanding,
    FeedStanding,
    FeedUnitStanding,
    Lane,
    LaneSpan,
    Limit,
    Measured,
    Notice,
    QueueStanding,
    SectionStanding,
    Situation,
    Spark,
)
from data.domain.warning import Missing, Proposal, Reason
from data.reference import load
from data.situation.alerts import raise_alerts
from tests.stories import STORIES, Story

NOW: Moment = parse_iso("2026-11-18T02:14:36+03:00")
SCENES = ("calm", "surge", "night", "blind")
BINS = 56


CONTRACTS = {
    "gpk_equeue": ("gpk", 5 * MINUTE, "JSON"),
    "gpk_crossings": ("gpk", HOUR, "CSV"),
    "gpk_detections": ("gpk", HOUR, "CSV"),
    "mvd_reception": ("mvd", 4 * HOUR, "XLSX"),
    "mz_hospital_places": ("mz", 6 * HOUR, "JSON"),
    "hydromet_night": ("hydromet", DAY, "CSV"),
    "mchs_cap_alerts": ("mchs", 15 * MINUTE, "CAP"),
}


@lru_cache
def scene(name: str, mode: str = "exercise") -> Situation:
    """The situation of a scene; `calm`, `surge`, `night` or `blind`."""
    story, reference = STORIES[name], load()
    feeds = tuple(_feed(feed, story, reference) for feed in CONTRACTS)
    sections = tuple(_section(section, story) for section in reference.sections)
    facilities = tuple(_facility(site, story) for site in reference.sites)
    return Situation(
        version=1_795_000_048_213,
        as_of=NOW,
        mode=mode,
        exercise=ExerciseStanding("grodno-surge", NOW + DAY) if mode == "exercise" else None,
        rules_version="14",
        feeds=feeds,
        sections=sections,
        crossings=tuple(_crossing(crossing, story) for crossing in reference.crossings),
        facilities=facilities,
        alerts=raise_alerts(reference, sections, facilities, feeds, _hazards(story)),
        lanes=tuple(_lane(section, story, i) for i, section in enumerate(reference.sections)),
        temperature={
            o.id: Measured(story.night_c, "degrees_c", NOW - 5 * HOUR, "hydromet_night") for o in reference.oblasts
        },
    )


def with_sections(situation: Situation, **changes: Mapping[str, object]) -> Situation:
    """The same situation with changed sections: `with_sections(s, grodno_pl={"level": 3})`."""
    named = {place.replace("_", "-"): change for place, change in changes.items()}
    return replace(situation, sections=tuple(replace(s, **named.get(s.id, {})) for s in situation.sections))


def _section(section: Section, story: Story) -> SectionStanding:
    level, hours, arrivals, expected = story.levels[section.id]
    since, ratio = NOW - int(hours * HOUR), None if arrivals is None or not expected else arrivals / expected
    proposed = story.proposed.get(section.id)
    return SectionStanding(
        id=section.id,
        level=level,
        last_known=level or 0,
        since=since,
        proposed=Proposal(proposed, NOW - 8 * MINUTE, (_reason(proposed, arrivals, expected),)) if proposed else None,
        reasons=(_reason(level, arrivals, expected),) if level else (),
        missing=(Missing("feed", "gpk_detections", "stale", since),) if level is None else (),
        arrivals=None if arrivals is None else Measured(arrivals, "persons", NOW - 9 * MINUTE, "gpk_detections", "A2"),
        expected=expected,
        ratio=ratio,
        spark=_spark(section.id, expected or 20.0, ratio, hours if level is None else 0.0),
    )


def _reason(level: int, arrivals: float | None, expected: float | None) -> Reason:
    ratio = None if arrivals is None or not expected else arrivals / expected
    return Reason(
        rule=f"L{level}-arrivals",
        level=level,
        text_key="rule_bd1_ratio",
        indicator="BD1",
        observed=arrivals,
        expected=expected,
        threshold=(1.0, 1.5, 2.5, 4.0)[level],
        measure="ratio",
        ratio=ratio,
        unit="persons",
        subject="",
        valid_to=NOW - 9 * MINUTE,
        source="gpk_detections",
        confidence="A2",
        window_h=24.0,
        fresh=True,
    )


def _spark(place: str, expected: float, ratio: float | None, silent_h: float) -> Spark:
    chance, base = random.Random(place), expected / 8
    usual = [base * (1 + 0.8 * math.sin((i % 8) / 8 * 2 * math.pi - 1)) for i in range(BINS)]
    swell = [1 + max(0.0, (ratio or 1) - 1) * max(0.0, (i - 48) / 7) * 1.6 for i in range(BINS)]
    seen = [round(u * s * chance.uniform(0.6, 1.4), 1) for u, s in zip(usual, swell, strict=True)]
    gap = math.ceil(silent_h / 3)
    observed: list[float | None] = [*seen[: BINS - gap], *([None] * gap)][:BINS] if gap < BINS else [None] * BINS
    low, high = (tuple(round(u * share, 1) for u in usual) for share in (0.3, 1.7))
    return Spark(NOW // (3 * HOUR) * 3 * HOUR - BINS * 3 * HOUR, 3 * HOUR, tuple(observed), low, high)


def _facility(site: Site, story: Story) -> FacilityStanding:
    occupancy, capacity = story.occupancy[site.id]
    if occupancy is None:
        return FacilityStanding(site.id, site.section, None, None, None, (Limit("places", None),), "post", None, None)
    at, band = NOW - 12 * MINUTE, sum(occupancy >= share for share in (0.70, 0.85, 0.95))
    return FacilityStanding(
        id=site.id,
        section=site.section,
        occupied=Measured(round(occupancy * capacity), "persons", at, "mvd_reception", "A1"),
        capacity=Measured(capacity, "persons", at, "mvd_reception", "A1"),
        binding="area" if site.kind == "reception" else "places",
        limits=(Limit("places", capacity + 50), Limit("area", capacity), Limit("staff", None)),
        phase="emergency",
        occupancy=occupancy,
        band=band,
        incomplete=site.kind == "heating",
    )


def _crossing(crossing: Crossing, story: Story) -> CrossingStanding:
    chance, seen = random.Random(crossing.id), crossing.queue_checkpoint_id is not None and story.outside_queue
    basis = crossing.capacities[0] if crossing.capacities else None

    def counted(value: float, unit: str = "vehicles") -> Measured | None:
        return Measured(round(value), unit, NOW - 4 * MINUTE, "gpk_equeue") if seen else None

    cars, wait = (214, 310) if crossing.id == "BY-PL-01" else (chance.randint(5, 90), chance.randint(15, 140))
    load = Measured(chance.uniform(0.3, 1.05), "share", NOW - HOUR, "gpk_crossings") if basis and seen else None
    return CrossingStanding(
        id=crossing.id,
        section=crossing.section,
        status=crossing.status,
        since=crossing.status_as_of,
        load=load,
        basis=basis.basis if basis else None,
        passed=Measured(load.value * basis.value, "vehicles", NOW - HOUR, "gpk_crossings") if load and basis else None,
        queue=QueueStanding(counted(cars), counted(chance.randint(0, 40)), counted(chance.randint(0, 9))),
        wait=counted(wait, "minutes"),
    )


def _lane(section: Section, story: Story, index: int) -> Lane:
    level, hours, *_ = story.levels[section.id]
    start, since = NOW - 30 * DAY, max(NOW - 30 * DAY, NOW - int(hours * HOUR))
    spans, pins = [LaneSpan(0, start, since), LaneSpan(level, since, None)], ()
    if index in {0, 1, 5}:
        rose, fell = NOW - (6 + index) * DAY, NOW - (5 + index) * DAY
        if fell < since:
            spans[:1] = [LaneSpan(0, start, rose), LaneSpan(1, rose, fell), LaneSpan(0, fell, since)]
            pins = (fell,)
    gaps = ((NOW - 40 * HOUR, NOW - 31 * HOUR),) if index == 3 else ()
    return Lane(section.id, tuple(s for s in spans if s.end is None or s.end > s.start), gaps, pins)


def _feed(name: str, story: Story, reference: Reference) -> FeedStanding:
    agency, cycle, form = CONTRACTS[name]
    state, silent_h = story.feeds.troubled.get(name, ("current", 0.2))
    newest = None if state == "not_configured" else NOW - int(silent_h * HOUR)
    units = tuple(
        FeedUnitStanding(body.id, "stale" if state == "partial" and body.id == "smorgon" else "current", newest)
        for body in reference.bodies
    )
    troubled = state not in {"current", "manual", "not_configured"}
    return FeedStanding(
        name=name,
        agency=agency,
        state=state,
        newest=newest,
        next_due=None if newest is None else max(NOW + 25, newest + cycle),
        since=newest if troubled else None,
        reason=Notice("reason_missing_column", {"detail": "crossing_id", "source": "hourly.csv"})
        if state == "error"
        else None,
        units=units if name == "gpk_detections" else (),
        cycle_s=cycle,
        format=form,
    )


def _hazards(story: Story) -> tuple[HazardAlert, ...]:
    if not story.hazard:
        return ()
    heads = (("ru", "Сильный мороз, гололедица"), ("be", "Моцны мароз, галалёдзіца"), ("en", "Severe frost, icy roads"))
    frost = HazardAlert(
        identifier="frost-1",
        sender="mchs",
        sent=NOW - 3 * HOUR,
        status="Exercise",
        message="Alert",
        event="frost",
        headlines=heads,
        severity="Severe",
        onset=NOW - 2 * HOUR,
        expires=NOW + 20 * HOUR,
        places=("grodno-pl", "grodno-lt"),
    )
    return (frost,)
