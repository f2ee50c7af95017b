"""Arrivals of the last seven days in three-hour bins, with the band that eight weeks made usual."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import HOUR, Moment
from data.domain.situation import Spark
from data.store.contract import Track

BIN_H: Final = 3
BINS: Final = 56
WEEK_BINS: Final = 56
WEEKS: Final = 8
LEAST_WEEKS: Final = 3
"""Fewer reference weeks make no band."""

Floats = NDArray[np.float64]


def draw_spark(track: Track | None, now: Moment) -> Spark | None:
    """Seven days up to the last whole bin that is due; a bin with a missing hour is a gap, never a smaller number."""
    if track is None or track.valid_to.size == 0:
        return None
    step = BIN_H * HOUR
    newest = int(track.valid_to[-1])
    # the report of the last hour takes its time: no gap before it is due
    end = (newest if now - newest < step else now) // step * step
    sums = binned(track, end, (WEEKS + 1) * WEEK_BINS)
    weeks = sums.reshape(WEEKS + 1, WEEK_BINS)
    low, high = band(weeks[:-1])
    return Spark(end - BINS * step, step, _listed(weeks[-1]), _listed(low), _listed(high))


def binned(track: Track, end: Moment, bins: int) -> Floats:
    """Sums of hourly values in `bins` bins that end at `end`; NaN where an hour is missing."""
    hours = np.full(bins * BIN_H, np.nan)
    index = (track.valid_to - (end - bins * BIN_H * HOUR)) // HOUR - 1
    inside = (index >= 0) & (index < hours.size) & (track.valid_to % HOUR == 0)
    hours[index[inside]] = track.value[inside]
    sums: Floats = hours.reshape(bins, BIN_H).sum(axis=1)
    return sums


def band(weeks: Floats) -> tuple[Floats, Floats]:
    """5-95 % range over the weeks, by bin; NaN where fewer than three weeks are known."""
    known = np.sum(~np.isnan(weeks), axis=0) >= LEAST_WEEKS
    low, high = np.full(weeks.shape[1], np.nan), np.full(weeks.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(weeks[:, known], (0.05, 0.95), axis=0)
    return low, high


def _listed(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(v) else round(float(v), 1) for v in values)
