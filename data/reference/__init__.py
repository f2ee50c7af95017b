"""Versioned facts of a deployment: places, bodies, agencies, rules, standards, geographic layers."""

from data.reference.faults import REASONS, Fault, ReferenceDataError
from data.reference.loading import check, geography, load, load_rules, load_standards

__all__ = ["REASONS", "Fault", "ReferenceDataError", "check", "geography", "load", "load_rules", "load_standards"]
