"""The commands `backup`, `restore` and `export`: what a deployment keeps, out of its store and back."""

import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from data.domain.moment import iso, parse_iso
from data.feeds import feeds_of
from data.handover import mode_of_running
from data.running import Running, SettingsError, running
from data.store import open_store
from data.store.archive import BackupError, Summary
from data.store.backup import backup, restore
from data.store.contract import Grain
from data.store.export import Format, Wanted, export

_GRAINS: Final[Mapping[str | None, Grain | None]] = {"raw": None, "hour": "hour", "day": "day"}


def write_backup(target: Path, *, mode: str | None) -> int:
    """Back the store up into one file; returns 0.

    Raises:
        SettingsError: there is no store, or the target cannot be written.
    """
    run = _running(mode)
    try:
        summary = backup(run, target)
    except FileNotFoundError:
        raise SettingsError(f"no store in {_place(run)}, or no folder {target.parent}") from None
    except (BackupError, OSError) as error:
        raise SettingsError(str(error)) from error
    _tell("backed up", target, summary)
    return 0


def read_backup(source: Path, *, mode: str | None, force: bool) -> int:
    """Put a backup in the place of the store; returns 0.

    Raises:
        SettingsError: it is no good backup of this mode, a clock leads, or there is a store already.
    """
    run = _running(mode)
    try:
        summary = restore(run, source, force=force)
    except FileNotFoundError:
        raise SettingsError(f"no backup {source}") from None
    except FileExistsError:
        raise SettingsError(f"there is a store in {_place(run)}; --force replaces it") from None
    except (BackupError, OSError) as error:
        raise SettingsError(str(error)) from error
    _tell("restored from", source, summary)
    return 0


def write_observations(out: str, wanted: Mapping[str, str | None], *, form: Format, mode: str | None) -> int:
    """Export observations or roll-ups; `-` is standard output. Returns 0.

    Args:
        out: File, or `-`.
        wanted: feed, since, until, known_at, grain as they stand in the command line.
        form: csv or parquet.
        mode: live or exercise; None: that of the processes that run here.

    Raises:
        SettingsError: no such feed, a time that cannot be read, or no store.
    """
    run = _running(mode)
    feeds = feeds_of(run)
    if wanted["feed"] is not None and wanted["feed"] not in feeds:
        raise SettingsError(f"no feed {wanted['feed']}; the command `feeds` lists them")
    units = {(feed.name, metric.name): metric.unit for feed in feeds.values() for metric in feed.metrics}
    try:
        with closing(open_store(run, write=False)) as store:
            rows = export(store, units, _wanted(wanted), form, None if out == "-" else Path(out))
    except FileNotFoundError:
        raise SettingsError(f"no store in {_place(run)}, or no folder for {out}") from None
    except (ValueError, OSError) as error:
        raise SettingsError(str(error)) from error
    sys.stderr.write(f"{rows:,} rows\n")
    return 0


def _running(mode: str | None) -> Running:
    return running(mode=mode or mode_of_running(running()))


def _place(run: Running) -> str:
    """Where the store is; the address of a database is not repeated, for it may hold a password."""
    return f"the schema {run.mode} of the database" if run.database else str(run.folder)


def _wanted(texts: Mapping[str, str | None]) -> Wanted:
    times = {
        name: None if (text := texts[name]) is None else parse_iso(text) for name in ("since", "until", "known_at")
    }
    return Wanted(texts["feed"], times["since"], times["until"], times["known_at"], _GRAINS[texts["grain"]])


def _tell(what: str, file: Path, summary: Summary) -> None:
    rows = sum(table.rows for table in summary.tables.values())
    text = (
        f"{what} {file}: mode {summary.mode}, {iso(int(summary.taken))}, {rows:,} rows in {len(summary.tables)} tables"
    )
    sys.stderr.write(f"{text}, up to run {summary.newest_run}; every table compared\n")
