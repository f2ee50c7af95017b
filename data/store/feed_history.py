"""What is known of each feed: its units, its last run, its failures."""

from collections import Counter
from typing import Final

import orjson

from data.domain.moment import DAY, Moment
from data.store.contract import FeedRecord, Run, UnitRecord
from data.store.sql import Sql

_FEEDS: Final = """
WITH RECURSIVE tried (feed) AS (
  SELECT min(feed) FROM runs
  UNION ALL SELECT (SELECT min(feed) FROM runs WHERE feed > tried.feed) FROM tried WHERE tried.feed IS NOT NULL)
SELECT feed FROM tried WHERE feed IS NOT NULL UNION SELECT DISTINCT feed FROM units ORDER BY feed"""
_RUN: Final = "SELECT feed, started, ended, outcome, source, reason, detail, digest FROM runs WHERE feed = :feed"
_LAST: Final = f"{_RUN} AND outcome <> 'skipped' ORDER BY id DESC LIMIT 1"
"""What the clock did not try says nothing of the sender."""
_FIRST_FAILED: Final = f"""
{_RUN} AND source = :source AND outcome = 'failed' AND id > (
  SELECT coalesce(max(id), 0) FROM runs WHERE feed = :feed AND source = :source AND outcome <> 'failed')
ORDER BY id LIMIT 1"""  # noqa: S608 - made of constants
_COUNTS: Final = """
SELECT coalesce(sum(unused), 0), coalesce(sum(dropped), 0), coalesce(sum(accepted), 0) FROM runs
WHERE feed = :feed AND ended > :since AND ended <= :until"""
_UNUSED: Final = """
SELECT unused_by, count(*) FROM runs
WHERE feed = :feed AND ended > :since AND ended <= :until AND unused > 0 GROUP BY unused_by"""


def feed_records(connection: Sql, now: Moment) -> dict[str, FeedRecord]:
    """Every feed that was ever tried; counters of the 24 hours before now."""
    units: dict[str, dict[str, UnitRecord]] = {}
    rows = connection.execute("SELECT feed, unit, newest, confirmed, by_hand FROM units")
    for feed, unit, newest, confirmed, by_hand in rows:
        units.setdefault(feed, {})[unit] = UnitRecord(newest, confirmed, bool(by_hand))
    feeds = [feed for (feed,) in connection.execute(_FEEDS)]
    return {feed: _feed_record(connection, feed, units.get(feed, {}), now) for feed in feeds}


def stamp_of(connection: Sql, feed: str, digest: str) -> Moment | None:
    """Moment first recorded for these bytes."""
    values = {"feed": feed, "digest": digest}
    row = connection.execute("SELECT at FROM stamps WHERE feed = :feed AND digest = :digest", values).fetchone()
    return None if row is None else int(row[0])


def forget(connection: Sql, before: Moment) -> None:
    """Delete what was tried before a moment; the last run of each feed stays."""
    connection.execute("DELETE FROM quarantine WHERE at < :before", {"before": before})
    connection.execute(
        "DELETE FROM runs WHERE ended < :before"
        " AND id NOT IN (SELECT max(id) FROM runs WHERE outcome <> 'skipped' GROUP BY feed)",
        {"before": before},
    )


def _feed_record(connection: Sql, feed: str, units: dict[str, UnitRecord], now: Moment) -> FeedRecord:
    """The order of keeping counts, not the time of day, which a clock set back would turn round.

    A failure lasts since its own source failed first: the good answers of other addresses do not make it new.
    """
    last = _run(connection, _LAST, feed=feed)
    failure = last if last is not None and last.outcome == "failed" else None
    first = None if failure is None else _run(connection, _FIRST_FAILED, feed=feed, source=failure.source)
    window: dict[str, str | int] = {"feed": feed, "since": now - DAY, "until": now}
    unused, dropped, accepted = connection.execute(_COUNTS, window).fetchone()
    return FeedRecord(
        units=units,
        last_run=last,
        failing_since=None if first is None else first.ended,
        failure=failure,
        rejected_24h=unused,
        dropped_24h=dropped,
        accepted_24h=accepted,
        rejected_by=_unused_by(connection, window) if unused else {},
    )


def _unused_by(connection: Sql, window: dict[str, str | int]) -> dict[str, int]:
    """Rows and observations that were not used, by key of the reason."""
    sums: Counter[str] = Counter()
    for by_reason, times in connection.execute(_UNUSED, window):
        sums.update({reason: count * times for reason, count in orjson.loads(by_reason).items()})
    return dict(sorted(sums.items()))


def _run(connection: Sql, statement: str, **values: str) -> Run | None:
    row = connection.execute(statement, values).fetchone()
    return None if row is None else Run(*row)
