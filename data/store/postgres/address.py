"""Which database and which schema belong to a deployment; the address is never shown with its password."""

import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from psycopg import conninfo
from psycopg.types.string import StrDumper

from data.domain.situation import RunningMode
from data.running import Running, SettingsError
from data.store.contract import StoreBusyError

APPLICATION: Final = "mezha"
CONNECT_S: Final = 5
"""A database that does not answer within this is lost; the next call tries again."""
SHOWN: Final = ("host", "port", "dbname", "user")
_PHRASES: Final = (
    "Connection refused",
    "could not translate host name",
    "No route to host",
    "Network is unreachable",
    "timeout expired",
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "does not exist",
    "too many clients",
    "remaining connection slots are reserved",
    "starting up",
    "shutting down",
    "recovery mode",
    "certificate",
    "does not support SSL",
)
_LIFE: Final[dict[str, Any]] = {
    "connect_timeout": CONNECT_S,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A host that vanished without a word is noticed within some seconds, not after the system's two hours."""


@dataclass(frozen=True, slots=True)
class Address:
    """One schema of one database: what a file is for SQLite."""

    database: str = field(repr=False)
    schema: RunningMode

    @property
    def shown(self) -> str:
        """Where it is, in words that may stand in a log."""
        parts = conninfo.conninfo_to_dict(self.database)
        return " ".join(f"{name}={parts[name]}" for name in SHOWN if parts.get(name)) + f" schema={self.schema}"

    @property
    def key(self) -> int:
        """First half of the advisory locks of this schema."""
        return zlib.crc32(f"{APPLICATION}.{self.schema}".encode()) & 0x7FFFFFFF

    @property
    def channel(self) -> str:
        """Channel on which the bell of this schema is rung."""
        return f"{APPLICATION}_{self.schema}"


def address_of(run: Running) -> Address:
    """Address of the store of a deployment that has a database.

    Raises:
        SettingsError: DATABASE_URL is no address of PostgreSQL; the message does not repeat it.
    """
    try:
        conninfo.conninfo_to_dict(run.database)
    except psycopg.ProgrammingError:
        # The driver's message quotes the address, and with it the password.
        raise SettingsError("DATABASE_URL is not an address of PostgreSQL (postgresql://user@host/database)") from None
    return Address(run.database, run.mode)


def connect(address: Address, **options: Any) -> psycopg.Connection[Any]:
    """Open a connection whose statements find the tables of the schema; every statement is its own transaction.

    Raises:
        StoreBusyError: the database does not answer or refuses; says where it is and why, never the password.
    """
    try:
        connection = psycopg.connect(
            address.database,
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,
            application_name=APPLICATION,
            options=" ".join(f"-c {name}={value}" for name, value in _session(address, options).items()),
            prepare_threshold=None,
            **_LIFE,
        )
    except psycopg.OperationalError as error:
        raise StoreBusyError(f"the database ({address.shown}) cannot be reached: {_reason(error)}") from None
    connection.adapters.register_dumper(str, _Text)
    return connection


class _Text(StrDumper):
    """PostgreSQL keeps no NUL; a report that holds one must not stop the clock."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd"))


def _session(address: Address, options: dict[str, Any]) -> dict[str, Any]:
    return {"search_path": address.schema, "timezone": "UTC", "client_min_messages": "warning", **options}


def _reason(error: psycopg.OperationalError) -> str:
    """The server's own word where there is one, or a known phrase: all that the driver says may quote the address."""
    said = str(error)
    known = next((phrase for phrase in _PHRASES if phrase in said), "")
    return ", ".join(filter(None, (known, error.sqlstate))) or type(error).__name__
