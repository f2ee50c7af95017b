"""Whether the feeds of a section are heard: the core ones, and all others that its indicators rest on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from data.domain.moment import Moment
from data.domain.places import Section
from data.domain.warning import Missing
from data.indicators import Inputs, all_indicators
from data.indicators.contract import FRESH


@dataclass(frozen=True, slots=True)
class CoreStanding:
    """The core feeds of one section, and the feeds that rules may require."""

    stale: bool
    """A core unit is silent: the section is unknown unless a fresh rule holds it at level 1 or more."""
    since: Moment | None = None
    """End of the last period that the silent core reported; None: never heard, or not silent."""
    missing: tuple[Missing, ...] = ()
    """The silent core units."""
    feeds: Mapping[str, bool] = field(default_factory=dict)
    """Feeds that speak for the section, True while heard; a feed without source does not stand here."""


def stand_core(inputs: Inputs, section: Section) -> CoreStanding:
    """Standing of a section's core; without any core feed configured, nothing can be known of it.

    A core feed reports about sections. Its unit may be heard and still leave one section out: that one is silent too.
    """
    configured = [feed for feed in section.core_feeds if feed in inputs.configured]
    if not configured:
        missing = tuple(Missing("feed", feed, "not_configured") for feed in section.core_feeds)
        return CoreStanding(stale=True, missing=missing, feeds=_heard_feeds(inputs, section))
    silent = tuple(m for m in (_silence(inputs, section, feed) for feed in configured) if m is not None)
    return CoreStanding(
        stale=bool(silent),
        since=min((m.since for m in silent if m.since is not None), default=None),
        missing=silent,
        feeds=_heard_feeds(inputs, section),
    )


def _silence(inputs: Inputs, section: Section, feed: str) -> Missing | None:
    samples = (inputs.newest(feed, section.id, metric.name) for metric in inputs.feeds[feed].metrics)
    newest = max((s.at for s in samples if s is not None), default=None)
    if newest is not None and inputs.is_fresh(feed, section.id, newest):
        return None
    unit = inputs.unit_of(feed, section.id)
    return Missing("feed", feed, _why(inputs, feed, unit) if newest is not None else "no_report", newest, unit)


def silent_units(inputs: Inputs, section: Section) -> tuple[Missing, ...]:
    """Silent units of the other feeds that indicators of this section rest on."""
    return tuple(
        Missing("feed", feed, _why(inputs, feed, unit), inputs.heard.get((feed, unit)), unit)
        for feed, unit in _units(inputs, section)
        if feed not in section.core_feeds and inputs.fresh.get((feed, unit)) not in FRESH
    )


def _why(inputs: Inputs, feed: str, unit: str) -> str:
    """`error` and `no_report` where nothing was ever received, else `stale`."""
    if (feed, unit) in inputs.heard:
        return "stale"
    return "error" if inputs.fresh.get((feed, unit)) == "error" else "no_report"


def _heard_feeds(inputs: Inputs, section: Section) -> Mapping[str, bool]:
    heard: dict[str, bool] = {}
    for feed, unit in _units(inputs, section):
        heard[feed] = heard.get(feed, False) or inputs.fresh.get((feed, unit)) in FRESH
    return heard


def _units(inputs: Inputs, section: Section) -> Iterator[tuple[str, str]]:
    indicators = all_indicators().values()
    metrics = {metric for indicator in indicators for metric in indicator.metrics}
    named = {feed for indicator in indicators for feed in indicator.feeds}
    used = named.union(*(inputs.providers.get(metric, ()) for metric in metrics)) & inputs.configured
    return ((feed, unit) for feed, unit in inputs.stretches[section.id].units if feed in used)
