"""What an indicator is given, and what it declares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from data.domain.capacity import Standards
from data.domain.hazard import HazardAlert
from data.domain.moment import DAY, WEEK, Moment
from data.domain.places import Crossing, Reference, Site
from data.domain.situation import FeedState
from data.domain.warning import Reading
from data.feeds import all_feeds
from data.feeds.contract import Feed
from data.indicators.history import History, Sample, Windows
from data.indicators.stretches import Stretch, stretches
from data.store.contract import Point, SeriesKey, Track

FeedUnit = tuple[str, str]
"""(feed, reporting unit)."""

FRESH: Final = frozenset({"current", "late", "manual"})
"""Feed states whose newest value may be used without a mark of staleness."""
STALE_CYCLES: Final = 3
"""Missed cycles after which a place is silent."""
REFERENCE_WEEKS: Final = 8
HISTORY_S: Final = REFERENCE_WEEKS * WEEK + 2 * DAY
"""How far back an indicator looks that compares a day with the same hours of eight weeks."""


@dataclass(frozen=True)
class Inputs:
    """All that indicators may look at, as of one moment. Periods that end after `now` do not exist yet."""

    reference: Reference
    now: Moment
    latest: Mapping[SeriesKey, Point]
    tracks: Mapping[SeriesKey, Track]
    """Histories of every indicator's `metrics`, as far back as its `history_s`."""
    fresh: Mapping[FeedUnit, FeedState]
    """State of each reporting unit; a unit that is not named has never been heard."""
    configured: frozenset[str]
    """Feeds that have a source."""
    hazards: tuple[HazardAlert, ...]
    standards: Standards
    exercise: bool = False
    heard: Mapping[FeedUnit, Moment] = field(default_factory=dict)
    """When each unit was last heard: newest datum or, for reports of the present, newest confirmation."""
    said: Mapping[FeedUnit, Moment] = field(default_factory=dict)
    """Newest datum of each unit: what was not part of it is no longer said, however often the unit is heard."""
    sampling_s: int = 0
    """Seconds between the moments looked at, where the past is replayed: no step between evaluations is shorter."""
    feeds: Mapping[str, Feed] = field(default_factory=all_feeds)

    @cached_property
    def history(self) -> History:
        """Series at any moment."""
        return History(self.latest, self.tracks)

    @cached_property
    def stretches(self) -> Mapping[str, Stretch]:
        """Places and reporting units of each section."""
        return stretches(self.reference, self.feeds, exercise=self.exercise)

    def sharing(self, history: History) -> "Inputs":
        """These inputs with a history of the same series, in which something may have been computed already."""
        self.__dict__["history"] = history
        return self

    @cached_property
    def providers(self) -> Mapping[str, tuple[str, ...]]:
        """Feeds that declare a metric, by metric."""
        found: dict[str, tuple[str, ...]] = {}
        for name, feed in self.feeds.items():
            for metric in feed.metrics:
                found[metric.name] = (*found.get(metric.name, ()), name)
        return found

    @cached_property
    def rivals(self) -> dict[tuple[str, tuple[str, ...]], tuple[str, ...]]:
        """Feeds among which `provider` chooses, by its usual feed and metrics; empty: there is no choice."""
        return {}

    def provider(self, place: str, usual: str, *metrics: str) -> str:
        """The feed whose newest value of these metrics counts at a place; `usual` where none has any.

        One that is heard counts before a silent one, then the newest period, then the newest issue.
        """
        names = self.rivals.get((usual, metrics))
        if names is None:
            found = {name: None for metric in metrics for name in self.providers.get(metric, ())}
            names = self.rivals[usual, metrics] = () if set(found) <= {usual} else tuple(found)
        if not names:
            return usual
        ranks = [(self._rank(name, place, metric), name) for name in names for metric in metrics]
        best = max(((rank, name) for rank, name in ranks if rank is not None), default=None, key=lambda pair: pair[0])
        return usual if best is None else best[1]

    def _rank(self, feed: str, place: str, metric: str) -> tuple[bool, Moment, Moment, str] | None:
        sample = self.newest(feed, place, metric)
        if sample is None:
            return None
        point = self.latest.get(SeriesKey(feed, place, metric))
        issued = 0 if point is None else point.issued
        return self.is_fresh(feed, place, self.said_at(feed, place, sample.at)), sample.at, issued, feed

    def at(self, now: Moment, fresh: Mapping[FeedUnit, FeedState], heard: Mapping[FeedUnit, Moment]) -> "Inputs":
        """The same histories seen at another moment; cheap, what was computed is shared."""
        shared = {
            "history": self.history,
            "stretches": self.stretches,
            "providers": self.providers,
            "rivals": self.rivals,
        }
        view = replace(self, now=now, fresh=fresh, heard=heard)
        view.__dict__.update(shared)
        return view

    def unit_of(self, feed: str, place: str) -> str:
        """Reporting unit that speaks for a place."""
        return self.feeds[feed].unit_of(place, self.reference)

    def is_fresh(self, feed: str, place: str, at: Moment | None = None) -> bool:
        """Tell whether the unit of a place is heard, and the place (newest datum `at`) is not left out."""
        if self.fresh.get((feed, self.unit_of(feed, place))) not in FRESH:
            return False
        return at is None or (
            self.now - at <= STALE_CYCLES * self.step(self.feeds[feed].cycle_s) and not self.is_expired(feed, at)
        )

    def is_expired(self, feed: str, at: Moment) -> bool:
        """Tell whether a value last said at `at` is too old to be used at all; feeds that say no age never expire."""
        limit = self.feeds[feed].expires_s
        return limit is not None and self.now - at > limit

    def said_at(self, feed: str, place: str, at: Moment) -> Moment:
        """When a value reported at `at` was last said.

        A report of the present that is heard unchanged says the same of now, but only what stood in the unit's
        newest report; a value that a later report left out stays as old as it is.
        """
        unit = (feed, self.unit_of(feed, place))
        if self.feeds[feed].speaks != "present" or at < self.said.get(unit, at):
            return at
        return max(at, min(self.heard.get(unit, at), self.now))

    def newest(self, feed: str, place: str, metric: str) -> Sample | None:
        """Newest value of a series, unless it has expired."""
        sample = self.history.newest(SeriesKey(feed, place, metric), self.now)
        expired = sample is not None and self.is_expired(feed, self.said_at(feed, place, sample.at))
        return None if expired else sample

    def days(self, feed: str, place: str, metric: str) -> Windows:
        """Rolling sums over 24 hours of a flow."""
        return self.history.windows(SeriesKey(feed, place, metric), DAY)

    def step(self, step_s: int) -> int:
        """Usual time between evaluations, seconds."""
        return max(step_s, self.sampling_s)

    def open_crossings(self, section: str) -> tuple[Crossing, ...]:
        """Crossing points of a section that are open, also with restrictions."""
        return self.stretches[section].crossings

    def sites(self, section: str) -> tuple[Site, ...]:
        """Reception sites of a section; invented ones only in exercises."""
        return self.stretches[section].sites


@dataclass(frozen=True, slots=True)
class Indicator:
    """One early-warning indicator: readings of every section that it applies to."""

    key: str
    """Lower case, equal to the module's name: `bd1`."""
    unit: str
    """Key of the unit's word."""
    feeds: tuple[str, ...]
    """Feeds that it rests on; without any of them it is `not_configured`."""
    metrics: tuple[str, ...]
    step_s: int
    """Usual time between evaluations, seconds."""
    compute: Callable[[Inputs], tuple[Reading, ...]]
    history_s: int = 0
    """How far back its tracks must reach; 0: the newest value is enough."""
