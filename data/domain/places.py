"""Places and bodies of the reference data: what the agencies report about."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Literal

from data.domain.names import STRICT, Names

CrossingStatus = Literal["open", "restricted", "closed", "unknown"]
Mode = Literal["road", "rail", "simplified", "air", "pedestrian", "river"]
CoordQuality = Literal["A", "B", "C", "D"]
LengthBasis = Literal["published", "derived"]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency or body that reports, leads or supports."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    short: Names
    """GPK, MVD, MChS ... in each language."""


@dataclass(frozen=True, slots=True)
class Oblast:
    """An oblast or the city of Minsk; the id is its ISO 3166-2 code."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names


@dataclass(frozen=True, slots=True)
class Body:
    """A territorial body of the border service."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of one neighbour's border under one territorial body, or an airport control."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    body: str
    neighbour: str | None
    """ISO code of the neighbouring state; None for an airport."""
    oblast: str
    """Oblast whose night temperature and hazard alerts count for the section."""
    length_km: float | None
    length_basis: LengthBasis | None
    length_source: str
    short: Names
    """For the wall: `Grodno–Poland`."""
    core_feeds: tuple[str, ...] = ("gpk_detections",)


@dataclass(frozen=True, slots=True)
class Capacity:
    """A dated and sourced capacity of a crossing point."""

    __pydantic_config__: ClassVar = STRICT

    value: float
    unit: Literal["vehicles_day", "trucks_day"]
    basis: Literal["design", "agreed_norm"]
    as_of: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing point, with its last sourced status."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    counterpart: str
    country: str | None
    mode: Mode
    kind: str
    lat: float
    lon: float
    coord_quality: CoordQuality
    status: CrossingStatus
    status_note: str
    """The full text of the source."""
    status_as_of: str | None
    status_history: str
    section: str | None
    """None for the agreed routes to Russia, which belong to no section."""
    body: str | None
    assignment: Literal["sourced", "guess"]
    source: str
    note: str = ""
    capacities: tuple[Capacity, ...] = ()
    km_along: float | None = None
    dist_to_line_m: float | None = None
    queue_checkpoint_id: str | None = None
    queue_slug: str | None = None
    gpk_slug: str | None = None
    """Name of its page and of its archive of queues at the border committee."""


@dataclass(frozen=True, slots=True)
class NeighbourCrossing:
    """A crossing point that neighbours report about, by the names under which each of them knows it."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    countries: tuple[str, str]
    """ISO codes of its two sides."""
    source: str
    crossing: str | None = None
    """Our crossing point of which this is the other side; what is reported is then kept under that id."""
    granica_unit: str | None = None
    """`jednostka` of the Polish service of waiting times."""
    granica_basis: Literal["sourced", "guess"] = "sourced"
    dpsu_names: tuple[str, ...] = ()
    """Names on the map of the Ukrainian border guard."""
    echerha_titles: tuple[str, ...] = ()
    """Beginnings of the titles of its queues in eCherha."""
    lat: float | None = None
    lon: float | None = None

    @property
    def place(self) -> str:
        """Id under which reports about it are kept."""
        return self.crossing or self.id


@dataclass(frozen=True, slots=True)
class Site:
    """A reception facility with the resources that bind its capacity; a resource without value is unknown."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    short: Names
    """One word for the wall."""
    kind: Literal["reception", "transit", "heating", "reserve"]
    section: str
    oblast: str
    operator: str
    lat: float
    lon: float
    demo: bool
    """Invented for exercises; shown only in them."""
    opened: str
    """ISO date from which the emergency phase of 14 days counts."""
    valid_from: str
    source: str
    area_m2: float | None = None
    taps: int | None = None
    reported_as: str = ""
    """Name under which the reception spreadsheet lists the site (column `Объект`)."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital that reports free places."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    oblast: str
    lat: float
    lon: float
    demo: bool
    source: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the base map."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    oblast: str
    lat: float
    lon: float
    rank: int
    """1 capital, 2 oblast centre, 3 population of 50,000 or more, 4 raion centre, 5 other."""
    population: int | None
    """Of mixed years: for the size of a label only. None: the source has none."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory that a report may speak of as a whole; the id is its ISO 3166-1 alpha-3 code."""

    __pydantic_config__: ClassVar = STRICT

    id: str
    names: Names
    alpha2: str


@dataclass(frozen=True)
class Reference:
    """All reference data of one deployment."""

    sections: tuple[Section, ...]
    crossings: tuple[Crossing, ...]
    sites: tuple[Site, ...]
    hospitals: tuple[Hospital, ...]
    agencies: tuple[Agency, ...]
    oblasts: tuple[Oblast, ...]
    bodies: tuple[Body, ...]
    towns: tuple[Town, ...]
    neighbours: tuple[NeighbourCrossing, ...] = ()
    countries: tuple[Country, ...] = ()
    texts: Mapping[str, Names] = field(default_factory=dict)
    """Words that an installation adds to the catalogues, by text key."""
    others: Mapping[str, Names] = field(default_factory=dict)
    """Names of places outside these tables that its reports speak of, by id."""

    @cached_property
    def section(self) -> Mapping[str, Section]:
        """Sections by id."""
        return {s.id: s for s in self.sections}

    @cached_property
    def crossing(self) -> Mapping[str, Crossing]:
        """Crossing points by id."""
        return {c.id: c for c in self.crossings}

    @cached_property
    def site(self) -> Mapping[str, Site]:
        """Reception sites by id."""
        return {s.id: s for s in self.sites}

    @cached_property
    def hospital(self) -> Mapping[str, Hospital]:
        """Hospitals by id."""
        return {h.id: h for h in self.hospitals}

    @cached_property
    def country(self) -> Mapping[str, Country]:
        """Countries by ISO 3166-1 alpha-3 code."""
        return {c.id: c for c in self.countries}

    @cached_property
    def agency(self) -> Mapping[str, Agency]:
        """Agencies by id."""
        return {a.id: a for a in self.agencies}

    @cached_property
    def names(self) -> Mapping[str, Names]:
        """Names of every place and agency by id."""
        groups = (
            self.sections,
            self.crossings,
            self.sites,
            self.hospitals,
            self.agencies,
            self.oblasts,
            self.bodies,
            self.towns,
            self.neighbours,
            self.countries,
        )
        return {entry.id: entry.names for group in groups for entry in group}

    def crossings_of(self, section: str) -> tuple[Crossing, ...]:
        """Crossing points of a section, in the order of the table."""
        return tuple(c for c in self.crossings if c.section == section)

    def for_mode(self, *, exercise: bool) -> "Reference":
        """What counts in a mode: invented sites and hospitals exist in exercises only."""
        if exercise:
            return self
        real_sites = tuple(site for site in self.sites if not site.demo)
        return replace(self, sites=real_sites, hospitals=tuple(h for h in self.hospitals if not h.demo))

    def sites_of(self, section: str) -> tuple[Site, ...]:
        """Reception sites of a section."""
        return tuple(s for s in self.sites if s.section == section)
