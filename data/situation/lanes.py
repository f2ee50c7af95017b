"""Thirty days of levels as spans, with the gaps in the core feed and the decisions of people."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from data.domain.moment import DAY, HOUR, Moment
from data.domain.places import Reference
from data.domain.situation import Lane, LaneSpan
from data.domain.warning import LevelChange, SectionState
from data.indicators.contract import STALE_CYCLES
from data.situation.gather import arrivals_of
from data.store.contract import SeriesKey, Track

WINDOW_S: Final = 30 * DAY
GAP_S: Final = STALE_CYCLES * HOUR
"""A silence of the hourly core feed for as long as makes its section unknown is a gap worth showing."""

Gap = tuple[Moment, Moment | None]


def draw_lanes(
    reference: Reference,
    states: Mapping[str, SectionState],
    changes: Sequence[LevelChange],
    tracks: Mapping[SeriesKey, Track],
    now: Moment,
) -> tuple[Lane, ...]:
    """One lane a section, in the order of the reference data."""
    # whole hours, so that a second that passes makes no new picture
    start = (now - WINDOW_S) // HOUR * HOUR
    lanes = []
    for section in reference.sections:
        own = [c for c in changes if c.place == section.id]
        spans = spans_of(own, states.get(section.id), start)
        track = tracks.get(arrivals_of(section.id))
        pins = tuple(c.at for c in own if c.decided_by and c.at >= start)
        lanes.append(Lane(section.id, spans, gaps_of(track, start, now), pins))
    return tuple(lanes)


def spans_of(changes: Sequence[LevelChange], state: SectionState | None, start: Moment) -> tuple[LaneSpan, ...]:
    """Spans between changes, the first cut at `start`; without any change, the present state alone."""
    if not changes:
        return () if state is None else (LaneSpan(state.level, max(state.since, start), None),)
    first = changes[0]
    spans = [] if first.at <= start else [LaneSpan(first.old, start, first.at)]
    ends: list[Moment | None] = [change.at for change in changes[1:]]
    for change, end in zip(changes, [*ends, None], strict=True):
        if end is None or end > start:
            spans.append(LaneSpan(change.new, max(change.at, start), end))
    return tuple(spans)


def gaps_of(track: Track | None, start: Moment, now: Moment) -> tuple[Gap, ...]:
    """Silences of the core feed longer than three cycles; the last one may still be open."""
    if track is None or track.valid_to.size == 0:
        return ((start, None),)
    ends = track.valid_to[track.valid_to > start]
    if ends.size == 0:
        return ((start, None),)
    begins = track.valid_from[track.valid_to > start]
    silent = np.flatnonzero(begins[1:] - ends[:-1] >= GAP_S)
    gaps: list[Gap] = [(int(ends[i]), int(begins[i + 1])) for i in silent]
    if now - int(ends[-1]) >= GAP_S + HOUR:
        gaps.append((int(ends[-1]), None))
    return tuple(gaps)
