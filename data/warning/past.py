"""What could be seen at any moment of the past, from histories alone: for replays."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from data.domain.moment import HOUR, Moment
from data.indicators import Inputs
from data.warning.feeds_state import unit_state

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.domain.situation import FeedState

FeedUnit = tuple[str, str]


def past_inputs(inputs: Inputs, sampling_s: int = HOUR) -> Callable[[Moment], Inputs]:
    """Views of the same histories at other moments, with the freshness of units as it then was.

    A unit was heard when a period of it ended; a feed of alerts only is taken to have always been heard.

    Args:
        inputs: its tracks reach over the whole past that is replayed, and 58 days before it.
        sampling_s: seconds between the moments that will be asked for.
    """
    base = replace(inputs, sampling_s=sampling_s)
    spoken = _spoken(base)
    silent_feeds = [name for name in base.configured if name in base.feeds and not base.feeds[name].metrics]
    due = {name: (base.step(feed.cycle_s), feed.tolerance_s) for name, feed in base.feeds.items()}

    def at(now: Moment) -> Inputs:
        fresh: dict[FeedUnit, FeedState] = {(name, name): "current" for name in silent_feeds}
        heard: dict[FeedUnit, Moment] = {(name, name): now for name in silent_feeds}
        for unit, ends in spoken.items():
            index = bisect_right(ends, now) - 1
            if index >= 0:
                heard[unit] = ends[index]
                fresh[unit] = unit_state(ends[index], now, *due[unit[0]])
        return base.at(now, fresh, heard)

    return at


def _spoken(inputs: Inputs) -> Mapping[FeedUnit, list[Moment]]:
    """Ends of the periods that each unit reported, ascending."""
    ends: dict[FeedUnit, list[NDArray[np.int64]]] = {}
    for key, track in inputs.tracks.items():
        if key.feed in inputs.configured and key.feed in inputs.feeds:
            ends.setdefault((key.feed, inputs.unit_of(key.feed, key.place)), []).append(track.valid_to)
    return {unit: np.unique(np.concatenate(parts)).tolist() for unit, parts in ends.items()}
