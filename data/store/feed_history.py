"""What is known of each feed: its units, its runs, its failures, its rejected rows."""

import sqlite3
from typing import Final

from data.domain.moment import DAY, Moment
from data.domain.observation import Reject
from data.store.contract import FeedRecord, Run, UnitRecord

_FEEDS: Final = """
WITH RECURSIVE tried (feed) AS (
  SELECT min(feed) FROM runs
  UNION ALL SELECT (SELECT min(feed) FROM runs WHERE feed > tried.feed) FROM tried WHERE tried.feed IS NOT NULL)
SELECT feed FROM tried WHERE feed IS NOT NULL UNION SELECT DISTINCT feed FROM units ORDER BY feed"""
_RUN: Final = "SELECT feed, started, ended, outcome, source, reason, detail, digest FROM runs WHERE feed = ?1"
_LAST: Final = f"{_RUN} ORDER BY id DESC LIMIT 1"
_FIRST_FAILED: Final = f"""
{_RUN} AND source = ?2 AND outcome = 'failed' AND id > (
  SELECT coalesce(max(id), 0) FROM runs WHERE feed = ?1 AND source = ?2 AND outcome <> 'failed')
ORDER BY id LIMIT 1"""  # noqa: S608 - made of constants
_COUNTS: Final = """
SELECT coalesce(sum(unused), 0), coalesce(sum(dropped), 0) FROM runs WHERE feed = ?1 AND ended > ?2 AND ended <= ?3"""
_QUARANTINE: Final = """
SELECT feed, at, source, line, field, reason, detail FROM quarantine
WHERE at >= ?2 AND (?1 IS NULL OR feed = ?1) ORDER BY at DESC, id DESC"""


def feed_records(connection: sqlite3.Connection, now: Moment) -> dict[str, FeedRecord]:
    """Every feed that was ever tried; counters of the 24 hours before now."""
    units: dict[str, dict[str, UnitRecord]] = {}
    for feed, unit, newest, confirmed in connection.execute("SELECT feed, unit, newest, confirmed FROM units"):
        units.setdefault(feed, {})[unit] = UnitRecord(newest, confirmed)
    feeds = [feed for (feed,) in connection.execute(_FEEDS)]
    return {feed: _feed_record(connection, feed, units.get(feed, {}), now) for feed in feeds}


def quarantine(connection: sqlite3.Connection, feed: str | None, since: Moment) -> list[tuple[str, Moment, Reject]]:
    """Rows that were not used, newest first."""
    rows = connection.execute(_QUARANTINE, (feed, since))
    return [(row[0], row[1], Reject(*row[2:])) for row in rows]


def stamp_of(connection: sqlite3.Connection, feed: str, digest: str) -> Moment | None:
    """Moment first recorded for these bytes."""
    row = connection.execute("SELECT at FROM stamps WHERE feed = ? AND digest = ?", (feed, digest)).fetchone()
    return None if row is None else int(row[0])


def forget(connection: sqlite3.Connection, before: Moment) -> None:
    """Delete what was tried before a moment; the last run of each feed stays."""
    connection.execute("DELETE FROM quarantine WHERE at < ?", (before,))
    connection.execute(
        "DELETE FROM runs WHERE ended < ? AND id NOT IN (SELECT max(id) FROM runs GROUP BY feed)", (before,)
    )


def _feed_record(connection: sqlite3.Connection, feed: str, units: dict[str, UnitRecord], now: Moment) -> FeedRecord:
    """The order of keeping counts, not the time of day, which a clock set back would turn round.

    A failure lasts since its own source failed first: the good answers of other addresses do not make it new.
    """
    last = _run(connection, _LAST, feed)
    failure = last if last is not None and last.outcome == "failed" else None
    first = None if failure is None else _run(connection, _FIRST_FAILED, feed, failure.source)
    unused, dropped = connection.execute(_COUNTS, (feed, now - DAY, now)).fetchone()
    return FeedRecord(
        units=units,
        last_run=last,
        failing_since=None if first is None else first.ended,
        failure=failure,
        rejected_24h=unused,
        dropped_24h=dropped,
    )


def _run(connection: sqlite3.Connection, statement: str, *arguments: object) -> Run | None:
    row = connection.execute(statement, arguments).fetchone()
    return None if row is None else Run(*row)
