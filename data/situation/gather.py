"""What the indicators look at, read from the store at one moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from data.domain.capacity import Standards
from data.domain.moment import DAY, HOUR, Moment
from data.domain.places import Reference
from data.domain.situation import FeedStanding
from data.domain.warning import LevelRules, SectionState
from data.feeds.contract import Feed
from data.indicators import Inputs, all_indicators
from data.indicators.history import History
from data.store.contract import FeedRecord, SeriesKey, StoreReader, Track
from data.warning import feed_standings, hearing

HAZARDS_S: Final = 3 * DAY
CORE: Final = ("gpk_detections",)
"""The feed that reports arrivals by hour; its periods are caught up one by one."""
ARRIVALS: Final = "arrived"
CATCH_UP_H: Final = 48
"""Periods further back than this were judged without what came so late, and stay so."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What stays the same from picture to picture."""

    reference: Reference
    standards: Standards
    feeds: Mapping[str, Feed]
    configured: frozenset[str]
    """Feeds that have a source; a feed that was heard through the spool counts as configured too."""
    exercise: bool


def gather(
    store: StoreReader, setting: Setting, now: Moment, past_s: int = 0
) -> tuple[Inputs, tuple[FeedStanding, ...]]:
    """Inputs of the indicators, with histories that reach `past_s` further back than they need, and all feeds."""
    with store.snapshot():
        history = History(store.latest(), _tracks(store, now, past_s))
        return look(store, setting, history, now, past_s)


def look(
    store: StoreReader, setting: Setting, history: History, now: Moment, past_s: int = 0
) -> tuple[Inputs, tuple[FeedStanding, ...]]:
    """Inputs with histories that are at hand, and what the store says of feeds and hazards at the same state."""
    records = store.feed_records(now)
    configured = configured_feeds(setting.configured, records)
    standings = feed_standings(setting.feeds, records, now, setting.reference, configured)
    heard = hearing(standings)
    inputs = Inputs(
        reference=setting.reference,
        now=now,
        latest=history.latest,
        tracks=history.tracks,
        fresh=heard.fresh,
        configured=configured,
        hazards=tuple(store.hazards(now - HAZARDS_S - past_s)),
        standards=setting.standards,
        exercise=setting.exercise,
        heard=heard.heard,
        said={(feed, unit): u.newest for feed, r in records.items() for unit, u in r.units.items() if u.newest},
        feeds=setting.feeds,
    )
    return inputs.sharing(history), standings


def configured_feeds(sources: Iterable[str], records: Mapping[str, FeedRecord]) -> frozenset[str]:
    """Feeds that have a source or were heard through the spool."""
    return frozenset(sources) | {feed for feed, record in records.items() if record.units or record.last_run}


def reach(least_s: int = 0) -> Mapping[str, int]:
    """How far back the indicator looks that looks furthest, seconds by metric; 0: the newest value is enough."""
    furthest: dict[str, int] = defaultdict(int)
    for indicator in all_indicators().values():
        for metric in indicator.metrics:
            furthest[metric] = max(furthest[metric], indicator.history_s, least_s)
    return furthest


def horizon(now: Moment, history_s: int) -> Moment:
    """Where a history begins: the same for a whole day, so that a passing second changes no track."""
    return now // DAY * DAY - history_s


def _tracks(store: StoreReader, now: Moment, past_s: int) -> Mapping[SeriesKey, Track]:
    """Histories by metric, each as far back as it is looked at."""
    furthest = reach(DAY if past_s else 0)
    tracks: dict[SeriesKey, Track] = {}
    for history_s in sorted({s for s in furthest.values() if s}):
        metrics = [metric for metric, s in furthest.items() if s == history_s]
        tracks.update(store.tracks(metrics, horizon(now, history_s) - past_s, now))
    return tracks


def newest_periods(inputs: Inputs) -> Mapping[str, Moment]:
    """End of the newest period of each section's core series."""
    keys = {s.id: arrivals_of(s.id) for s in inputs.reference.sections}
    return {place: inputs.latest[key].valid_to for place, key in keys.items() if key in inputs.latest}


def arrivals_of(section: str) -> SeriesKey:
    """Series of arrivals outside ordinary travel, by hour: the core of what is known of a section."""
    return SeriesKey(CORE[0], section, ARRIVALS)


def evaluated_periods(states: Mapping[str, SectionState], rules: LevelRules) -> Mapping[str, Moment]:
    """End of the newest period of the core feed that a rule of each section has evaluated.

    Rules about other feeds do not count: a queue that is read every five minutes says nothing about arrivals.
    """
    core = {key for key, indicator in all_indicators().items() if indicator.feeds == CORE}
    counting = {r.id for r in rules.rules if all(c.indicator in core for c in (*r.all, *r.any))}
    ends = {
        place: [r.evaluated_to for rule, r in state.rules.items() if r.evaluated_to and rule in counting]
        for place, state in states.items()
    }
    return {place: max(moments) for place, moments in ends.items() if moments}


def missed_periods(seen: Mapping[str, Moment], newest: Mapping[str, Moment]) -> Mapping[str, tuple[Moment, ...]]:
    """Ends of hourly periods that came together with a newer one, ascending, by section that has any."""
    begins = {place: max(seen.get(place, end), end - CATCH_UP_H * HOUR) for place, end in newest.items()}
    missed = {place: tuple(range(begins[place] + HOUR, end, HOUR)) for place, end in newest.items()}
    return {place: moments for place, moments in missed.items() if moments}
