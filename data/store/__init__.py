"""Where observations, runs, levels and situations are kept."""

from data.store.contract import ModeMismatchError, SchemaError, Store, StoreBusyError, StoreReader
from data.store.lock import WriterBusyError, is_locked, writer_lock
from data.store.opening import erase_store, open_store, stand_of, store_exists

__all__ = [
    "ModeMismatchError",
    "SchemaError",
    "Store",
    "StoreBusyError",
    "StoreReader",
    "WriterBusyError",
    "erase_store",
    "is_locked",
    "open_store",
    "stand_of",
    "store_exists",
    "writer_lock",
]
