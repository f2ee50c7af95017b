"""What one installation adds to the reference data of its deployment: reception sites, and words of its tables."""

import logging
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from data.domain.places import Reference, Site
from data.reference.crosschecks import cross_faults
from data.reference.deployment import folder_of, read_deployment
from data.reference.entries import Entry, read_list
from data.reference.faults import Fault
from data.reference.loading import load
from data.reference.shape import shape
from data.reference.spelling import name_faults
from data.reference.tables import Table, Tables, read_tables
from data.running import Running

LOG: Final = logging.getLogger("mezha.reference")
SITES: Final = "sites.yaml"
"""In the state folder; of the same form as the deployment's own."""
TABLES: Final = "tables"
_OPTIONAL: Final = "reported_as"


def reference_of(run: Running) -> Reference:
    """Reference data of an installation in its mode: the deployment's, and the sites of its state folder.

    A local site with faults is left out and logged; it stops nothing.

    Raises:
        ReferenceDataError: the deployment's own data have faults.
    """
    base = load(run.deployment)
    sites, faults = local_sites(run)
    for fault in faults:
        _log_once(run.state, fault)
    return replace(base, sites=base.sites + sites).for_mode(exercise=run.mode == "exercise")


@lru_cache(maxsize=256)
def _log_once(state: Path, fault: Fault) -> None:
    """The file is read again for every reader; its faults are told once a process."""
    LOG.error("local site not used: %s/%s", state, fault)


def local_sites(run: Running) -> tuple[tuple[Site, ...], tuple[Fault, ...]]:
    """Sound sites of the state folder's file, and every fault of the others."""
    if not (run.state / SITES).is_file():
        return (), ()
    entries, faults = read_list(run.state, SITES)
    shaped = [(entry, *shape(entry, Site)) for entry in entries]
    rows = tuple((entry, site) for entry, site, _ in shaped if site is not None)
    found = [*faults, *(fault for *_, of_entry in shaped for fault in of_entry), *_between(run, entries, rows)]
    bad = {fault.row for fault in found}
    wrong = {entry.row for entry in entries if bad & set(_lines(entry, entries))}
    return tuple(site for entry, site in rows if entry.row not in wrong), tuple(found)


def tables_of(deployment: str | Path) -> Path:
    """Folder of the table specs that a deployment ships.

    Raises:
        ReferenceDataError: there is no such deployment.
    """
    return folder_of(deployment) / TABLES


def _lines(entry: Entry, entries: tuple[Entry, ...]) -> range:
    """Lines of an entry: up to the next one."""
    after = min((other.row for other in entries if other.row > entry.row), default=entry.row + 10_000)
    return range(entry.row, after)


def _between(run: Running, entries: tuple[Entry, ...], rows: tuple[tuple[Entry, Site], ...]) -> list[Fault]:
    """Faults between local sites and all other tables."""
    folder = folder_of(run.deployment)
    head, *_ = read_deployment(folder)
    own = {id(entry): replace(entry, file=f"local {SITES}") for entry in entries}
    tables = read_tables(folder)
    merged: Tables = replace(
        tables,
        sites=Table(
            SITES,
            (*tables.sites.entries, *own.values()),
            (*tables.sites.rows, *((own[id(entry)], site) for entry, site in rows)),
            (),
        ),
    )
    found = [*cross_faults(merged, None if head is None else head.window), *name_faults(merged)]
    local = [replace(fault, file=SITES) for fault in found if fault.file == f"local {SITES}"]
    return [fault for fault in local if (fault.reason, fault.column) != ("empty", _OPTIONAL)]
