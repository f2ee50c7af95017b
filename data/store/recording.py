"""Keeping one report, or one run without a report. The caller holds the write transaction."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import orjson

from data.domain.hazard import HazardAlert
from data.domain.moment import CLOCK_SLACK_S, Moment
from data.domain.observation import Observation, Reject, Report
from data.store.batch import Row, Sorted, newest_by_series, sort_out
from data.store.codec import encode
from data.store.contract import Receipt, Run
from data.store.series import SeriesNumbers

KEPT_REJECTS: Final = 1_000
"""Rejects of one run that are kept one by one; all are counted."""

_KNOWN: Final = """
SELECT o.series, o.valid_to, o.issued, o.valid_from, o.value
FROM json_each(?) AS pair CROSS JOIN observations AS o
  ON o.series = pair.value ->> 0 AND o.valid_to = pair.value ->> 1"""
_INSERT: Final = """
INSERT INTO observations (series, valid_to, issued, valid_from, value, received, run) VALUES (?, ?, ?, ?, ?, ?, ?)"""
UPSERT_LATEST: Final = """
INSERT INTO latest (series, valid_to, issued, valid_from, value, received) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (series) DO UPDATE SET valid_to = excluded.valid_to, issued = excluded.issued,
  valid_from = excluded.valid_from, value = excluded.value, received = excluded.received
WHERE (excluded.valid_to, excluded.issued) > (latest.valid_to, latest.issued)"""
UPSERT_UNIT: Final = """
INSERT INTO units (feed, unit, newest, confirmed) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (feed, unit) DO UPDATE SET
  newest = max(min(coalesce(newest, ?3), ?5), coalesce(?3, newest)),
  confirmed = max(min(coalesce(confirmed, ?4), ?5), coalesce(?4, confirmed))"""
"""?5: the latest moment that can be true now; what a clock that was ahead wrote down does not stay above it."""
_place_and_metric = attrgetter("place", "metric")


@dataclass(frozen=True, slots=True)
class Entry:
    """One report on its way into the store."""

    report: Report
    run: Run
    received: Moment
    unit_of: Mapping[str, str]
    backfill: bool

    def received_of(self, row: Row) -> Moment:
        """When a row counts as received."""
        return row[2] if self.backfill else self.received


def record(connection: sqlite3.Connection, numbers: SeriesNumbers, entry: Entry) -> Receipt:
    """Keep a report and say exactly what it brought."""
    run, report = entry.run, entry.report
    observations = report.observations
    series = numbers.of_feed(connection, run.feed, map(_place_and_metric, observations))
    rows = [_row(series, o) for o in observations]
    found = sort_out(rows, _known(connection, rows))
    receipt = _receipt(report, found)
    number = insert_run(connection, run, receipt, backfill=entry.backfill)
    _insert_observations(connection, found.accepted, number, entry)
    _update_units(connection, entry)
    _quarantine(connection, number, run, (*report.rejects, *_conflict_rejects(series, found, run)))
    _insert_hazards(connection, report.alerts, entry.received)
    _stamp(connection, run)
    return receipt


def record_run(connection: sqlite3.Connection, run: Run, units: Iterable[str]) -> None:
    """Keep a run that brought no report; an unchanged answer confirms its units."""
    insert_run(connection, run, Receipt(), backfill=False)
    connection.executemany(
        UPSERT_UNIT, [(run.feed, unit, None, run.ended, run.ended + CLOCK_SLACK_S) for unit in sorted(set(units))]
    )


def insert_run(connection: sqlite3.Connection, run: Run, receipt: Receipt, *, backfill: bool) -> int:
    """Keep a run with its counters; gives its number."""
    unused = {**receipt.rejected, **({"conflict": receipt.conflicts} if receipt.conflicts else {})}
    values = {
        "feed": run.feed,
        "started": run.started,
        "ended": run.ended,
        "outcome": run.outcome,
        "source": run.source,
        "reason": run.reason,
        "detail": run.detail,
        "digest": run.digest,
        "backfill": backfill,
        "accepted": receipt.accepted,
        "duplicates": receipt.duplicates,
        "superseded": receipt.superseded,
        "unused": sum(unused.values()),
        "dropped": receipt.personal_data_dropped,
        "unused_by": orjson.dumps(unused).decode(),
    }
    statement = f"INSERT INTO runs ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608 - own names
    return int(connection.execute(statement, tuple(values.values())).lastrowid or 0)


def _row(series: Mapping[tuple[str, str], int], o: Observation) -> Row:
    return (series[o.place, o.metric], o.valid_to, o.issued, o.valid_from, o.value)


def _known(connection: sqlite3.Connection, rows: Iterable[Row]) -> list[Row]:
    pairs = sorted({row[:2] for row in rows})
    return connection.execute(_KNOWN, (orjson.dumps(pairs).decode(),)).fetchall() if pairs else []


def _receipt(report: Report, found: Sorted) -> Receipt:
    return Receipt(
        accepted=len(found.accepted),
        duplicates=found.duplicates,
        superseded=found.superseded,
        conflicts=len(found.conflicts),
        rejected=dict(Counter(reject.reason for reject in report.rejects)),
        personal_data_dropped=report.personal_data_dropped,
    )


def _insert_observations(connection: sqlite3.Connection, rows: list[Row], run: int, entry: Entry) -> None:
    connection.executemany(_INSERT, [(*row, entry.received_of(row), run) for row in rows])
    connection.executemany(UPSERT_LATEST, [(*row, entry.received_of(row)) for row in newest_by_series(rows)])


def _update_units(connection: sqlite3.Connection, entry: Entry) -> None:
    """A unit is confirmed by what it said when it said it: a file of this morning confirms this morning."""
    newest: dict[str, Moment | None] = dict.fromkeys(entry.report.units)
    said: dict[str, Moment] = {}
    for observation in entry.report.observations:
        unit = entry.unit_of.get(observation.place)
        if unit is None:
            continue
        newest[unit] = max(observation.valid_to, newest.get(unit) or observation.valid_to)
        said[unit] = max(observation.issued, said.get(unit, observation.issued))
    confirmed = {**dict.fromkeys(entry.report.units, entry.run.ended), **said}
    feed = entry.run.feed
    limit = entry.run.ended + CLOCK_SLACK_S
    rows = [(feed, unit, moment, confirmed.get(unit), limit) for unit, moment in sorted(newest.items(), key=str)]
    connection.executemany(UPSERT_UNIT, rows)


def _conflict_rejects(series: Mapping[tuple[str, str], int], found: Sorted, run: Run) -> list[Reject]:
    if not found.conflicts:
        return []
    named = {number: pair for pair, number in series.items()}
    rejects = []
    for conflict in found.conflicts:
        place, metric = named[conflict.row[0]]
        rejects.append(Reject(run.source, None, metric, "conflict", conflict.detail(place)))
    return rejects


def _quarantine(connection: sqlite3.Connection, number: int, run: Run, rejects: tuple[Reject, ...]) -> None:
    insert = (
        "INSERT INTO quarantine (feed, at, run, source, line, field, reason, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    rows = [
        (run.feed, run.ended, number, r.source, r.row, r.column, r.reason, r.detail) for r in rejects[:KEPT_REJECTS]
    ]
    connection.executemany(insert, rows)


def _insert_hazards(connection: sqlite3.Connection, alerts: Iterable[HazardAlert], received: Moment) -> None:
    insert = (
        "INSERT OR IGNORE INTO hazards (identifier, sender, sent, expires, received, body) VALUES (?, ?, ?, ?, ?, ?)"
    )
    rows = [(a.identifier, a.sender, a.sent, a.expires, received, encode(a)) for a in alerts]
    connection.executemany(insert, rows)


def _stamp(connection: sqlite3.Connection, run: Run) -> None:
    """Only a report whose `issued` fell back to it needs the moment again when the same bytes come back."""
    if run.digest and run.stamp is not None:
        insert = "INSERT OR IGNORE INTO stamps (feed, digest, at) VALUES (?, ?, ?)"
        connection.execute(insert, (run.feed, run.digest, run.stamp))
