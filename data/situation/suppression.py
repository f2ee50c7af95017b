"""One alarm for a feed that is down: what it silences is counted below it and raises no alarm of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from data.domain.moment import Moment
from data.domain.places import Reference
from data.domain.situation import FeedStanding, SectionStanding
from data.indicators import all_indicators

SILENT: Final = frozenset({"stale", "error"})
"""States of a unit that nobody hears."""


@dataclass(frozen=True, slots=True)
class Below:
    """What one feed silences."""

    units: tuple[str, ...] = ()
    """Its units that are not heard."""
    sections: tuple[SectionStanding, ...] = ()
    """Sections that are unknown because they rest on one of these units."""
    indicators: frozenset[tuple[str, str]] = frozenset()
    """(section, indicator) that cannot be seen."""

    @property
    def count(self) -> int:
        """Alarms that are not raised."""
        return len(self.units) + len(self.sections) + len(self.indicators)

    @property
    def since(self) -> Moment | None:
        """When the first section became unknown; None: none is."""
        return min((section.since for section in self.sections), default=None)


def silenced(
    feeds: Iterable[FeedStanding], sections: Sequence[SectionStanding], reference: Reference
) -> Mapping[str, Below]:
    """What each feed silences, by name."""
    return {feed.name: _below(feed, sections, reference) for feed in feeds}


def _below(feed: FeedStanding, sections: Sequence[SectionStanding], reference: Reference) -> Below:
    units = tuple(unit.unit for unit in feed.units if unit.state in SILENT)
    unknown = tuple(s for s in sections if s.level is None and _rests_on(s, feed.name, units, reference))
    resting = {key for key, indicator in all_indicators().items() if feed.name in indicator.feeds}
    indicators = frozenset(
        (section.id, missing.name)
        for section in sections
        if any(m.kind == "feed" and m.name == feed.name for m in section.missing)
        for missing in section.missing
        if missing.kind == "indicator" and missing.name in resting
    )
    return Below(units, unknown, indicators)


def _rests_on(section: SectionStanding, feed: str, units: Sequence[str], reference: Reference) -> bool:
    """A core unit of this feed is silent; a section that its body left out of its report is another matter."""
    core = reference.section[section.id].core_feeds
    silent = {m.unit for m in section.missing if m.kind == "feed" and m.name == feed}
    return feed in core and bool(silent & set(units))
