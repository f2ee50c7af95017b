"""Keeping a long past at once, in columns: the history of an exercise. The caller holds the write transaction."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.store.bins import days_of, hours_of
from data.store.contract import HistoryColumns
from data.store.history import first_statements, not_thinned, numbered, report_rows, unit_rows
from data.store.journal import keep_unit_reports
from data.store.postgres.connections import Connection
from data.store.postgres.ledger import KEPT, keep_latest
from data.store.postgres.partitions import make_partitions, span_of
from data.store.postgres.rollups import COLUMNS, TABLES, renew
from data.store.postgres.tables import write_table
from data.store.recording import UPSERT_UNIT
from data.store.series import SeriesNumbers


def record_history(connection: Connection, numbers: SeriesNumbers, columns: HistoryColumns) -> int:
    """Keep observations with their own received times; gives the number of rows added."""
    columns = not_thinned(connection, columns)
    if not len(columns.value):
        return 0
    series = numbered(connection, numbers, columns)
    chosen = first_statements(columns, series)
    parts = (series, columns.valid_to, columns.issued, columns.valid_from, columns.value, columns.received)
    kept = [part[chosen] for part in parts]
    make_partitions(connection, np.unique(span_of(kept[1])).tolist())
    added = _first(connection, kept) if _is_empty(connection) else _merge(connection, kept)
    newest = np.append(kept[0][1:] != kept[0][:-1], True)
    keep_latest(connection, zip(*(part[newest].tolist() for part in kept), strict=True))
    connection.executemany(UPSERT_UNIT, unit_rows(columns))
    keep_unit_reports(connection, report_rows(columns))
    return added


def _is_empty(connection: Connection) -> bool:
    ((found,),) = connection.execute("SELECT EXISTS (SELECT FROM observations)").fetchall()
    return not found


def _first(connection: Connection, kept: list[NDArray[Any]]) -> int:
    """Nothing can be there already: rows and roll-ups go straight in."""
    write_table(connection, "observations", KEPT, kept)
    hours = hours_of(kept[0], kept[1], kept[4])
    for grain, bins in (("hour", hours), ("day", days_of(hours))):
        write_table(connection, TABLES[grain], COLUMNS, [bins[name] for name, _ in COLUMNS])
    return len(kept[0])


def _merge(connection: Connection, kept: list[NDArray[Any]]) -> int:
    """Rows whose keys are there already are left alone; the hours that the others fall into are reckoned anew."""
    connection.execute("CREATE TEMP TABLE arriving (LIKE observations) ON COMMIT DROP")
    write_table(connection, "arriving", KEPT, kept)
    added = connection.execute("INSERT INTO observations SELECT * FROM arriving ON CONFLICT DO NOTHING").rowcount
    connection.execute("DROP TABLE arriving")
    if added:
        renew(connection, kept[0], kept[1])
    return added
