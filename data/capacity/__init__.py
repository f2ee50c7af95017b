"""Capacity of reception sites: the resource that binds it, occupancy against it, and the bands of occupancy."""

from data.capacity.binding import Binding, Supplies, binding, phase_of, supplies_of
from data.capacity.occupancy import band, occupancy

__all__ = ["Binding", "Supplies", "band", "binding", "occupancy", "phase_of", "supplies_of"]
