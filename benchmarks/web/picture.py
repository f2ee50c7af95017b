"""The comparison kit's board as a situation of the product: 60 places, 8 gauges, 8 lines of 720 hours."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from data.domain.moment import HOUR, Moment
from data.domain.situation import (
    CrossingStanding,
    FacilityStanding,
    Measured,
    QueueStanding,
    SectionStanding,
    Situation,
    Spark,
)
from data.store.contract import Point, SeriesKey, StoreReader

CROSSINGS: Final = 40
SECTIONS: Final = 8
SITES: Final = 12
INDICATORS: Final = 20
HOURS: Final = 720
FEED: Final = "bench"


def key(entity: int, indicator: int) -> SeriesKey:
    """Series of an entity and an indicator of the kit."""
    return SeriesKey(FEED, f"e{entity}", f"i{indicator}")


def section_of(entity: int) -> int:
    """Border section (0..7) of an entity, as the kit assigns it."""
    first = 0 if entity < CROSSINGS else CROSSINGS if entity < CROSSINGS + SECTIONS else CROSSINGS + SECTIONS
    return (entity - first) % SECTIONS


def compose(store: StoreReader) -> Situation:
    """Everything that the kit's board shows, read from the store."""
    latest = store.latest(FEED)
    now = max(p.valid_to for p in latest.values())
    lines = _lines(store, now)
    return Situation(
        version=0,
        as_of=now,
        mode="live",
        exercise=None,
        rules_version="bench",
        feeds=(),
        sections=tuple(_section(s, latest, lines[s], now) for s in range(SECTIONS)),
        crossings=tuple(_crossing(e, latest) for e in range(CROSSINGS)),
        facilities=tuple(_facility(e, latest) for e in range(CROSSINGS + SECTIONS, CROSSINGS + SECTIONS + SITES)),
        alerts=(),
        lanes=(),
    )


def _lines(store: StoreReader, now: Moment) -> np.ndarray:
    """Hourly mean of the fourth indicator over the entities of each section."""
    sums, counts = np.zeros((SECTIONS, HOURS)), np.zeros((SECTIONS, HOURS))
    start = now - HOURS * HOUR
    for series, track in store.tracks(["i3"], start, now).items():
        hours = (track.valid_to - start) // HOUR - 1
        section = section_of(int(series.place[1:]))
        np.add.at(sums[section], hours, track.value)
        np.add.at(counts[section], hours, 1)
    return np.round(sums / np.maximum(counts, 1), 2)


def _measured(latest: Mapping[SeriesKey, Point], entity: int, indicator: int) -> Measured:
    point = latest[key(entity, indicator)]
    return Measured(round(point.value, 1), "count", point.valid_to, FEED)


def _section(number: int, latest: Mapping[SeriesKey, Point], line: np.ndarray, now: Moment) -> SectionStanding:
    own = [e for e in range(CROSSINGS + SECTIONS + SITES) if section_of(e) == number]
    gauge = sum(latest[key(e, 1)].value for e in own) / 8
    entity = CROSSINGS + number
    return SectionStanding(
        id=f"e{entity}",
        level=0,
        last_known=0,
        since=now,
        proposed=None,
        reasons=(),
        missing=(),
        arrivals=_measured(latest, entity, 0),
        expected=latest[key(entity, 1)].value,
        ratio=latest[key(entity, 2)].value,
        spark=Spark(now - HOURS * HOUR, HOUR, tuple(line.tolist()), (), ()),
        risk=round(gauge, 1),
    )


def _crossing(entity: int, latest: Mapping[SeriesKey, Point]) -> CrossingStanding:
    return CrossingStanding(
        id=f"e{entity}",
        section=f"e{CROSSINGS + section_of(entity)}",
        status="open",
        since=None,
        load=_measured(latest, entity, 1),
        basis=None,
        passed=None,
        queue=QueueStanding(cars=_measured(latest, entity, 0)),
        wait=_measured(latest, entity, 2),
    )


def _facility(entity: int, latest: Mapping[SeriesKey, Point]) -> FacilityStanding:
    return FacilityStanding(
        id=f"e{entity}",
        section=f"e{CROSSINGS + section_of(entity)}",
        occupied=_measured(latest, entity, 0),
        capacity=_measured(latest, entity, 1),
        binding=None,
        limits=(),
        phase="post",
        occupancy=latest[key(entity, 2)].value,
        band=0,
    )
