"""Read-only connections of a process, one a thread, closed with the thread or all together."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Generic, Protocol, TypeVar
from weakref import WeakSet

from data.store.sql import Sql


class ReaderConnection(Sql, Protocol):
    """A connection that reads."""

    @property
    def in_transaction(self) -> bool:
        """It is held at one state."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


R = TypeVar("R", bound=ReaderConnection)


class ThreadReaders(ABC, Generic[R]):
    """Opens a connection for each thread that asks; either database says how."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._open: WeakSet[R] = WeakSet()
        self._guard = threading.Lock()

    @abstractmethod
    def _opened(self) -> R:
        """A new read-only connection."""

    @abstractmethod
    def _held(self, connection: R) -> AbstractContextManager[None]:
        """Hold a connection at one state."""

    def _is_lost(self, _connection: R) -> bool:
        """Nothing can be asked through it any more."""
        return False

    def mine(self) -> R:
        """Connection of this thread; a new one where the last was lost."""
        connection: R | None = getattr(self._local, "connection", None)
        if connection is None or self._is_lost(connection):
            connection = self._local.connection = self._opened()
            with self._guard:
                self._open.add(connection)
        return connection

    @contextmanager
    def snapshot(self) -> Iterator[R]:
        """Connection of this thread, held at one state; may be nested."""
        connection = self.mine()
        if connection.in_transaction:
            yield connection
            return
        with self._held(connection):
            yield connection

    def close(self) -> None:
        """Close every connection."""
        with self._guard:
            for connection in list(self._open):
                connection.close()
            self._open.clear()
        self._local = threading.local()
