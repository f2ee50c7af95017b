"""Rows of tables as the text of COPY, counted and summed up, from the database or from an archive of pg_dump."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

import psycopg

from data.store.archive import BackupError, Contents
from data.store.postgres.connections import Connection, told

_TABLES: Final = """
SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = :schema::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname"""
_COPY: Final = re.compile(rb'COPY (?:"?\w+"?\.)?"?(\w+)"? (?:\(.*\) )?FROM stdin;\n')
END: Final = b"\\.\n"
_NO_SQL: Final = (b"\\restrict ", b"\\unrestrict ")
"""What newer programs say to psql alone."""
_BITS: Final = 256


class Sum:
    """Number of rows and the sum of their SHA-256: the same in whatever order they come."""

    def __init__(self) -> None:
        self._rows = self._sum = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Add rows."""
        for line in lines:
            self._sum += int.from_bytes(sha256(line).digest())
            self._rows += 1

    @property
    def contents(self) -> Contents:
        """What was added so far."""
        return Contents(self._rows, f"{self._sum % 2**_BITS:064x}")


def contents(connection: Connection, schema: str) -> dict[str, Contents]:
    """Rows of every table of a schema, each partition by itself; the caller holds a snapshot."""
    tables = connection.execute(_TABLES, {"schema": schema}).fetchall()
    return {name: _table(connection, f"{schema}.{name}", columns) for name, columns in tables}


def _table(connection: Connection, table: str, columns: str) -> Contents:
    total = Sum()
    # The database sends each row by itself, in the same words as to pg_dump.
    with told(), connection.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
        total.add(map(bytes, copy))
    return total.contents


def contents_of(script: Iterable[bytes]) -> dict[str, Contents]:
    """Rows of every table in what pg_restore tells of an archive."""
    sums: dict[str, Sum] = defaultdict(Sum)
    lines = iter(script)
    for line in lines:
        if table := copied(line):
            sums[table].add(rows_of(lines))
    return {name: total.contents for name, total in sums.items()}


def play(connection: Connection, script: Iterable[bytes]) -> None:
    """Run what pg_restore tells, inside the transaction of the caller.

    Raises:
        BackupError: the database refuses a statement; says why.
        StoreBusyError: it is lost, busy or full.
    """
    said: list[bytes] = []
    lines = iter(script)
    try:
        for line in lines:
            if copied(line):
                _say(connection, said)
                with told(), connection.raw.cursor() as cursor, cursor.copy(line.rstrip(b";\n")) as copy:
                    for row in rows_of(lines):
                        copy.write(row)
            elif not line.startswith(_NO_SQL):
                said.append(line)
        _say(connection, said)
    except psycopg.Error as error:
        raise BackupError(f"the database refuses what is in the backup: {error.diag.message_primary}") from error


def _say(connection: Connection, said: list[bytes]) -> None:
    if said:
        with told():
            connection.raw.execute(b"".join(said))
        said.clear()


def copied(line: bytes) -> str | None:
    """Table whose rows follow this line."""
    match = _COPY.fullmatch(line)
    return match[1].decode() if match else None


def rows_of(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Rows up to the mark that ends them."""
    for line in lines:
        if line == END:
            return
        yield line
