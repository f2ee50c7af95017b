"""Keeping one report, or one run without a report, on either database. The caller holds the write transaction.

Where observations lie differs between the databases: that part is the ledger's.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final, Protocol

import orjson

from data.domain.hazard import HazardAlert
from data.domain.moment import CLOCK_SLACK_S, Moment
from data.domain.observation import Observation, Reject, Report
from data.store.batch import Row, Sorted, sort_out
from data.store.codec import encode
from data.store.contract import MANUAL_SOURCE, Receipt, Run, SeriesKey, UnitReport
from data.store.journal import keep_unit_reports
from data.store.retention import horizon, too_old
from data.store.sql import Sql, writable

KEPT_REJECTS: Final = 1_000
"""Rejects of one run that are kept one by one; all are counted."""

LATEST: Final = 253_402_300_799
"""End of the year 9999: no time beyond it can be written down."""
GREATEST: Final = 1e300
"""Of values up to here any sum that can come together is a number still."""
LONGEST_SOURCE: Final = 500
"""An index of PostgreSQL takes no longer one."""

_EARLIER_OR_LATER: Final = """{column} = CASE
  WHEN excluded.{column} IS NULL THEN units.{column}
  WHEN units.{column} IS NULL THEN excluded.{column}
  WHEN units.{column} > :limit AND :limit > excluded.{column} THEN :limit
  WHEN units.{column} <= :limit AND units.{column} > excluded.{column} THEN units.{column}
  ELSE excluded.{column} END"""
UPSERT_UNIT: Final = f"""
INSERT INTO units (feed, unit, newest, confirmed, by_hand)
VALUES (:feed, :unit, :newest, :confirmed, coalesce(CAST(:by_hand AS INTEGER), 0))
ON CONFLICT (feed, unit) DO UPDATE SET
  {_EARLIER_OR_LATER.format(column="newest")},
  {_EARLIER_OR_LATER.format(column="confirmed")},
  by_hand = CASE
    WHEN CAST(:by_hand AS INTEGER) IS NULL OR excluded.newest < units.newest THEN units.by_hand
    ELSE excluded.by_hand END"""  # noqa: S608 - made of constants
"""`limit`: the latest moment that can be true now; what a clock that was ahead wrote down does not stay above it.
`by_hand` is NULL where nothing new was said of the newest moment: who said it last stays."""
_place_and_metric = attrgetter("place", "metric")
_place_and_times = attrgetter("place", "valid_to", "issued")


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


class Ledger(Protocol):
    """Where observations lie, inside one write transaction."""

    def numbers(self, feed: str, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
        """Numbers of a feed's series by (place, metric), new ones given where needed."""
        ...

    def known(self, rows: Collection[Row]) -> list[Row]:
        """Kept rows of the same series and valid_to as any of these; others may come along."""
        ...

    def add(self, rows: Sequence[Row], run: int, entry: Entry) -> None:
        """Keep rows whose keys are new, in the order of the key; with all that is reckoned from them."""
        ...


def record(connection: Sql, ledger: Ledger, entry: Entry) -> Receipt:
    """Keep a report and say exactly what it brought."""
    entry = _fit_to_keep(connection, entry)
    run, report = entry.run, entry.report
    observations = report.observations
    series = ledger.numbers(run.feed, map(_place_and_metric, observations))
    rows = [_row(series, o) for o in observations]
    found = sort_out(rows, ledger.known(rows))
    alerts = _insert_hazards(connection, report.alerts, entry.received)
    receipt = _receipt(report, found, _touched(run.feed, series, found), alerts)
    number = insert_run(connection, run, receipt, backfill=entry.backfill)
    ledger.add(found.accepted, number, entry)
    _update_units(connection, entry, _spoken(series, found))
    _quarantine(connection, number, run, (*report.rejects, *_conflict_rejects(series, found, run)))
    _stamp(connection, run)
    return receipt


def record_run(connection: Sql, run: Run, units: Iterable[str]) -> None:
    """Keep a run that brought no report; an unchanged answer confirms its units."""
    insert_run(connection, run, Receipt(), backfill=False)
    limit = run.ended + CLOCK_SLACK_S
    rows = [unit_values(run.feed, unit, None, run.ended, limit) for unit in sorted(set(units))]
    connection.executemany(UPSERT_UNIT, rows)
    keep_unit_reports(connection, [UnitReport(run.feed, unit, run.ended, run.ended) for unit in sorted(set(units))])


def unit_values(
    feed: str,
    unit: str,
    newest: Moment | None,
    confirmed: Moment | None,
    limit: Moment,
    *,
    by_hand: bool | None = None,
) -> dict[str, str | Moment | None]:
    """Values of `UPSERT_UNIT`."""
    hand = None if by_hand is None else int(by_hand)
    return {"feed": feed, "unit": unit, "newest": newest, "confirmed": confirmed, "limit": limit, "by_hand": hand}


def insert_run(connection: Sql, run: Run, receipt: Receipt, *, backfill: bool) -> int:
    """Keep a run with its counters; gives its number."""
    unused = {**receipt.rejected, **({"conflict": receipt.conflicts} if receipt.conflicts else {})}
    values = {
        "feed": run.feed,
        "started": run.started,
        "ended": run.ended,
        "outcome": run.outcome,
        "source": writable(run.source)[:LONGEST_SOURCE],
        "reason": run.reason,
        "detail": writable(run.detail),
        "digest": run.digest,
        "backfill": backfill,
        "accepted": receipt.accepted,
        "duplicates": receipt.duplicates,
        "superseded": receipt.superseded,
        "unused": sum(unused.values()),
        "dropped": receipt.personal_data_dropped,
        "unused_by": orjson.dumps(unused).decode(),
    }
    named = ", ".join(f":{name}" for name in values)
    statement = f"INSERT INTO runs ({', '.join(values)}) VALUES ({named}) RETURNING id"  # noqa: S608 - own names
    ((number,),) = connection.execute(statement, values).fetchall()
    return int(number)


def _row(series: Mapping[tuple[str, str], int], o: Observation) -> Row:
    return (series[o.place, o.metric], o.valid_to, o.issued, o.valid_from, o.value)


def _fit_to_keep(connection: Sql, entry: Entry) -> Entry:
    """What belongs to thinned time is refused, for its roll-ups can no longer be reckoned; so are wild numbers."""
    source, before = entry.run.source, horizon(connection, entry.run.feed)
    refused = [reject for o in entry.report.observations if (reject := _unfit(o, before, source))]
    if not refused:
        return entry
    good = tuple(o for o in entry.report.observations if _unfit(o, before, source) is None)
    rejects = (*entry.report.rejects, *refused)
    return replace(entry, report=replace(entry.report, observations=good, rejects=rejects))


def _unfit(o: Observation, before: Moment, source: str) -> Reject | None:
    """Why an observation cannot be kept; None for nearly all."""
    if not (0 <= o.valid_from <= LATEST and o.valid_to <= LATEST and 0 <= o.issued <= LATEST):
        return Reject(source, None, o.metric, "bad_time", o.place[:80])
    if abs(o.value) > GREATEST:
        return Reject(source, None, o.metric, "out_of_bounds", o.place[:80])
    return too_old(o, source) if o.valid_to <= before else None


def _touched(feed: str, series: Mapping[tuple[str, str], int], found: Sorted) -> dict[SeriesKey, Moment]:
    """Earliest valid_to of each series that accepted rows belong to; they come in the order of the key."""
    first: dict[int, Moment] = {}
    for row in found.accepted:
        first.setdefault(row[0], row[1])
    return {SeriesKey(feed, *pair): first[number] for pair, number in series.items() if number in first}


def _receipt(report: Report, found: Sorted, touched: Mapping[SeriesKey, Moment], alerts: "_Alerts") -> Receipt:
    return Receipt(
        accepted=len(found.accepted) + alerts.new,
        duplicates=found.duplicates + len(report.alerts) - alerts.new,
        superseded=found.superseded + alerts.superseding,
        conflicts=len(found.conflicts),
        rejected=dict(Counter(reject.reason for reject in report.rejects)),
        personal_data_dropped=report.personal_data_dropped,
        touched=touched,
    )


def _spoken(series: Mapping[tuple[str, str], int], found: Sorted) -> frozenset[tuple[str, Moment]]:
    """(place, valid_to) of which something new was said."""
    places = {number: place for (place, _), number in series.items()}
    return frozenset((places[row[0]], row[1]) for row in found.accepted)


def _update_units(connection: Sql, entry: Entry, spoken: frozenset[tuple[str, Moment]]) -> None:
    """A unit is confirmed by what it said when it said it: a file of this morning confirms this morning."""
    feed, ended, units = entry.run.feed, entry.run.ended, entry.report.units
    newest: dict[str, Moment | None] = dict.fromkeys(units)
    said: dict[str, Moment] = {}
    reports: dict[tuple[str, Moment], Moment] = {}
    for place, valid_to, issued in set(map(_place_and_times, entry.report.observations)):
        unit = entry.unit_of.get(place)
        if unit is None:
            continue
        newest[unit] = max(valid_to, newest.get(unit) or valid_to)
        said[unit] = max(issued, said.get(unit, issued))
        received = issued if entry.backfill else entry.received
        reports[unit, valid_to] = min(received, reports.get((unit, valid_to), received))
    confirmed = {**dict.fromkeys(units, ended), **said}
    new = {(entry.unit_of.get(place), valid_to) for place, valid_to in spoken}
    manual = entry.run.source == MANUAL_SOURCE
    hands = {unit: manual for unit, moment in newest.items() if (unit, moment) in new}
    limit = ended + CLOCK_SLACK_S
    rows = [
        unit_values(feed, unit, moment, confirmed.get(unit), limit, by_hand=hands.get(unit))
        for unit, moment in sorted(newest.items())
    ]
    connection.executemany(UPSERT_UNIT, rows)
    reports |= {(unit, ended): entry.received for unit in units if unit not in said}
    keep_unit_reports(connection, [UnitReport(feed, *spoken, received) for spoken, received in sorted(reports.items())])


def _conflict_rejects(series: Mapping[tuple[str, str], int], found: Sorted, run: Run) -> list[Reject]:
    if not found.conflicts:
        return []
    named = {number: pair for pair, number in series.items()}
    rejects = []
    for conflict in found.conflicts:
        place, metric = named[conflict.row[0]]
        rejects.append(Reject(run.source, None, metric, "conflict", conflict.detail(place)))
    return rejects


def _quarantine(connection: Sql, number: int, run: Run, rejects: tuple[Reject, ...]) -> None:
    insert = """
    INSERT INTO quarantine (feed, at, run, source, line, field, reason, detail, redacted)
    VALUES (:feed, :at, :run, :source, :line, :field, :reason, :detail, :redacted)"""
    same = {"feed": run.feed, "at": run.ended, "run": number}
    connection.executemany(insert, [same | _reject_values(reject) for reject in rejects[:KEPT_REJECTS]])


def _reject_values(reject: Reject) -> dict[str, str | int | None]:
    return {
        "source": writable(reject.source)[:LONGEST_SOURCE],
        "line": reject.row,
        "field": None if reject.column is None else writable(reject.column),
        "reason": reject.reason,
        "detail": writable(reject.detail),
        "redacted": writable(reject.redacted),
    }


@dataclass(frozen=True, slots=True)
class _Alerts:
    """Hazard messages of a report against those that are kept."""

    new: int
    superseding: int
    """New ones that update or cancel a message that is kept."""


def _insert_hazards(connection: Sql, alerts: Iterable[HazardAlert], received: Moment) -> _Alerts:
    insert = """
    INSERT INTO hazards (identifier, sender, sent, expires, received, body)
    VALUES (:identifier, :sender, :sent, :expires, :received, :body) ON CONFLICT DO NOTHING RETURNING 1"""
    new = [a for a in alerts if connection.execute(insert, _hazard_values(a, received)).fetchall()]
    return _Alerts(len(new), sum(_answers_a_kept_one(connection, alert) for alert in new))


def _answers_a_kept_one(connection: Sql, alert: HazardAlert) -> bool:
    find = "SELECT 1 FROM hazards WHERE identifier = :identifier AND sender = :sender AND sent = :sent"
    keys = ({"identifier": i, "sender": s, "sent": sent} for i, s, sent in alert.references)
    return alert.message != "Alert" and any(connection.execute(find, key).fetchall() for key in keys)


def _hazard_values(alert: HazardAlert, received: Moment) -> dict[str, str | Moment | None]:
    return {
        "identifier": alert.identifier,
        "sender": alert.sender,
        "sent": alert.sent,
        "expires": alert.expires,
        "received": received,
        "body": encode(alert),
    }


def _stamp(connection: Sql, run: Run) -> None:
    """Only a report whose `issued` fell back to it needs the moment again when the same bytes come back."""
    if run.digest and run.stamp is not None:
        insert = "INSERT INTO stamps (feed, digest, at) VALUES (:feed, :digest, :at) ON CONFLICT DO NOTHING"
        connection.execute(insert, {"feed": run.feed, "digest": run.digest, "at": run.stamp})
