"""Numbers of series: each (feed, place, metric) has one, given at its first observation."""

from collections.abc import Iterable

from data.store.contract import SeriesKey
from data.store.sql import Sql

PlaceMetric = tuple[str, str]


class SeriesNumbers:
    """Remembers the numbers given; for the one writer's connection."""

    def __init__(self) -> None:
        self._known: dict[str, dict[PlaceMetric, int]] = {}

    def of_feed(self, connection: Sql, feed: str, wanted: Iterable[PlaceMetric]) -> dict[PlaceMetric, int]:
        """Numbers of a feed's series, new ones given where needed."""
        known = self._known.get(feed)
        if known is None:
            known = self._known[feed] = _read(connection, feed)
        fresh = sorted(set(wanted) - known.keys())
        if fresh:
            insert = "INSERT INTO series (feed, place, metric) VALUES (:feed, :place, :metric) ON CONFLICT DO NOTHING"
            rows = [{"feed": feed, "place": place, "metric": metric} for place, metric in fresh]
            connection.executemany(insert, rows)
            known.update(_read(connection, feed))
        return known

    def of_keys(self, connection: Sql, keys: Iterable[SeriesKey]) -> dict[SeriesKey, int]:
        """Numbers of series of any feeds."""
        wanted: dict[str, set[PlaceMetric]] = {}
        for key in keys:
            wanted.setdefault(key.feed, set()).add((key.place, key.metric))
        numbers = {feed: self.of_feed(connection, feed, pairs) for feed, pairs in wanted.items()}
        return {SeriesKey(feed, *pair): numbers[feed][pair] for feed, pairs in wanted.items() for pair in pairs}

    def forget(self) -> None:
        """Read them anew: numbers given in a transaction that was undone are not valid."""
        self._known.clear()


def _read(connection: Sql, feed: str) -> dict[PlaceMetric, int]:
    rows = connection.execute("SELECT place, metric, id FROM series WHERE feed = :feed", {"feed": feed})
    return {(place, metric): number for place, metric, number in rows}
