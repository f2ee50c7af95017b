"""Loads a deployment's reference data, or names every fault that forbids it."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from data.domain.capacity import Standards
from data.domain.places import Reference
from data.domain.warning import LevelRules
from data.reference.crosschecks import core_feed_faults, count_faults, cross_faults
from data.reference.deployment import folder_of, read_deployment
from data.reference.faults import Fault, ReferenceDataError
from data.reference.geography import FOLDER, geography_faults
from data.reference.levels import outer_faults, read_level_rules
from data.reference.spelling import name_faults
from data.reference.standards import agreement_faults, read_standards
from data.reference.tables import Tables, read_tables

T = TypeVar("T")

DEFAULT: Final = "belarus"


@cache
def load(deployment: str | Path = DEFAULT) -> Reference:
    """All places, bodies and agencies of a deployment. Read once; the same object afterwards.

    Args:
        deployment: name of a deployment, or the path of a folder that holds one.

    Raises:
        ReferenceDataError: a table is missing or has faults.
    """
    tables, faults = _read(folder_of(deployment))
    if faults:
        raise ReferenceDataError(faults)
    values: dict[str, Any] = {name: table.values for name, table in tables if name != "capacities"}
    return Reference(**values)


@cache
def load_rules(deployment: str | Path = DEFAULT) -> LevelRules:
    """Rules of the warning levels.

    Raises:
        ReferenceDataError: the file is missing or has faults in itself; names of indicators, feeds and agencies
            are checked by `check` alone.
    """
    rules, _, faults = read_level_rules(folder_of(deployment))
    return _sound(rules, faults)


@cache
def load_standards(deployment: str | Path = DEFAULT) -> Standards:
    """Reception standards.

    Raises:
        ReferenceDataError: the file is missing or has faults.
    """
    return _sound(*read_standards(folder_of(deployment)))


def geography(deployment: str | Path = DEFAULT) -> Path:
    """Folder of the geographic layers (GeoJSON, WGS 84); their names stand in `data.reference.geography.LAYERS`.

    Raises:
        ReferenceDataError: there is no such deployment.
    """
    return folder_of(deployment) / FOLDER


def check(
    deployment: str | Path = DEFAULT,
    *,
    indicators: Collection[str] | None = None,
    feeds: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Every fault of a deployment's tables, rules, standards and layers, in the order of the files.

    Args:
        deployment: name of a deployment, or the path of a folder that holds one.
        indicators: keys of the indicators that rules may name; None: not checked.
        feeds: names of the feeds that sections and rules may name; None: not checked.
    """
    try:
        folder = folder_of(deployment)
    except ReferenceDataError as error:
        return error.faults
    tables, faults = _read(folder)
    rules, entry, rule_faults = read_level_rules(folder)
    standards, standard_faults = read_standards(folder)
    found = [*faults, *rule_faults, *standard_faults, *geography_faults(folder, tables.sections)]
    if feeds is not None:
        found += core_feed_faults(tables.sections, feeds)
    if rules is not None and entry is not None:
        found += outer_faults(entry, rules, tables.agencies.ids, indicators, feeds)
        found += agreement_faults(entry, rules, standards) if standards is not None else ()
    return tuple(sorted(found, key=lambda fault: (fault.file, fault.row or 0)))


def _read(folder: Path) -> tuple[Tables, tuple[Fault, ...]]:
    """The tables with all faults of the deployment's head, of each table and between them."""
    head, entry, faults = read_deployment(folder)
    tables = read_tables(folder)
    found = [*faults, *(fault for _, table in tables for fault in table.faults)]
    if head is not None and entry is not None:
        found += count_faults(entry, head.counts, tables)
    found += cross_faults(tables, None if head is None else head.window)
    found += name_faults(tables)
    return tables, tuple(found)


def _sound(value: T | None, faults: tuple[Fault, ...]) -> T:
    if value is None or faults:
        raise ReferenceDataError(faults)
    return value
