"""PostgreSQL under measurement: a cluster of its own in a temporary folder, its processes counted with ours."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg

from data.running import Running
from data.store import Store, open_store
from tests.postgres import SAFE, cluster

FLOOR = """
CREATE TABLE floor (series INTEGER NOT NULL, valid_t BIGINT NOT NULL, issued_t BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL, batch INTEGER NOT NULL, PRIMARY KEY (series, valid_t, issued_t))"""
SETTINGS = f"{SAFE}\nshared_buffers = 256MB\nmax_wal_size = 4GB"


class PostgresSubject:
    """One database for the store, a table of another schema for the floor."""

    def __init__(self, folder: Path) -> None:
        self._held = ExitStack()
        self._counting = 0.0
        started = self._held.enter_context(cluster(SETTINGS))
        self._server = int((started.folder / "data" / "postmaster.pid").read_text().split()[0])
        address = self._held.enter_context(started.database())
        self._run = Running(folder, "exercise", "belarus", address)
        self.store: Store = open_store(self._run, write=True)
        self._floor = psycopg.connect(address, autocommit=True)

    def cpu(self) -> float:
        """Ours but for the counting itself, and what the server's processes have run."""
        begin = time.process_time()
        server = sum(_run_s(process) for process in (self._server, *_children(self._server)))
        own = begin - self._counting
        self._counting += time.process_time() - begin
        return own + server

    def empty_floor(self) -> None:
        """Drop and create."""
        self._floor.execute("DROP TABLE IF EXISTS floor")
        self._floor.execute(FLOOR)

    def insert_floor(self, rows: Sequence[tuple[int, int, int, float, int]]) -> None:
        """COPY, the quickest way in."""
        with self._floor.cursor() as cursor, cursor.copy("COPY floor FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def reader(self) -> Store:
        """A fresh connection."""
        return open_store(self._run, write=False)

    def size(self) -> int:
        """Of the whole schema with its keys; statistics are taken, as autovacuum would."""
        self._floor.execute("ANALYZE")
        asked = """SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'exercise'::regnamespace"""
        row = self._floor.execute(asked).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Stop the server."""
        self.store.close()
        self._floor.close()
        self._held.close()


def _children(process: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == process:
                yield int(stat.parent.name)


def _run_s(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
