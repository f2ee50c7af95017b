"""Reception standards: read from `rules/capacity.yaml`, and what must hold among them."""

from collections.abc import Iterator
from itertools import pairwise
from math import isclose
from pathlib import Path
from typing import Final

from data.domain.capacity import Standards
from data.domain.warning import LevelRules
from data.reference.dates import is_day
from data.reference.document import read_document
from data.reference.entries import Entry
from data.reference.faults import Fault
from data.reference.levels import conditions
from data.reference.shape import shape

FILE: Final = "rules/capacity.yaml"
OCCUPANCY: Final = "in2"
"""Key of the indicator that the bands of occupancy are compared with."""
_PHASED: Final = ("toilets", "showers", "taps", "water_l_person_day")
_POSITIVE: Final = ("area_m2_person", "area_m2_person_cold", "meals_person_day", "phase_days")


def read_standards(folder: Path) -> tuple[Standards | None, tuple[Fault, ...]]:
    """The standards and the faults; None when they cannot be shaped."""
    document, faults = read_document(folder, FILE)
    if document is None:
        return None, faults
    if not isinstance(document.values, dict):
        return None, (*faults, Fault(FILE, 1, None, "bad_value", "keys are expected"))
    entry = Entry(FILE, 1, document.values, document.node)
    standards, found = shape(entry, Standards)
    inner = () if standards is None else tuple(_inner_faults(entry, standards))
    return standards, faults + found + inner


def _inner_faults(entry: Entry, standards: Standards) -> Iterator[Fault]:
    if not is_day(standards.effective):
        yield entry.fault(("effective",), "bad_date", standards.effective[:60])
    yield from _amounts(entry, standards)
    yield from _bands(entry, standards)
    if not 0 < standards.water_usable_share <= 1:
        yield entry.fault(("water_usable_share",), "bad_value", "a share above 0, at most 1")
    if standards.area_m2_person_cold < standards.area_m2_person:
        yield entry.fault(("area_m2_person_cold",), "contradiction", "cold asks for less area")


def agreement_faults(entry: Entry, rules: LevelRules, standards: Standards) -> Iterator[Fault]:
    """Occupancy is banded in two files, for the gauge and for the level: they must say the same.

    Args:
        entry: the entry of the level rules.
        rules: the level rules.
        standards: the reception standards.
    """
    bands = {level: share for share, level in reversed(standards.occupancy_bands)}
    for rule, condition, path in conditions(rules):
        band = bands.get(rule.level)
        if condition.indicator != OCCUPANCY or band is None:
            continue
        if not isclose(condition.enter, band):
            yield entry.fault((*path, "enter"), "contradiction", f"{FILE} has {band:g}")
        if not isclose(condition.leave_at, band - standards.release_delta):
            yield entry.fault((*path, "leave"), "contradiction", f"{FILE} has {band - standards.release_delta:g}")


def _amounts(entry: Entry, standards: Standards) -> Iterator[Fault]:
    for field in _POSITIVE:
        if not getattr(standards, field) > 0:
            yield entry.fault((field,), "bad_value", "must be above 0")
    for field in _PHASED:
        standard = getattr(standards, field)
        if not (standard.emergency > 0 and standard.post > 0):
            yield entry.fault((field,), "bad_value", "must be above 0")
    if standards.persons_per_staff is not None and not standards.persons_per_staff > 0:
        yield entry.fault(("persons_per_staff",), "bad_value", "must be above 0")


def _bands(entry: Entry, standards: Standards) -> Iterator[Fault]:
    """Bands are worse from one to the next, and each is left before the one below it is entered."""
    for index, ((low, low_level), (high, high_level)) in enumerate(pairwise(standards.occupancy_bands), start=1):
        if not (low < high and low_level <= high_level):
            yield entry.fault(("occupancy_bands", index), "levels_do_not_rise", f"{low:g}, {high:g}")
    for index, ((long, low_level), (brief, high_level)) in enumerate(pairwise(standards.time_to_full_bands), start=1):
        if not (long > brief and low_level <= high_level):
            yield entry.fault(("time_to_full_bands", index), "levels_do_not_rise", f"{long:g}, {brief:g}")
    if not 0 <= standards.release_delta < 1:
        yield entry.fault(("release_delta",), "bad_value", "a share from 0, below 1")
