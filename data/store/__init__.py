"""Where observations, runs, levels and situations are kept."""

from data.store.contract import ModeMismatchError, SchemaError
from data.store.lock import WriterBusyError, is_locked, writer_lock
from data.store.sqlite import FILE_NAME, SqliteReader, SqliteStore, open_store

__all__ = [
    "FILE_NAME",
    "ModeMismatchError",
    "SchemaError",
    "SqliteReader",
    "SqliteStore",
    "WriterBusyError",
    "is_locked",
    "open_store",
    "writer_lock",
]
