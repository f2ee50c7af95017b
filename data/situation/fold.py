"""Histories kept at hand between pictures: a batch costs the series that it touched, not the whole past.

The picture is the same, byte for byte, as one gathered anew from the store.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from data.domain.moment import DAY, Moment
from data.domain.situation import FeedStanding
from data.indicators import Inputs
from data.indicators.history import History
from data.situation.gather import Setting, horizon, look, reach
from data.store.contract import SeriesKey, Store, StoreReader, Track

MOST_READS: Final = 16
"""A batch that reaches back to more moments than this is read from its earliest one in one go."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Histories of one day, up to the newest report, whatever `now` is."""

    day: Moment
    tracks: Mapping[SeriesKey, Track]


class Fold:
    """Inputs of one picture after the other; for the one thread that takes pictures of a store that it writes."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._reach = reach()
        self._kept: _Kept | None = None
        self._history = History({}, {})

    def gather(self, store: Store, now: Moment) -> tuple[Inputs, tuple[FeedStanding, ...]]:
        """What `data.situation.gather.gather` gives, with only those series read that changed since the last call."""
        try:
            with store.news() as touched:
                self._kept = self._renew(store, now, touched)
                tracks = {key: seen for key, track in self._kept.tracks.items() if (seen := _until(track, now))}
                self._history = self._history.after(store.latest(), tracks)
                return look(store, self._setting, self._history, now)
        except BaseException:
            self._kept = None  # what was touched is told once: without it everything is read anew
            raise

    def _renew(self, store: StoreReader, now: Moment, touched: Mapping[SeriesKey, Moment]) -> _Kept:
        day = now // DAY * DAY
        if self._kept is None or self._kept.day != day:
            return _Kept(day, _read_all(store, now, self._reach))
        tracks = dict(self._kept.tracks)
        for since, keys in _grouped({key: at for key, at in touched.items() if self._reach.get(key.metric)}).items():
            for key, newer in store.tracks_of(keys, since - 1).items():
                tracks[key] = _spliced(tracks.get(key), newer, since, horizon(now, self._reach[key.metric]))
        return _Kept(day, tracks)


def _read_all(store: StoreReader, now: Moment, furthest: Mapping[str, int]) -> Mapping[SeriesKey, Track]:
    tracks: dict[SeriesKey, Track] = {}
    for history_s in sorted({s for s in furthest.values() if s}):
        metrics = [metric for metric, s in furthest.items() if s == history_s]
        tracks.update(store.tracks(metrics, horizon(now, history_s)))
    return tracks


def _grouped(touched: Mapping[SeriesKey, Moment]) -> Mapping[Moment, list[SeriesKey]]:
    """Series by the moment from which they are read anew."""
    groups: dict[Moment, list[SeriesKey]] = defaultdict(list)
    for key, at in touched.items():
        groups[at].append(key)
    if len(groups) <= MOST_READS:
        return groups
    return {min(groups): list(touched)}


def _spliced(before: Track | None, newer: Track, since: Moment, begins: Moment) -> Track:
    """A track whose values from `since` on are replaced; nothing at or before `begins` stays."""
    parts = [newer] if before is None else [_part(before, before.valid_to < since), newer]
    whole = Track(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("valid_from", "valid_to", "value"))
    )
    return _part(whole, whole.valid_to > begins)


def _until(track: Track, now: Moment) -> Track | None:
    """What has ended by now: the same object where that is all of it, None where nothing has."""
    if not track.valid_to.size or track.valid_to[0] > now:
        return None
    return track if track.valid_to[-1] <= now else _part(track, track.valid_to <= now)


def _part(track: Track, chosen: np.ndarray) -> Track:
    return Track(track.valid_from[chosen], track.valid_to[chosen], track.value[chosen])
