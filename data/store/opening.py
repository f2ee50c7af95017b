"""Opens the store of a deployment: SQLite in its state folder, or PostgreSQL where it names a database."""

import time
from collections.abc import Callable

from data.running import Running
from data.store.contract import Store
from data.store.sqlite import FILE_NAME, open_sqlite


def open_store(run: Running, *, write: bool, wall: Callable[[], float] = time.time) -> Store:
    """Open the store of one mode, laying it out first when opened for writing.

    Raises:
        FileNotFoundError: opened for reading before anyone has written.
        ModeMismatchError: the store belongs to the other mode.
        SchemaError: the store was written by a newer program, or is not a store of Mezha.
        StoreBusyError: the database cannot be reached.
        SettingsError: the database's address cannot be read.
    """
    if run.database:
        from data.store.postgres.store import open_postgres  # noqa: PLC0415 - SQLite runs without the driver loaded

        return open_postgres(run, write=write, wall=wall)
    return open_sqlite(run.state, run.mode, write=write, wall=wall)


def store_exists(run: Running) -> bool:
    """Tell whether anyone has laid the store out.

    Raises:
        StoreBusyError: the database cannot be reached.
    """
    if run.database:
        from data.store.postgres.store import exists  # noqa: PLC0415 - the same

        return exists(run)
    return (run.folder / FILE_NAME).exists()


def stand_of(run: Running) -> int | None:
    """What changes when another store takes the place of this one; None where there is none yet.

    A new exercise puts another file there. Connections to a database find the new tables by themselves.
    """
    if run.database:
        return 0
    try:
        return (run.folder / FILE_NAME).stat().st_ino
    except FileNotFoundError:
        return None


def erase_store(run: Running) -> None:
    """Delete the store of an exercise, to begin anew.

    Raises:
        ValueError: live data are never erased.
        StoreBusyError: the database cannot be reached.
    """
    if run.mode != "exercise":
        raise ValueError("live data are never erased")
    if run.database:
        from data.store.postgres.store import erase  # noqa: PLC0415 - the same

        erase(run)
    for tail in ("", "-wal", "-shm"):
        (run.folder / (FILE_NAME + tail)).unlink(missing_ok=True)
