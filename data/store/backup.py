"""Backup of a store while it is written, verified row by row, and its restoration; here as SQLite does it."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Final

import orjson
from pydantic import ValidationError

from data.domain.situation import RunningMode
from data.running import Running
from data.store.archive import SUMMARY, BackupError, Contents, Summary, beside, unlike
from data.store.connections import open_reader
from data.store.contract import ModeMismatchError, SchemaError, StoreBusyError
from data.store.lock import writer_lock
from data.store.publishing import require_mode
from data.store.schema import SCHEMA, refuse_unknown, schema_of
from data.store.sqlite import FILE_NAME, open_sqlite

PAGES_A_STEP: Final = 4_096
ROWS_A_STEP: Final = 10_000
_PATIENCE_S: Final = 2.0
_MANIFEST: Final = "manifest"
"""Table of a backup that says what must be in it; a store has none."""
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> ? AND name NOT LIKE 'sqlite_%' ORDER BY 1"
)


def backup(run: Running, target: Path) -> Summary:
    """Copy the store as it is at this moment into one file, while others read and write it.

    The copy is compared with the store row by row before it takes the place of the target.

    Raises:
        FileNotFoundError: there is no store, or no folder for the target.
        SettingsError: the programs of PostgreSQL are missing.
        BackupError: the copy failed, or is not what the store was.
        StoreBusyError: the database cannot be reached.
    """
    if not target.parent.is_dir():
        raise FileNotFoundError(target.parent)
    if run.folder.exists() and target.parent.samefile(run.folder):
        # Under the name of the store's own file it would take the place of what a clock is writing.
        raise BackupError(f"{target.parent} is the folder of the store itself: write the backup elsewhere")
    if run.database:
        from data.store.postgres import backup as database  # noqa: PLC0415 - SQLite runs without the driver loaded

        return database.backup(run, target)
    try:
        with beside(target) as fresh, closing(open_reader(run.folder / FILE_NAME)) as source:
            # One read transaction holds the source at its moment: a writer neither waits nor makes the copy start anew.
            source.execute("BEGIN")
            refuse_unknown(source)
            require_mode(source, run.mode)
            return _copied(source, fresh, run.mode)
    except sqlite3.Error as error:
        raise BackupError(f"the copy failed: {error}") from error


def _copied(source: sqlite3.Connection, fresh: Path, mode: RunningMode) -> Summary:
    taken = time.time()
    with closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
        source.backup(copy, pages=PAGES_A_STEP)
        summary = _summary(source, mode, taken)
        source.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE")
        _require_whole(copy, summary)
        copy.execute(f"CREATE TABLE {_MANIFEST} (body TEXT NOT NULL) STRICT")
        copy.execute(f"INSERT INTO {_MANIFEST} VALUES (?)", (orjson.dumps(asdict(summary)).decode(),))  # noqa: S608
    return summary


def restore(run: Running, source: Path, *, force: bool = False) -> Summary:
    """Put a backup in the place of the store; it is verified row by row before.

    Raises:
        FileNotFoundError: no such backup.
        FileExistsError: there is a store, and `force` was not asked for.
        WriterBusyError: a clock leads.
        StoreBusyError: another process has the store open, or the database cannot be reached.
        BackupError, ModeMismatchError, SchemaError: the file is no good, of the other mode, or of a newer program.
        SettingsError: the programs of PostgreSQL are missing.
    """
    if not source.is_file():
        raise FileNotFoundError(source)
    if run.database:
        from data.store.postgres import backup as database  # noqa: PLC0415 - the same

        return database.restore(run, source, force=force)
    with writer_lock(run):
        file = run.folder / FILE_NAME
        if file.exists() and not force:
            raise FileExistsError(file)
        with beside(file, before=lambda: _put_aside(file)) as fresh:
            shutil.copyfile(source, fresh)
            summary = _verified(fresh, run.mode)
        # Lays out what a newer program adds, and the log.
        open_sqlite(run.state, run.mode, write=True).close()
    return summary


def verify(source: Path) -> Summary:
    """Compare a backup with its manifest.

    Raises:
        BackupError: it is no good.
    """
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            refuse_unknown(copy)
            body = copy.execute(f"SELECT body FROM {_MANIFEST}").fetchone()  # noqa: S608 - own name
            summary = SUMMARY.validate_json(body[0])
            _require_whole(copy, summary)
    except (sqlite3.DatabaseError, ValidationError, TypeError) as error:
        raise BackupError(f"{source.name} is not a backup of Mezha, or is damaged: {type(error).__name__}") from error
    return summary


def _verified(fresh: Path, mode: RunningMode) -> Summary:
    """Verify a copy and make a store of it."""
    summary = verify(fresh)
    if summary.schema > SCHEMA:
        raise SchemaError(f"the backup has schema {summary.schema}, this program knows {SCHEMA}")
    if summary.mode != mode:
        raise ModeMismatchError(f"the backup belongs to mode {summary.mode}, not {mode}")
    with closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
        copy.execute(f"DROP TABLE {_MANIFEST}")
    return summary


def _put_aside(file: Path) -> None:
    """The old log must never be read with the new file, and nobody may go on with the old one."""
    if file.exists():
        with closing(sqlite3.connect(file, isolation_level=None, timeout=_PATIENCE_S)) as old:
            try:
                # SQLite gives up its log only where nobody else has the file open.
                old.execute("PRAGMA journal_mode = DELETE")
            except sqlite3.OperationalError as error:
                raise StoreBusyError("the store is open in other processes: stop the web too") from error
            except sqlite3.DatabaseError:
                pass  # damaged: that is why it is replaced
    for name in (f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)


def _summary(connection: sqlite3.Connection, mode: RunningMode, taken: float) -> Summary:
    ((run,),) = connection.execute("SELECT coalesce(max(id), 0) FROM runs").fetchall()
    ((version,),) = connection.execute("SELECT coalesce(max(version), 0) FROM situations").fetchall()
    return Summary(mode, schema_of(connection), taken, run, version, contents(connection))


def contents(connection: sqlite3.Connection) -> dict[str, Contents]:
    """Rows and digest of every table."""
    names = [name for (name,) in connection.execute(_TABLES, (_MANIFEST,))]
    return {name: _contents(connection, name) for name in names}


def _contents(connection: sqlite3.Connection, table: str) -> Contents:
    columns = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    key = ", ".join(name for name, position in sorted(columns, key=lambda column: column[1]) if position)
    order = f"ORDER BY {key}" if key else ""
    rows, digest = 0, sha256()
    cursor = connection.execute(f"SELECT * FROM {table} {order}")  # noqa: S608 - names of the store's own tables
    while found := cursor.fetchmany(ROWS_A_STEP):
        rows += len(found)
        digest.update("\n".join(map(repr, found)).encode())
    return Contents(rows, digest.hexdigest())


def _require_whole(copy: sqlite3.Connection, summary: Summary) -> None:
    told = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if told != ("ok",):
        raise BackupError(f"the copy is damaged: {told[0][:80]}")
    found = contents(copy)
    if names := unlike(found, summary.tables):
        raise BackupError(f"the copy differs from what was kept: {names}")
