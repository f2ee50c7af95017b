"""Reported series at any moment of the past: newest value, and sums over a rolling window of whole periods."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import CLOCK_SLACK_S, Moment
from data.store.contract import Point, SeriesKey, Track


class Sample(NamedTuple):
    """One reported value and the end of the period that it speaks of."""

    at: Moment
    value: float


@dataclass(frozen=True, slots=True)
class Windows:
    """Sums over the window that ends at each reported period; None where a period of the window is missing.

    `ends` ascends; both sequences are of equal length.
    """

    ends: Sequence[Moment]
    sums: Sequence[float | None]

    def newest(self, now: Moment) -> int | None:
        """Index of the newest window that has ended."""
        index = bisect_right(self.ends, now) - 1
        return index if index >= 0 else None

    def ending(self, end: Moment) -> float | None:
        """Sum of the window that ended exactly then; None when it is incomplete or not reported."""
        index = bisect_left(self.ends, end)
        return self.sums[index] if index < len(self.ends) and self.ends[index] == end else None

    def last_whole(self, index: int) -> float | None:
        """Sum of the newest whole window at or before an index."""
        return next((self.sums[i] for i in range(index, -1, -1) if self.sums[i] is not None), None)


NO_WINDOWS: Final = Windows((), ())


def roll(track: Track, window_s: int) -> Windows:
    """Sum a flow over windows of `window_s` seconds; periods may be of any length, and of mixed lengths.

    A window is whole when its periods lie inside it, do not overlap and fill it to the second.
    """
    begins, ends = track.valid_from, track.valid_to
    if not ends.size:
        return NO_WINDOWS
    first = np.searchsorted(ends, ends - window_s, side="right")
    last = np.arange(ends.size) + 1
    sums = _between(track.value, first, last)
    filled = _between(ends - begins, first, last) == window_s
    inside = begins[first] >= ends - window_s
    overlaps = np.zeros(ends.size)
    overlaps[1:] = begins[1:] < ends[:-1]
    apart = _between(overlaps, np.minimum(first + 1, last), last) == 0
    whole = (filled & inside & apart).tolist()
    return Windows(ends.tolist(), [s if w else None for s, w in zip(sums.tolist(), whole, strict=True)])


def _between(values: NDArray[Any], first: NDArray[Any], last: NDArray[Any]) -> NDArray[np.float64]:
    """Sums of values[first:last] for many pairs; whole numbers stay exact."""
    running = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    sums: NDArray[np.float64] = running[last] - running[first]
    return sums


class History:
    """Looks series up at any moment; what is computed once stays for all moments."""

    __slots__ = ("_lists", "_windows", "latest", "tracks")

    def __init__(self, latest: Mapping[SeriesKey, Point], tracks: Mapping[SeriesKey, Track]) -> None:
        self.latest = latest
        self.tracks = tracks
        self._lists: dict[SeriesKey, tuple[list[Moment], list[float]]] = {}
        self._windows: dict[tuple[SeriesKey, int], Windows] = {}

    def newest(self, key: SeriesKey, now: Moment) -> Sample | None:
        """Newest value whose period has ended by `now`, by a clock that may be a little ahead of ours."""
        point = self.latest.get(key)
        if point is not None and point.valid_to <= now + CLOCK_SLACK_S:
            return Sample(min(point.valid_to, now), point.value)
        ends, values = self._listed(key)
        index = bisect_right(ends, now) - 1
        return Sample(ends[index], values[index]) if index >= 0 else None

    def windows(self, key: SeriesKey, window_s: int) -> Windows:
        """Rolling sums of a flow."""
        known = self._windows.get((key, window_s))
        if known is None:
            track = self.tracks.get(key)
            known = self._windows[key, window_s] = NO_WINDOWS if track is None else roll(track, window_s)
        return known

    def after(self, latest: Mapping[SeriesKey, Point], tracks: Mapping[SeriesKey, Track]) -> "History":
        """The same view of newer series: what was computed of a series whose track is the same object stays."""
        newer = History(latest, tracks)
        same = {key for key, track in tracks.items() if self.tracks.get(key) is track}
        newer._lists = {key: listed for key, listed in self._lists.items() if key in same}
        newer._windows = {key: windows for key, windows in self._windows.items() if key[0] in same}
        return newer

    def _listed(self, key: SeriesKey) -> tuple[list[Moment], list[float]]:
        known = self._lists.get(key)
        if known is None:
            track = self.tracks.get(key)
            known = self._lists[key] = ([], []) if track is None else (track.valid_to.tolist(), track.value.tolist())
        return known
