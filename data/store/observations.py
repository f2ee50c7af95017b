"""A whole store: records, and observations, which each database keeps and reads in its own way."""

import time
from abc import ABC
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic

import numpy as np

from data.domain.moment import Moment
from data.store.contract import Grain, HistoryColumns, Point, Rolled, SeriesKey, Track
from data.store.records import C, Readers, Records, note
from data.store.series import SeriesNumbers

_EVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Ways(Generic[C]):
    """How one database does what concerns observations, each on a connection of its own kind."""

    latest: Callable[[C, str | None], Mapping[SeriesKey, Point]]
    tracks: Callable[[C, Iterable[str], Moment, Moment | None, Moment | None], Mapping[SeriesKey, Track]]
    tracks_of: Callable[[C, Collection[SeriesKey], Moment, Moment | None], Mapping[SeriesKey, Track]]
    rolled: Callable[
        [C, Iterable[str], Grain, Moment, Moment | None, Collection[str] | None], Mapping[SeriesKey, Rolled]
    ]
    record_history: Callable[[C, SeriesNumbers, HistoryColumns], int]
    thin: Callable[[C, str, Moment], int]


class Observations(Records[C], ABC):
    """Records and observations of one store."""

    def __init__(self, ways: Ways[C], readers: Readers[C], wall: Callable[[], float] = time.time) -> None:
        super().__init__(readers, wall)
        self._ways = ways

    def latest(self, feed: str | None = None) -> Mapping[SeriesKey, Point]:
        """Newest observation of each series."""
        return self._ways.latest(self._readers.mine(), feed)

    def tracks(
        self, metrics: Iterable[str], since: Moment, until: Moment | None = None, known_at: Moment | None = None
    ) -> Mapping[SeriesKey, Track]:
        """Histories of all series of these metrics with since < valid_to <= until, as known at `known_at`."""
        with self._readers.snapshot() as connection:
            return self._ways.tracks(connection, metrics, since, until, known_at)

    def tracks_of(
        self, keys: Collection[SeriesKey], since: Moment, until: Moment | None = None
    ) -> Mapping[SeriesKey, Track]:
        """Histories of these series with since < valid_to <= until."""
        with self._readers.snapshot() as connection:
            return self._ways.tracks_of(connection, keys, since, until)

    def rolled(
        self,
        metrics: Iterable[str],
        grain: Grain,
        since: Moment,
        until: Moment | None = None,
        places: Collection[str] | None = None,
    ) -> Mapping[SeriesKey, Rolled]:
        """Roll-ups of the series of these metrics (at these places) whose bins begin in since <= start < until."""
        with self._readers.snapshot() as connection:
            return self._ways.rolled(connection, metrics, grain, since, until, places)

    def record_history(self, columns: HistoryColumns) -> int:
        """Keep many observations with their own received times; returns rows added."""
        earliest = _earliest(columns)
        with self._turn, self._doubting([earliest]):
            with self._written() as connection:
                added = self._ways.record_history(connection, self._numbers, columns)
            note(self._touched, earliest if added else {})
        return added

    def thin(self, feed: str, before: Moment) -> int:
        """Delete single observations of a feed of the whole hours up to a moment; returns the rows deleted."""
        with self._writing() as connection:
            return self._ways.thin(connection, feed, before)


def _earliest(columns: HistoryColumns) -> dict[SeriesKey, Moment]:
    """Of each series of a past the earliest valid_to."""
    first = np.full(len(columns.keys), _EVER, dtype=np.int64)
    np.minimum.at(first, columns.series, columns.valid_to)
    return {key: at for key, at in zip(columns.keys, first.tolist(), strict=True) if at < _EVER}
