"""Which roles are held by people, known to all web workers: one empty file a role, as old as its last sign of life."""

import time
from pathlib import Path
from typing import Final

HELD_S: Final = 600.0
"""A role falls back to the scripted actors this long after a person last acted or looked in it."""


class Holding:
    """Roles held by people at the desks of one deployment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, role: str) -> None:
        """Note that a person is in this role now."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / role).touch()

    def release(self, role: str) -> None:
        """Note that the person left the role."""
        (self._folder / role).unlink(missing_ok=True)

    def is_held(self, role: str) -> bool:
        """Tell whether a person was in this role within HELD_S. Reads the disk."""
        try:
            touched = (self._folder / role).stat().st_mtime
        except (FileNotFoundError, ValueError):
            return False
        return time.time() - touched < HELD_S
