"""Where a process keeps its state and in which mode it runs, from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from data.domain.situation import RunningMode

MODES: Final = ("live", "exercise")


class SettingsError(ValueError):
    """A setting of the environment that cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Running:
    """One deployment on one state folder in one mode."""

    state: Path
    """Root of all state; each mode has its own folder below it."""
    mode: RunningMode
    deployment: str

    @property
    def folder(self) -> Path:
        """Folder of this mode: database, bell, spool, boards."""
        return self.state / self.mode

    @property
    def spool(self) -> Path:
        """Folder that agencies' files are dropped into, one subfolder a feed."""
        return self.folder / "spool"

    @property
    def receipts(self) -> Path:
        """Folder in which another process finds what became of the batch that it handed over."""
        return self.folder / "receipts"

    @property
    def sources(self) -> Path:
        """The file that maps feeds to addresses."""
        return self.folder / "sources.yaml"

    @property
    def timebase(self) -> Path:
        """The exercise's clock; absent in live mode."""
        return self.folder / "timebase.json"


def running(environment: Mapping[str, str] = os.environ, mode: str | None = None) -> Running:
    """Read STATE_DIR (default ./var), MODE (default live) and DEPLOYMENT (default belarus).

    Raises:
        SettingsError: MODE is neither live nor exercise.
    """
    chosen = mode or environment.get("MODE") or "live"
    if chosen not in MODES:
        raise SettingsError(f"MODE is {chosen!r}; it must be one of {', '.join(MODES)}")
    state = Path(environment.get("STATE_DIR") or "var").absolute()
    return Running(state, cast("RunningMode", chosen), environment.get("DEPLOYMENT") or "belarus")
