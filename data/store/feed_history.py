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
_LAST: Final = f"{_RUN} ORDER BY ended DESC, id DESC LIMIT 1"
_LAST_GOOD: Final = """
SELECT ended, id FROM runs WHERE feed = ?1 AND outcome <> 'failed' ORDER BY ended DESC, id DESC LIMIT 1"""
_FAILED_SINCE: Final = f"{_RUN} AND outcome = 'failed' AND (ended, id) > (?2, ?3) ORDER BY ended"
_FIRST_FAILED: Final = f"{_FAILED_SINCE}, id LIMIT 1"
_LAST_FAILED: Final = f"{_FAILED_SINCE} DESC, id DESC LIMIT 1"
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


def _feed_record(connection: sqlite3.Connection, feed: str, units: dict[str, UnitRecord], now: Moment) -> FeedRecord:
    good = connection.execute(_LAST_GOOD, (feed,)).fetchone() or (-(2**62), 0)
    first, last = (_run(connection, statement, feed, *good) for statement in (_FIRST_FAILED, _LAST_FAILED))
    unused, dropped = connection.execute(_COUNTS, (feed, now - DAY, now)).fetchone()
    return FeedRecord(
        units=units,
        last_run=_run(connection, _LAST, feed),
        failing_since=None if first is None else first.ended,
        failure=last,
        rejected_24h=unused,
        dropped_24h=dropped,
    )


def _run(connection: sqlite3.Connection, statement: str, *arguments: object) -> Run | None:
    row = connection.execute(statement, arguments).fetchone()
    return None if row is None else Run(*row)
