"""Numbers of series: each (feed, place, metric) has one, given at its first observation."""

import sqlite3
from collections.abc import Iterable

from data.store.contract import SeriesKey

PlaceMetric = tuple[str, str]


class SeriesNumbers:
    """Remembers the numbers given; for the one writer's connection."""

    def __init__(self) -> None:
        self._known: dict[str, dict[PlaceMetric, int]] = {}

    def of_feed(
        self, connection: sqlite3.Connection, feed: str, wanted: Iterable[PlaceMetric]
    ) -> dict[PlaceMetric, int]:
        """Numbers of a feed's series, new ones given where needed."""
        known = self._known.get(feed)
        if known is None:
            known = self._known[feed] = _read(connection, feed)
        fresh = sorted(set(wanted) - known.keys())
        if fresh:
            insert = "INSERT OR IGNORE INTO series (feed, place, metric) VALUES (?, ?, ?)"
            connection.executemany(insert, [(feed, *pair) for pair in fresh])
            known.update(_read(connection, feed))
        return known

    def of_keys(self, connection: sqlite3.Connection, keys: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
        """Numbers of series of any feeds."""
        wanted: dict[str, set[PlaceMetric]] = {}
        for key in keys:
            wanted.setdefault(key.feed, set()).add((key.place, key.metric))
        numbers = {feed: self.of_feed(connection, feed, pairs) for feed, pairs in wanted.items()}
        return {SeriesKey(feed, *pair): numbers[feed][pair] for feed, pairs in wanted.items() for pair in pairs}

    def forget(self) -> None:
        """Read them anew: numbers given in a transaction that was undone are not valid."""
        self._known.clear()


def _read(connection: sqlite3.Connection, feed: str) -> dict[PlaceMetric, int]:
    rows = connection.execute("SELECT place, metric, id FROM series WHERE feed = ?", (feed,))
    return {(place, metric): number for place, metric, number in rows}
