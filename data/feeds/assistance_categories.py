"""Categories of persons at heightened risk, and what is counted of each: 13 codes of UNHCR's list, 8 columns."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from data.domain.observation import Metric, MetricKind

CATEGORIES: Final = ("SC", "CR", "PG", "WR", "ER", "SP", "DS", "SM", "FU", "LP", "TR", "SV", "VT")
OBLAST_ONLY: Final = frozenset({"TR", "SV", "VT"})
"""Torture, gender-based violence, trafficking: counts of a single site could point at a person."""
_COLUMNS: Final[Mapping[str, tuple[str, MetricKind, float]]] = {
    "identified": ("persons", "flow", 50_000.0),
    "accepted": ("persons", "flow", 50_000.0),
    "in_transfer": ("persons", "stock", 50_000.0),
    "service_started": ("persons", "flow", 50_000.0),
    "closed": ("persons", "flow", 50_000.0),
    "median_hours": ("hours", "stock", 8_760.0),
    "services_needed": ("count", "stock", 50_000.0),
    "services_available": ("count", "stock", 50_000.0),
}
"""Unit, kind and highest value of each column. `median_hours`: from identification to the start of the service."""
COLUMNS: Final = tuple(_COLUMNS)
METRICS: Final[Mapping[str, Mapping[str, Metric]]] = MappingProxyType(
    {
        code: {
            column: Metric(f"need_{code.lower()}_{column}", unit, kind, high=high)
            for column, (unit, kind, high) in _COLUMNS.items()
        }
        for code in CATEGORIES
    }
)
"""By category and column."""
