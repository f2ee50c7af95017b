"""Stores under measurement: each with its floor, a plain keyed table in a place of its own, and its processor time."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from data.domain.observation import Observation
from data.running import Running
from data.store import Store, open_store
from data.store.connections import open_writer, transaction

FLOOR = """
CREATE TABLE floor (series INTEGER NOT NULL, valid_t INTEGER NOT NULL, issued_t INTEGER NOT NULL, value REAL NOT NULL,
  batch INTEGER NOT NULL, PRIMARY KEY (series, valid_t, issued_t)) WITHOUT ROWID"""


class Subject(Protocol):
    """One store, opened for writing, and what it is compared with."""

    store: Store

    def cpu(self) -> float:
        """Processor seconds spent so far by every process that takes part."""
        ...

    def empty_floor(self) -> None:
        """Lay out the plain keyed table anew, empty; not measured."""
        ...

    def insert_floor(self, rows: Sequence[tuple[int, int, int, float, int]]) -> None:
        """Insert rows in the order of their key, one transaction, on the disk when it returns."""
        ...

    def reader(self) -> Store:
        """The store as a reader that knows nothing yet."""
        ...

    def size(self) -> int:
        """Bytes on the disk."""
        ...

    def close(self) -> None:
        """Let go of both."""
        ...


class SqliteSubject:
    """A file of its own for the floor: a second writer of the same file empties the page cache of the first."""

    def __init__(self, folder: Path) -> None:
        self._run = Running(folder, "exercise", "belarus")
        self.store: Store = open_store(self._run, write=True)
        self._floor: sqlite3.Connection = open_writer(folder / "floor.sqlite")

    def cpu(self) -> float:
        """All of it is spent in this process."""
        return time.process_time()

    def empty_floor(self) -> None:
        """Drop and create."""
        self._floor.execute("DROP TABLE IF EXISTS floor")
        self._floor.execute(FLOOR)

    def insert_floor(self, rows: Sequence[tuple[int, int, int, float, int]]) -> None:
        """`executemany`, with the same settings as the store's own writer."""
        with transaction(self._floor):
            self._floor.executemany("INSERT OR IGNORE INTO floor VALUES (?, ?, ?, ?, ?)", rows)

    def reader(self) -> Store:
        """A fresh connection."""
        return open_store(self._run, write=False)

    def size(self) -> int:
        """After a checkpoint."""
        self.store.checkpoint()
        return (self._run.folder / "mezha.sqlite").stat().st_size

    def close(self) -> None:
        """Close both files."""
        self._floor.close()
        self.store.close()


def postgres_subject(folder: Path) -> Subject:
    """A cluster of its own; only who measures it needs the driver and the server."""
    from storage_postgres import PostgresSubject  # noqa: PLC0415 - see above

    return PostgresSubject(folder)


SUBJECTS: dict[str, Callable[[Path], Subject]] = {"sqlite": SqliteSubject, "postgres": postgres_subject}
"""Makes a subject below an empty folder."""


def floor_rows(
    batch: Sequence[Observation], numbers: dict[tuple[str, str], int]
) -> list[tuple[int, int, int, float, int]]:
    """The same rows for the floor."""
    return sorted((numbers[o.place, o.metric], o.valid_to, o.issued, o.value, 1) for o in batch)
