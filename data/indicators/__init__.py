"""Early-warning indicators: one module each, found by this package."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from data.domain.warning import Reading
from data.indicators.contract import Indicator, Inputs

__all__ = ["Indicator", "Inputs", "all_indicators", "read_all"]


@cache
def all_indicators() -> Mapping[str, Indicator]:
    """Every indicator by key: the `INDICATOR` of each module of this package that declares one.

    Raises:
        ValueError: an indicator whose key is not the name of its module.
    """
    found: dict[str, Indicator] = {}
    for info in pkgutil.iter_modules(__path__):
        indicator = getattr(import_module(f"{__name__}.{info.name}"), "INDICATOR", None)
        if indicator is None:
            continue
        if indicator.key != info.name:
            raise ValueError(f"indicator {indicator.key} stands in module {info.name}")
        found[indicator.key] = indicator
    return MappingProxyType(found)


def read_all(inputs: Inputs) -> Mapping[str, tuple[Reading, ...]]:
    """Readings of every indicator, by section; each section has at most one of each indicator."""
    by_section: dict[str, list[Reading]] = {s.id: [] for s in inputs.reference.sections}
    for indicator in all_indicators().values():
        for reading in indicator.compute(inputs):
            by_section[reading.place].append(reading)
    return {section: tuple(readings) for section, readings in by_section.items()}
