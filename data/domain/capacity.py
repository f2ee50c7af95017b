"""Reception standards: persons that a unit of each resource allows, and the occupancy that argues for a level."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from data.domain.names import STRICT
from data.domain.warning import LevelId

Phase = Literal["emergency", "post"]
"""The emergency phase lasts `Standards.phase_days` from the opening of a site; then `post`."""


@dataclass(frozen=True, slots=True)
class ByPhase:
    """A standard that is laxer while a site is new: `standards.toilets["post"]`."""

    __pydantic_config__: ClassVar = STRICT

    emergency: float
    post: float

    def __getitem__(self, phase: Phase) -> float:
        """The standard in a phase."""
        return self.emergency if phase == "emergency" else self.post


@dataclass(frozen=True, slots=True)
class Standards:
    """One version of the reception standards, as of its effective date."""

    __pydantic_config__: ClassVar = STRICT

    version: str
    effective: str
    """ISO date."""
    area_m2_person: float
    """Covered area for one person, square metres."""
    area_m2_person_cold: float
    """The same while the outside temperature is below `cold_below_c`."""
    cold_below_c: float
    """Degrees Celsius; the cold standard holds below it, not at it."""
    toilets: ByPhase
    """Persons for one toilet."""
    showers: ByPhase
    """Persons for one shower."""
    taps: ByPhase
    """Persons for one tap."""
    water_l_person_day: ByPhase
    """Litres a person and day."""
    water_usable_share: float
    """Share of the supplied water that is left after the losses of the network, 0..1."""
    meals_person_day: float
    phase_days: int
    """Days from the opening of a site during which the emergency standards hold."""
    occupancy_bands: tuple[tuple[float, LevelId], ...]
    """(share of the binding limit from which the band holds, level it argues for), rising."""
    time_to_full_bands: tuple[tuple[float, LevelId], ...]
    """(hours to full up to which the band holds, level it argues for), falling."""
    release_delta: float
    """A band of occupancy is left at its share minus this, absolute."""
    persons_per_staff: float | None = None
    """None: no ratio is set, so staff binds no capacity."""
