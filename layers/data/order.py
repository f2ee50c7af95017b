"""Feeds by agency, those in trouble first; what is not configured stands apart at the end of its agency."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.domain.situation import FeedStanding
from layers.data.tally import STATES


@dataclass(frozen=True, slots=True)
class Group:
    """The feeds of one agency."""

    agency: str
    feeds: tuple[FeedStanding, ...]
    """Configured ones, the worst first."""
    absent: tuple[FeedStanding, ...]
    """Those that are not configured, by name."""


def by_agency(feeds: Sequence[FeedStanding]) -> tuple[Group, ...]:
    """Groups in the order of their worst feed, of what lasts longest; agencies without any source come last."""
    agencies: dict[str, list[FeedStanding]] = {}
    for feed in feeds:
        agencies.setdefault(feed.agency, []).append(feed)
    groups = [_group(agency, own) for agency, own in agencies.items()]
    return tuple(sorted(groups, key=lambda g: (*(_rank(g.feeds[0]) if g.feeds else (len(STATES), 0, "")), g.agency)))


def _group(agency: str, feeds: Sequence[FeedStanding]) -> Group:
    configured = sorted((f for f in feeds if f.state != "not_configured"), key=_rank)
    absent = sorted((f for f in feeds if f.state == "not_configured"), key=lambda f: f.name)
    return Group(agency, tuple(configured), tuple(absent))


def _rank(feed: FeedStanding) -> tuple[int, int, str]:
    return (STATES.index(feed.state), feed.since or 0, feed.name)
