"""The SQL that both databases speak: statements with named values (`:name`), asked through one small door."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Values = Mapping[str, Any] | Sequence[Any]


def writable(text: str) -> str:
    """Text that a database can keep: bytes of a file's name that are no text come as halves of characters."""
    return text if text.isascii() else text.encode(errors="replace").decode()


class Answer(Protocol):
    """Rows that a statement gave."""

    def fetchone(self) -> Any:
        """Next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Sql(Protocol):
    """A connection on which a statement of both databases can be run; sqlite3's own is one."""

    def execute(self, statement: str, values: Values = ..., /) -> Answer:
        """Run one statement."""
        ...

    def executemany(self, statement: str, rows: Iterable[Values], /) -> Any:
        """Run one statement for each row of values."""
        ...
