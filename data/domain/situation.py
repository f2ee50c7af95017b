"""The situation: everything a screen may show at one moment, without a word of any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from data.domain.moment import Moment
from data.domain.names import STRICT
from data.domain.places import CrossingStatus
from data.domain.warning import Missing, Proposal, Reason, Text

FeedState = Literal["current", "late", "stale", "error", "partial", "manual", "not_configured"]
RunningMode = Literal["live", "exercise"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its companions. Ages are reckoned from `valid_to` where they are shown."""

    __pydantic_config__: ClassVar = STRICT

    value: float
    unit: str
    valid_to: Moment
    source: str
    confidence: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A text key with its arguments: what happened, in codes."""

    __pydantic_config__: ClassVar = STRICT

    key: str
    args: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FeedUnitStanding:
    """One reporting unit (body, crossing point, site) of a feed."""

    __pydantic_config__: ClassVar = STRICT

    unit: str
    state: FeedState
    newest: Moment | None


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a feed was stale, partial or in error; `end` None: it lasts."""

    __pydantic_config__: ClassVar = STRICT

    state: FeedState
    start: Moment
    end: Moment | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunStanding:
    """The last attempt on a feed."""

    __pydantic_config__: ClassVar = STRICT

    ended: Moment
    outcome: Literal["used", "unchanged", "failed", "skipped"]
    source: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """One feed, its state read from times."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    agency: str
    state: FeedState
    newest: Moment | None
    """Newest datum, or newest confirmation of a report that states the present."""
    next_due: Moment | None
    since: Moment | None
    """Since when it is in trouble; None while current."""
    reason: Notice | None
    units: tuple[FeedUnitStanding, ...]
    cycle_s: int
    format: str = ""
    rejected: int = 0
    """Rows rejected in the last 24 h."""
    personal_data_dropped: int = 0
    """Values dropped in the last 24 h."""
    accepted: int = 0
    """Observations accepted in the last 24 h."""
    rejected_by: Mapping[str, int] = field(default_factory=dict)
    """Rows and observations not used in the last 24 h, by key of the reason."""
    lag_s: int | None = None
    """How long after the end of its period the newest datum was received."""
    completeness: float | None = None
    """Share of the reports due in the last seven days that came; None while none was due."""
    timeliness: float | None = None
    """Share of those that came which came in time."""
    outages: tuple[Outage, ...] = ()
    """Times of trouble in the last thirty days, newest first."""
    last_run: RunStanding | None = None


@dataclass(frozen=True, slots=True)
class Spark:
    """Arrivals of a section in bins, with the expected band; None is a gap."""

    __pydantic_config__: ClassVar = STRICT

    start: Moment
    step_s: int
    observed: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """One border section."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    level: int | None
    last_known: int | None
    """Level that stays in force while the present one is unknown; None: there never was one."""
    since: Moment
    """When the level was reached, through any time without data; while it is unknown, since when it is so."""
    proposed: Proposal | None
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...]
    arrivals: Measured | None
    """Persons who came to the border outside ordinary travel, 24 h."""
    expected: float | None
    ratio: float | None
    spark: Spark | None
    review_due: bool = False
    threat: float | None = None
    vulnerability: float | None = None
    impact: float | None = None
    risk: float | None = None


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """Vehicles that wait before a crossing point."""

    __pydantic_config__: ClassVar = STRICT

    cars: Measured | None = None
    trucks: Measured | None = None
    buses: Measured | None = None


@dataclass(frozen=True, slots=True)
class CrossingStanding:
    """One crossing point."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    section: str | None
    status: CrossingStatus
    since: str | None
    """Date of the last sourced status."""
    load: Measured | None
    """Throughput of the last 24 h as a share of `basis`."""
    basis: Literal["design", "agreed_norm"] | None
    passed: Measured | None
    """Vehicles that passed in 24 h."""
    queue: QueueStanding
    wait: Measured | None
    """Median wait of cars, minutes."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Persons that one resource of a site allows; None: the resource is not known."""

    __pydantic_config__: ClassVar = STRICT

    resource: str
    persons: int | None


@dataclass(frozen=True, slots=True)
class FacilityStanding:
    """One reception site against its binding resource."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    section: str
    occupied: Measured | None
    capacity: Measured | None
    binding: str | None
    limits: tuple[Limit, ...]
    phase: Literal["emergency", "post"]
    occupancy: float | None
    """Share of the binding limit; None while either is unknown."""
    band: int | None
    """Level that the occupancy argues for."""
    incomplete: bool = False
    """A resource is unknown: the true limit may be lower than `capacity`."""
    hours_to_full: float | None = None


@dataclass(frozen=True, slots=True)
class AlertStanding:
    """A raised level, a proposal, a hazard alert or a silent feed."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    place: str
    kind: Literal["level", "proposal", "unknown", "hazard", "feed", "capacity"]
    priority: Literal[1, 2, 3]
    state: str
    since: Moment
    notice: Notice


@dataclass(frozen=True, slots=True)
class LaneSpan:
    """A stretch of one level on the timeline; `end` None: still so."""

    __pydantic_config__: ClassVar = STRICT

    level: int | None
    start: Moment
    end: Moment | None


@dataclass(frozen=True, slots=True)
class Lane:
    """Thirty days of one section's level."""

    __pydantic_config__: ClassVar = STRICT

    section: str
    spans: tuple[LaneSpan, ...]
    gaps: tuple[tuple[Moment, Moment | None], ...]
    """Times without data of the core feed while the level held."""
    pins: tuple[Moment, ...]
    """Decisions by people."""


@dataclass(frozen=True, slots=True)
class ExerciseStanding:
    """The exercise that is played."""

    __pydantic_config__: ClassVar = STRICT

    scenario: str
    ends: Moment | None


@dataclass(frozen=True, slots=True)
class Situation:
    """Immutable; replaced whole. `version` only grows."""

    __pydantic_config__: ClassVar = STRICT

    version: int
    as_of: Moment
    mode: RunningMode
    exercise: ExerciseStanding | None
    rules_version: str
    feeds: tuple[FeedStanding, ...]
    sections: tuple[SectionStanding, ...]
    """In the order of the reference data."""
    crossings: tuple[CrossingStanding, ...]
    facilities: tuple[FacilityStanding, ...]
    alerts: tuple[AlertStanding, ...]
    """Most urgent first."""
    lanes: tuple[Lane, ...]
    temperature: Mapping[str, Measured] = field(default_factory=dict)
    """Night minimum by oblast."""
