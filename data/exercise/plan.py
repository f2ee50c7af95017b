"""What a scenario file says: places, rhythms, surges, silences and the agencies that answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

from data.domain.exercise import ActorPolicy
from data.domain.hazard import MessageType, Severity
from data.domain.moment import DAY, HOUR, Moment, parse_iso
from data.domain.names import STRICT

VehicleClass = Literal["cars", "trucks", "buses"]
CLASSES: Final[tuple[VehicleClass, ...]] = ("cars", "trucks", "buses")
FaultKind = Literal[
    "status500",
    "silent",
    "slow",
    "off",
    "not_json",
    "truncated",
    "wrong_type",
    "duplicate",
    "out_of_order",
    "late_correction",
    "clock_skew",
    "renamed_column",
    "plate_in_comment",
    "huge",
]
"""What each does: docs/exercise.md."""
Course = tuple[tuple[float, float], ...]
"""(hour of the scenario, value): straight lines between the points."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch in which a place saw `factor` times the usual; hours of the scenario, negative before it."""

    __pydantic_config__: ClassVar = STRICT

    from_h: float
    to_h: float
    factor: float


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """People who come to a border section outside ordinary travel, and where they go."""

    __pydantic_config__: ClassVar = STRICT

    daily: float
    """Persons a day in quiet times."""
    rhythm: Literal["border", "airport"] = "border"
    fetched_to: tuple[tuple[str, float], ...] = ()
    """(site, share) of the people who are fetched from the line; the next with room takes what the first cannot."""
    fetch_h: float = 3.0
    """Usual hours until somebody is fetched."""
    fetch_per_h: Course = ()
    """Most persons fetched in one hour; none given: no limit."""
    leave_per_h: float = 0.04
    """Share of those waiting who go home by themselves in one hour."""
    attempts: float = 0.12
    """Attempts to cross, as a share of arrivals."""
    prevented: float = 0.85
    """Share of attempts that fail at the line."""
    returned: float = 0.6
    """Share of those who crossed whom the neighbour sends back six hours later."""
    outdoors: bool = True
    """Those who wait stand in the open; at an airport they do not."""
    episodes: tuple[Episode, ...] = ()
    surge: Course = ()
    """Persons an hour on top of the usual."""


@dataclass(frozen=True, slots=True)
class SitePlan:
    """A reception site: its resources and who leaves it."""

    __pydantic_config__: ClassVar = STRICT

    places: int
    toilets: int
    showers: int
    water_l: int
    meals: int
    staff: int
    start: int = 0
    """Persons in it when the history begins."""
    most: int | None = None
    """No more are let in; default: its places."""
    opens_h: float | None = None
    """Hour of the scenario from which it takes people; None: always open."""
    leave_per_day: float = 0.2
    """Share of its people who leave in a day."""
    leave_factor: Course = ()
    brought: Course = ()
    """Persons an hour brought from elsewhere in the country."""
    passes_on: tuple[tuple[str, float], ...] = ()
    """(site, share) of those who leave and are brought to another site; the others go home."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Buses between two sites for some hours."""

    __pydantic_config__: ClassVar = STRICT

    source: str
    target: str
    from_h: float
    to_h: float
    per_h: int


@dataclass(frozen=True, slots=True)
class TrafficPlan:
    """One class of vehicles at a crossing point."""

    __pydantic_config__: ClassVar = STRICT

    daily: float
    """Vehicles a day in each direction."""
    per_h: float | None = None
    """Most vehicles let out in one hour; None: no queue forms."""
    demand: Course = ()
    """Factor on the vehicles that come to leave the country."""
    capacity: Course = ()
    """Factor on `per_h`."""


@dataclass(frozen=True, slots=True)
class CrossingPlan:
    """Traffic of a crossing point; a class left out does not pass there."""

    __pydantic_config__: ClassVar = STRICT

    cars: TrafficPlan | None = None
    trucks: TrafficPlan | None = None
    buses: TrafficPlan | None = None
    on_foot: float = 0.0
    """Persons a day in each direction who come without a vehicle (trains and their crews too)."""
    refused: float = 0.004
    """Share of the persons who are refused."""

    def traffic(self, vehicles: VehicleClass) -> TrafficPlan | None:
        """Plan of one class."""
        return {"cars": self.cars, "trucks": self.trucks, "buses": self.buses}[vehicles]


@dataclass(frozen=True, slots=True)
class HospitalPlan:
    """Beds of a hospital by type, and the share that is usually free."""

    __pydantic_config__: ClassVar = STRICT

    beds: Mapping[str, int]
    free: float = 0.2
    strain: Course = ()
    """Factor on the free share."""


@dataclass(frozen=True, slots=True)
class NightPlan:
    """Night minimum of an oblast: a straight fall through the autumn, and named nights."""

    __pydantic_config__: ClassVar = STRICT

    first_c: float
    last_c: float
    nights: Mapping[str, float] = field(default_factory=dict)
    """ISO date of the morning -> degrees Celsius."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A unit that does not report for some hours."""

    __pydantic_config__: ClassVar = STRICT

    feed: Literal["gpk_detections", "gpk_crossings"]
    unit: str
    from_h: float
    to_h: float
    backlog: bool = False
    """The missed hours are reported at its end."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A feed that answers wrongly for some hours of the scenario."""

    __pydantic_config__: ClassVar = STRICT

    feed: str
    kind: FaultKind
    from_h: float
    to_h: float


@dataclass(frozen=True, slots=True)
class HazardText:
    """One language of a hazard message."""

    __pydantic_config__: ClassVar = STRICT

    language: str
    event: str
    headline: str
    area: str


@dataclass(frozen=True, slots=True)
class HazardPlan:
    """One CAP message; an Update or Cancel names the message that it follows."""

    __pydantic_config__: ClassVar = STRICT

    identifier: str
    at_h: float
    message: MessageType
    follows: str = ""
    severity: Severity = "Minor"
    onset_h: float = 0.0
    expires_h: float = 0.0
    oblast: str = ""
    texts: tuple[HazardText, ...] = ()


@dataclass(frozen=True, slots=True)
class Manners:
    """How punctual and how exact the hourly reports are."""

    __pydantic_config__: ClassVar = STRICT

    late: float = 0.006
    """Share of hourly reports that come hours late."""
    corrected: float = 0.007
    """Share of hourly rows that are issued again with other numbers."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole exercise."""

    __pydantic_config__: ClassVar = STRICT

    title: str
    """Key of its title."""
    start: str
    """ISO time with offset, a whole hour: the history ends, the scenario begins."""
    hours: int
    seed: int
    sections: Mapping[str, SectionPlan]
    sites: Mapping[str, SitePlan]
    crossings: Mapping[str, CrossingPlan]
    hospitals: Mapping[str, HospitalPlan]
    nights: Mapping[str, NightPlan]
    speed: float = 60.0
    history_days: int = 86
    after_days: int = 14
    """Days after the scenario for which numbers exist; then the agencies fall silent."""
    transfers: tuple[Transfer, ...] = ()
    silences: tuple[Silence, ...] = ()
    faults: tuple[Fault, ...] = ()
    hazards: tuple[HazardPlan, ...] = ()
    manners: Manners = field(default_factory=Manners)
    policies: tuple[ActorPolicy, ...] = ()
    id: str = ""
    """Name of its file."""

    @property
    def begins(self) -> Moment:
        """First moment of the scenario."""
        return parse_iso(self.start)

    @property
    def ends(self) -> Moment:
        """Last moment of the scenario; afterwards time runs at speed 1."""
        return self.begins + self.hours * HOUR

    @property
    def history_from(self) -> Moment:
        """First moment of the history."""
        return self.begins - self.history_days * DAY

    def moment(self, hour: float) -> Moment:
        """Moment of an hour of the scenario."""
        return self.begins + round(hour * HOUR)
