"""Reception sites against the resource that binds them."""

from data.capacity import band, occupancy, phase_of
from data.domain.places import Site
from data.domain.situation import FacilityStanding, Measured
from data.indicators.contract import Inputs
from data.indicators.in2 import FEED, bind_site
from data.situation.crossings import measured
from data.store.contract import SeriesKey


def stand_facilities(inputs: Inputs) -> tuple[FacilityStanding, ...]:
    """All reception sites in the order of the reference data; invented ones only in exercises."""
    return tuple(_stand(inputs, site) for site in inputs.reference.sites if inputs.exercise or not site.demo)


def _stand(inputs: Inputs, site: Site) -> FacilityStanding:
    bound = bind_site(inputs, site)
    occupied = measured(
        inputs, SeriesKey(inputs.provider(site.id, FEED, "site_occupied"), site.id, "site_occupied"), "persons"
    )
    share = occupancy(None if occupied is None else occupied.value, bound.capacity)
    silent = occupied is not None and occupied.stale
    return FacilityStanding(
        id=site.id,
        section=site.section,
        occupied=occupied,
        capacity=_capacity(bound.capacity, occupied),
        binding=bound.resource,
        limits=bound.limits,
        phase=phase_of(site, inputs.standards, inputs.now),
        occupancy=share,
        band=None if silent else band(share, inputs.standards),
        incomplete=bound.incomplete,
    )


def _capacity(persons: int | None, occupied: Measured | None) -> Measured | None:
    """Capacity is as old as the report that its resources came with."""
    if persons is None or occupied is None:
        return None
    return Measured(float(persons), "persons", occupied.valid_to, occupied.source, stale=occupied.stale)
