"""Waiting times in a queue at many moments at once, as the feed's reader would work them out."""

import numpy as np

from data.domain.moment import MINUTE
from data.exercise.hours import Counts, Values
from data.exercise.traffic import Queue

SMALLEST_GROUP = 5
"""Percentiles of fewer vehicles would speak of single ones."""


def waits(queue: Queue, share: float) -> Values:
    """Percentile of the time since joining, whole minutes, at each mark; NaN where fewer than five wait."""
    waiting = queue.come - queue.sent
    position = share * np.maximum(waiting - 1, 0)
    shorter = position.astype(np.int64)
    longer = np.minimum(shorter + 1, np.maximum(waiting - 1, 0))
    below, above = _wait_of(queue, shorter), _wait_of(queue, longer)
    minutes = np.round(below + (above - below) * (position - shorter))
    return np.where(waiting >= SMALLEST_GROUP, minutes, np.nan)


def _wait_of(queue: Queue, rank: Counts) -> Values:
    """Minutes that the vehicle of a rank has waited at each mark; rank 0 came last."""
    minutes: Values = (queue.marks - queue.joined(queue.come - rank)) / MINUTE
    return minutes
