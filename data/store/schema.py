"""Tables of the SQLite store, as numbered migrations: the position in the list is the schema number."""

import sqlite3
from collections.abc import Callable
from typing import Final

from data.store.contract import SchemaError
from data.store.rollups import reckon_all

Step = str | Callable[[sqlite3.Connection], None]
"""A statement, or what one statement cannot do."""

APPLICATION_ID: Final = 0x4D455A48
"""Marks the file as a Mezha store ("MEZH"), so that another program's database is never migrated."""

MIGRATIONS: Final[tuple[tuple[Step, ...], ...]] = (
    (
        """CREATE TABLE series (
            id INTEGER PRIMARY KEY, feed TEXT NOT NULL, place TEXT NOT NULL, metric TEXT NOT NULL,
            UNIQUE (metric, feed, place)
        ) STRICT""",
        """CREATE TABLE observations (
            series INTEGER NOT NULL, valid_to INTEGER NOT NULL, issued INTEGER NOT NULL,
            valid_from INTEGER NOT NULL, value REAL NOT NULL, received INTEGER NOT NULL, run INTEGER,
            PRIMARY KEY (series, valid_to, issued)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE latest (
            series INTEGER PRIMARY KEY, valid_to INTEGER NOT NULL, issued INTEGER NOT NULL,
            valid_from INTEGER NOT NULL, value REAL NOT NULL, received INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY, feed TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL,
            outcome TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
            digest TEXT NOT NULL, backfill INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0,
            duplicates INTEGER NOT NULL DEFAULT 0, superseded INTEGER NOT NULL DEFAULT 0,
            unused INTEGER NOT NULL DEFAULT 0, dropped INTEGER NOT NULL DEFAULT 0, unused_by TEXT NOT NULL DEFAULT '{}'
        ) STRICT""",
        "CREATE INDEX runs_by_time ON runs (feed, ended, unused, dropped)",
        "CREATE INDEX runs_by_source ON runs (feed, source, outcome)",
        "CREATE INDEX runs_in_order ON runs (feed, id)",
        """CREATE TABLE units (
            feed TEXT NOT NULL, unit TEXT NOT NULL, newest INTEGER, confirmed INTEGER,
            PRIMARY KEY (feed, unit)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY, feed TEXT NOT NULL, at INTEGER NOT NULL, run INTEGER NOT NULL,
            source TEXT NOT NULL, line INTEGER, field TEXT, reason TEXT NOT NULL, detail TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX quarantine_by_time ON quarantine (at)",
        """CREATE TABLE stamps (
            feed TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (feed, digest)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE hazards (
            identifier TEXT NOT NULL, sender TEXT NOT NULL, sent INTEGER NOT NULL, expires INTEGER,
            received INTEGER NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (identifier, sender, sent)
        ) STRICT""",
        """CREATE TABLE level_changes (
            id INTEGER PRIMARY KEY, place TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX level_changes_by_place ON level_changes (place, at)",
        "CREATE INDEX level_changes_by_time ON level_changes (at)",
        "CREATE TABLE section_states (place TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE answers (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT",
        "CREATE INDEX answers_by_time ON answers (at)",
        "CREATE TABLE situations (version INTEGER PRIMARY KEY, as_of INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (
        """CREATE TABLE observations_by_day (
            day INTEGER NOT NULL, series INTEGER NOT NULL, valid_to INTEGER NOT NULL, issued INTEGER NOT NULL,
            valid_from INTEGER NOT NULL, value REAL NOT NULL, received INTEGER NOT NULL, run INTEGER,
            PRIMARY KEY (day, series, valid_to, issued)
        ) STRICT, WITHOUT ROWID""",
        """INSERT INTO observations_by_day
            SELECT (valid_to + 10799) / 86400, series, valid_to, issued, valid_from, value, received, run
            FROM observations ORDER BY 1, 2, 3, 4""",
        "DROP TABLE observations",
        "ALTER TABLE observations_by_day RENAME TO observations",
        """CREATE TABLE hourly (
            day INTEGER NOT NULL, series INTEGER NOT NULL, single INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (day, series)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE daily (
            span INTEGER NOT NULL, series INTEGER NOT NULL, single INTEGER NOT NULL, body BLOB NOT NULL,
            PRIMARY KEY (span, series)
        ) STRICT, WITHOUT ROWID""",
        reckon_all,
        "CREATE INDEX series_by_feed ON series (feed)",
        "ALTER TABLE latest ADD COLUMN change INTEGER NOT NULL DEFAULT 0",
        "CREATE TABLE thinned (feed TEXT PRIMARY KEY, before INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TABLE unit_reports (
            feed TEXT NOT NULL, unit TEXT NOT NULL, valid_to INTEGER NOT NULL, received INTEGER NOT NULL,
            PRIMARY KEY (valid_to, feed, unit)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE feed_changes (
            id INTEGER PRIMARY KEY, feed TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX feed_changes_by_feed ON feed_changes (feed, at)",
        "CREATE INDEX feed_changes_by_time ON feed_changes (at)",
        "CREATE INDEX runs_by_end ON runs (ended)",
        "DROP INDEX runs_by_time",
        "CREATE INDEX runs_by_time ON runs (feed, ended, unused, dropped, accepted)",
        "CREATE INDEX quarantine_by_run ON quarantine (run)",
        "ALTER TABLE quarantine ADD COLUMN redacted TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE units ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0",
    ),
)

SCHEMA: Final = len(MIGRATIONS)
"""Schema number that this program writes."""


def schema_of(connection: sqlite3.Connection) -> int:
    """Schema number of an open database; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def require_present_schema(connection: sqlite3.Connection) -> None:
    """Check that this program can read the database as it is.

    Raises:
        FileNotFoundError: the store is not laid out yet: no writer has opened it.
        SchemaError: another program's database, a newer schema, or an older one that a writer must migrate first.
    """
    refuse_unknown(connection)
    found = schema_of(connection)
    if found == 0:
        raise FileNotFoundError("the store is not laid out yet: start the clock first")
    if found < SCHEMA:
        raise SchemaError(f"the store has schema {found}, this program reads {SCHEMA}: start the clock to migrate it")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the present schema. The caller holds a write transaction.

    Raises:
        SchemaError: another program's database, or one written by a newer Mezha.
    """
    refuse_unknown(connection)
    found = schema_of(connection)
    for statements in MIGRATIONS[found:]:
        for statement in statements:
            if isinstance(statement, str):
                connection.execute(statement)
            else:
                statement(connection)
    if found < SCHEMA:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")


def refuse_unknown(connection: sqlite3.Connection) -> None:
    """Refuse a database that this program must not touch.

    Raises:
        SchemaError: another program's database, or one written by a newer Mezha.
    """
    found = schema_of(connection)
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    marked = int(connection.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID
    if not marked and (tables or found):
        raise SchemaError("the file is a database of another program")
    if found > SCHEMA:
        raise SchemaError(f"the store has schema {found}, this program knows {SCHEMA}: it was written by a newer Mezha")
