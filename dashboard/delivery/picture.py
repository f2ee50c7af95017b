"""The pictures that the clock published, read from the store when a version is asked for."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, TypeVar

from pydantic import TypeAdapter

from data.domain.situation import Situation
from data.running import Running
from data.store import Store, StoreReader, open_store, stand_of

Answer = TypeVar("Answer")
KEPT: Final = 3
"""Situations kept in memory: the newest and the ones that slow viewers still ask for."""
_SITUATION: Final = TypeAdapter(Situation)


class Pictures:
    """Situations by version. Safe for threads; every method reads the disk, so none runs in the event loop."""

    def __init__(self, run: Running) -> None:
        self._run = run
        self._kept: OrderedDict[int, Situation] = OrderedDict()
        self._guard = threading.Lock()
        self._opened_stand: int | None = None
        self._reader: Store | None = None

    def situation(self, version: int) -> Situation | None:
        """The situation of one version, or None where the store does not hold it."""
        with self._guard:
            if version in self._kept:
                self._kept.move_to_end(version)
                return self._kept[version]
            body = None if (reader := self._opened()) is None else reader.situation(version)
            return None if body is None else self._keep(_SITUATION.validate_json(body, strict=True))

    def newest(self) -> Situation | None:
        """The newest situation, or None before the first."""
        with self._guard:
            found = None if (reader := self._opened()) is None else reader.newest_situation()
            if found is None:
                return None
            version, body = found
            return self._kept.get(version) or self._keep(_SITUATION.validate_json(body, strict=True))

    def newest_version(self) -> int | None:
        """Version of the newest situation."""
        with self._guard:
            found = None if (reader := self._opened()) is None else reader.newest_situation()
        return None if found is None else found[0]

    def ask(self, question: Callable[[StoreReader], Answer]) -> Answer | None:
        """Put a question to the store, or None where there is none yet; other readers need not wait for it."""
        with self._guard:
            reader = self._opened()
        return None if reader is None else question(reader)

    def _keep(self, situation: Situation) -> Situation:
        self._kept[situation.version] = situation
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return situation

    def _opened(self) -> Store | None:
        """The store as it lies there now: a new exercise puts another file in the place of the old one."""
        stand = stand_of(self._run)
        if stand is None:
            return None
        if self._reader is None or stand != self._opened_stand:
            if self._reader is not None:
                self._reader.close()
                self._reader = None
            try:
                self._reader, self._opened_stand = open_store(self._run, write=False), stand
            except FileNotFoundError:
                return None
        return self._reader
