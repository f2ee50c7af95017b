"""Rows by the hundred thousand between arrays and PostgreSQL: packed on the way out, by binary COPY on the way in."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.store.postgres.connections import Connection, told

_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = b"\xff\xff"
_SENT: Final = {">i4": "int4send", ">i8": "int8send", ">f8": "float8send"}
_PIECE: Final = 20_000
Columns = Sequence[tuple[str, str]]
"""Name and numpy type (big-endian, as the database sends it) of each column; none may be NULL."""


def read_table(connection: Connection, query: str, values: dict[str, Any], columns: Columns) -> NDArray[np.void]:
    """Rows of a query with these columns, the first of which is the series; in no order.

    The database packs the rows of a series into one value: a message for each row would cost ten times as much.
    """
    fields = " || ".join(f"{_SENT[kind]}({name})" for name, kind in columns)
    packed = f"SELECT string_agg({fields}, ''::bytea) FROM ({query}) AS rows GROUP BY {columns[0][0]}"  # noqa: S608 - ours
    body = b"".join(part for (part,) in connection.execute(packed, values))
    return np.frombuffer(body, dtype=np.dtype([*columns]))


def array_of(values: Iterable[float]) -> str:
    """Numbers as the database writes an array."""
    return "{" + ",".join(map(repr, values)) + "}"


def write_table(connection: Connection, table: str, columns: Columns, arrays: Sequence[NDArray[Any]]) -> None:
    """Add rows to a table, one array a column."""
    rows = np.empty(len(arrays[0]), dtype=_layout(columns))
    rows["fields"] = len(columns)
    for (name, kind), array in zip(columns, arrays, strict=True):
        rows[f"{name} bytes"] = np.dtype(kind).itemsize
        rows[name] = array
    names = ", ".join(name for name, _ in columns)
    order = f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)"
    with told(), connection.raw.cursor() as cursor, cursor.copy(order) as copy:
        copy.write(_HEADER)
        for start in range(0, len(rows), _PIECE):
            copy.write(rows[start : start + _PIECE].tobytes())
        copy.write(_END)


def _layout(columns: Columns) -> np.dtype[np.void]:
    parts = [("fields", ">i2")]
    for name, kind in columns:
        parts += [(f"{name} bytes", ">i4"), (name, kind)]
    return np.dtype(parts)
