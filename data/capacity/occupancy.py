"""Occupancy against the binding limit, and the level that a band of occupancy argues for."""

from data.domain.capacity import Standards


def occupancy(occupied: float | None, capacity: int | None) -> float | None:
    """Share of the binding limit; None while either is unknown. People where nobody can be held count against 1."""
    if occupied is None or capacity is None:
        return None
    return occupied / max(capacity, 1)


def band(share: float | None, standards: Standards) -> int | None:
    """Level of the highest band that a share reaches, 0 below all bands, None when the share is unknown."""
    if share is None:
        return None
    return max((level for at_least, level in standards.occupancy_bands if share >= at_least), default=0)
