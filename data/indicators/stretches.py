"""What belongs to a border section: places that indicators look at, and the units that report for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from data.domain.places import Crossing, Reference, Section, Site
from data.feeds.contract import Feed

OPEN = ("open", "restricted")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One section's places and reporting units."""

    crossings: tuple[Crossing, ...]
    """Open or restricted, in the order of the table."""
    sites: tuple[Site, ...]
    units: tuple[tuple[str, str], ...]
    """(feed, unit) pairs that speak for the section or a place in it."""


def stretches(reference: Reference, feeds: Mapping[str, Feed], *, exercise: bool) -> Mapping[str, Stretch]:
    """Stretch of each section, by id."""
    expected = {name: feed.units(reference) for name, feed in feeds.items()}
    spoken = {name: feed.places(reference) for name, feed in feeds.items() if name in expected[name]}
    return {s.id: _stretch(s, reference, expected, spoken, exercise=exercise) for s in reference.sections}


def _stretch(
    section: Section,
    reference: Reference,
    expected: Mapping[str, Iterable[str]],
    spoken: Mapping[str, Collection[str]],
    *,
    exercise: bool,
) -> Stretch:
    crossings = tuple(c for c in reference.crossings_of(section.id) if c.status in OPEN)
    sites = tuple(s for s in reference.sites_of(section.id) if exercise or not s.demo)
    own = {section.id, section.body, section.oblast, *(c.id for c in crossings), *(s.id for s in sites)}
    # a feed that speaks for all its places itself belongs where one of them is
    touching = {feed for feed, places in spoken.items() if any(place in places for place in own)}
    units = tuple(
        (feed, unit)
        for feed, names in expected.items()
        for unit in names
        if unit in own or (unit == feed and feed in touching)
    )
    return Stretch(crossings, sites, units)
