"""Where a process keeps its state and in which mode it runs, from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, cast

from data.domain.situation import RunningMode

MODES: Final = ("live", "exercise")
SCHEMES: Final = ("postgresql://", "postgres://")


class SettingsError(ValueError):
    """A setting of the environment that cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Running:
    """One deployment on one state folder in one mode."""

    state: Path
    """Root of all state; each mode has its own folder below it."""
    mode: RunningMode
    deployment: str
    database: str = field(default="", repr=False)
    """Address of a PostgreSQL database, with its credentials; empty: SQLite in the state folder."""

    @property
    def tables(self) -> Path:
        """Folder of this installation's table feeds, one YAML file each; for both modes."""
        return self.state / "tables"

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
    def wishes(self) -> Path:
        """Folder of wishes to run a feed now: an empty file named by the feed; taken and deleted by the clock."""
        return self.folder / "wishes"

    @property
    def sources(self) -> Path:
        """The file that maps feeds to addresses."""
        return self.folder / "sources.yaml"

    @property
    def timebase(self) -> Path:
        """The exercise's clock; absent in live mode."""
        return self.folder / "timebase.json"


def running(environment: Mapping[str, str] = os.environ, mode: str | None = None) -> Running:
    """Read STATE_DIR (default ./var), MODE (default live), DEPLOYMENT (default belarus) and DATABASE_URL.

    Raises:
        SettingsError: MODE is neither live nor exercise, or DATABASE_URL is no address of PostgreSQL.
    """
    chosen = mode or environment.get("MODE") or "live"
    if chosen not in MODES:
        raise SettingsError(f"MODE is {chosen!r}; it must be one of {', '.join(MODES)}")
    state = Path(environment.get("STATE_DIR") or "var").absolute()
    database = environment.get("DATABASE_URL") or ""
    if database and not database.startswith(SCHEMES):
        # Not repeated: it may hold a password.
        raise SettingsError(f"DATABASE_URL is not an address of PostgreSQL: it must begin with {SCHEMES[0]}")
    return Running(state, cast("RunningMode", chosen), environment.get("DEPLOYMENT") or "belarus", database)
