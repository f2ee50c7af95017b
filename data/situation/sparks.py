"""Arrivals of the last seven days in three-hour bins, with the band that eight weeks made usual."""

import math
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
    ascending = np.sort(weeks, axis=0)  # unknown ones last
    known = np.sum(~np.isnan(weeks), axis=0)
    return _quantile(ascending, known, 0.05), _quantile(ascending, known, 0.95)


def _quantile(ascending: Floats, known: NDArray[np.int64], share: float) -> Floats:
    """Quantile of each column by linear interpolation between its order statistics; NumPy's own goes bin by bin."""
    place = share * np.maximum(known - 1, 0)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, np.maximum(known - 1, 0))
    columns = np.arange(ascending.shape[1])
    low, high = ascending[below, columns], ascending[above, columns]
    return np.where(known >= LEAST_WEEKS, low + (place - below) * (high - low), np.nan)


def _listed(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(value) else value for value in np.round(values, 1).tolist())
