"""The journal of the intake: runs, refused rows, what units reported, changes of feeds' states; on either database."""

from collections.abc import Iterable
from typing import Any, Final

import orjson

from data.domain.moment import Moment
from data.domain.observation import Reject
from data.store.contract import FeedChange, Receipt, Run, RunRecord, UnitReport
from data.store.sql import Sql

_RUNS: Final = """
SELECT id, feed, started, ended, outcome, source, reason, detail, digest, backfill,
  accepted, duplicates, superseded, unused_by, dropped
FROM runs WHERE ended >= :since AND {feed} ORDER BY ended DESC, id DESC LIMIT :limit"""
_QUARANTINE: Final = """
SELECT feed, at, source, line, field, reason, detail, redacted FROM quarantine
WHERE at >= :since AND {feed} AND {run} ORDER BY at DESC, id DESC"""
_REPORTS: Final = """
SELECT feed, unit, valid_to, received FROM unit_reports WHERE valid_to > :since ORDER BY valid_to, feed, unit"""
KEEP_REPORT: Final = """
INSERT INTO unit_reports (feed, unit, valid_to, received) VALUES (:feed, :unit, :valid_to, :received)
ON CONFLICT (valid_to, feed, unit) DO UPDATE SET received = excluded.received
WHERE excluded.received < unit_reports.received"""
_CHANGES: Final = """
SELECT feed, at, state, reason FROM feed_changes WHERE at >= :since OR id IN (
  SELECT (SELECT id FROM feed_changes WHERE feed = f.feed AND at < :since ORDER BY at DESC, id DESC LIMIT 1)
  FROM (SELECT DISTINCT feed FROM feed_changes) AS f)
ORDER BY at, id"""
_KEEP_CHANGE: Final = "INSERT INTO feed_changes (feed, at, state, reason) VALUES (:feed, :at, :state, :reason)"
_ANY: Final = "1 = 1"


def runs(connection: Sql, feed: str | None, since: Moment, limit: int) -> list[RunRecord]:
    """Runs that ended at `since` or later, newest first."""
    values, parts = _chosen(feed=feed)
    rows = connection.execute(_RUNS.format(**parts), {"since": since, "limit": limit, **values})
    return [_run_record(row) for row in rows]


def quarantine(
    connection: Sql, feed: str | None, since: Moment, run: int | None = None
) -> list[tuple[str, Moment, Reject]]:
    """Rows that were not used, of one run or of all, newest first."""
    values, parts = _chosen(feed=feed, run=run)
    rows = connection.execute(_QUARANTINE.format(**parts), {"since": since, **values})
    return [(row[0], row[1], Reject(*row[2:])) for row in rows]


def keep_unit_reports(connection: Sql, reports: Iterable[UnitReport]) -> None:
    """Remember when a unit first spoke of a moment; an earlier receipt that is told later counts."""
    rows = [{"feed": r.feed, "unit": r.unit, "valid_to": r.valid_to, "received": r.received} for r in reports]
    connection.executemany(KEEP_REPORT, rows)


def unit_reports(connection: Sql, since: Moment) -> list[UnitReport]:
    """What units reported of valid_to > since, ascending by it."""
    return [UnitReport(*row) for row in connection.execute(_REPORTS, {"since": since})]


def forget_unit_reports(connection: Sql, before: Moment) -> None:
    """Delete what units reported of times before a moment."""
    connection.execute("DELETE FROM unit_reports WHERE valid_to < :before", {"before": before})


def record_feed_changes(connection: Sql, changes: Iterable[FeedChange]) -> None:
    """Add to the log of feed states."""
    rows = [{"feed": c.feed, "at": c.at, "state": c.state, "reason": c.reason} for c in changes]
    connection.executemany(_KEEP_CHANGE, rows)


def feed_changes(connection: Sql, since: Moment) -> list[FeedChange]:
    """Changes at `since` or later, and of each feed the last one before; ascending by time."""
    return [FeedChange(*row) for row in connection.execute(_CHANGES, {"since": since})]


def _chosen(**wanted: str | int | None) -> tuple[dict[str, str | int], dict[str, str]]:
    """Values and conditions of what is asked for alone: a condition that may be empty is served by no index."""
    values = {name: value for name, value in wanted.items() if value is not None}
    return values, {name: f"{name} = :{name}" if name in values else _ANY for name in wanted}


def _run_record(row: Any) -> RunRecord:
    unused: dict[str, int] = orjson.loads(row[13])
    conflicts = unused.pop("conflict", 0)
    receipt = Receipt(row[10], row[11], row[12], conflicts, unused, row[14])
    return RunRecord(row[0], Run(*row[1:9]), receipt, bool(row[9]))
