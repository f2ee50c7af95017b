"""Versioned facts of a deployment: places, bodies, agencies, rules, standards, geographic layers."""

from data.reference.faults import REASONS, Fault, ReferenceDataError
from data.reference.installation import local_sites, reference_of, tables_of
from data.reference.loading import check, geography, load, load_rules, load_standards

__all__ = [
    "REASONS",
    "Fault",
    "ReferenceDataError",
    "check",
    "geography",
    "load",
    "load_rules",
    "load_standards",
    "local_sites",
    "reference_of",
    "tables_of",
]
