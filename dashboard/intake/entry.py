"""A value entered by hand becomes a report of its feed: checked like one, and the weakest word on its time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from data.domain.moment import Moment
from data.domain.names import STRICT
from data.domain.observation import Metric, Observation, Report
from data.domain.places import Reference
from data.feeds.contract import Feed
from data.feeds.reading import LONGEST_PERIOD_S, CellError, admit, read_time
from data.store.contract import MANUAL_SOURCE, SeriesKey, StoreReader

STANDS_IN: Final[Mapping[str, str]] = {"hydromet": "mchs"}
"""Agencies without a desk of their own, and whose duty officer enters what they say."""
__all__ = ["MANUAL_SOURCE", "Entry", "EntryError", "Period", "check", "compose", "may_enter"]


class EntryError(Exception):
    """An entry that is not taken; `reason` is a key, `facts` are ours."""

    def __init__(self, status: int, reason: str, **facts: Any) -> None:
        super().__init__(reason)
        self.status, self.reason, self.facts = status, reason, facts


@dataclass(frozen=True, slots=True)
class Entry:
    """Body of `POST /api/manual/{feed}`."""

    __pydantic_config__: ClassVar = STRICT

    place: str
    values: dict[str, float] = field(default_factory=dict)
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """What the entry speaks of; `start` None: flows are not possible."""

    start: Moment | None
    end: Moment


def may_enter(feed: Feed, agency: str) -> bool:
    """Tell whether an agency enters values of a feed."""
    return agency in {feed.agency, STANDS_IN.get(feed.agency)}


def check(feed: Feed, entry: Entry, reference: Reference, now: Moment) -> Period:
    """Check an entry whole, without the store.

    Raises:
        EntryError: it is not taken.
    """
    if not feed.manual_allowed:
        raise EntryError(409, "manual_not_allowed")
    if entry.place not in feed.places(reference):
        raise EntryError(422, "unknown_place")
    if not entry.values:
        raise EntryError(422, "nothing_entered")
    period = _period(entry, now)
    metrics = {metric.name: metric for metric in feed.metrics}
    for name, value in entry.values.items():
        if name not in metrics:
            raise EntryError(422, "unknown_metric")  # its name is the sender's text
        _check_value(metrics[name], value)
        if metrics[name].kind == "flow" and period.start is None:
            raise EntryError(422, "period_needed", metric=name)
    return period


def compose(feed: Feed, entry: Entry, period: Period, store: StoreReader, reference: Reference) -> Report:
    """The report; `issued` stands right behind what was last said of the same time, so that any later word wins.

    Raises:
        EntryError: already_reported, for a time before the newest that has a value.
    """
    latest = store.latest(feed.name)
    observations = []
    for name, value in entry.values.items():
        metric, key = feed.metric(name), SeriesKey(feed.name, entry.place, name)
        issued, newest = period.end, latest.get(key)
        if newest is not None and newest.valid_to >= period.end:
            if newest.valid_to == period.end:
                issued = max(issued, newest.issued + 1)
            elif store.tracks_of([key], period.end - 1, period.end):
                raise EntryError(409, "already_reported", metric=name)
        start = period.start if metric.kind == "flow" and period.start is not None else period.end
        observations.append(Observation(entry.place, name, start, period.end, issued, float(value)))
    return Report(tuple(observations), units=frozenset({feed.unit_of(entry.place, reference)}))


def _period(entry: Entry, now: Moment) -> Period:
    if entry.valid_to is None:
        if entry.valid_from is not None:
            raise EntryError(422, "bad_period")
        return Period(None, now)
    try:
        end = read_time(entry.valid_to)
        start = None if entry.valid_from is None else read_time(entry.valid_from)
    except CellError:
        raise EntryError(422, "bad_period") from None
    if end > now:
        raise EntryError(422, "ahead_of_now")
    if start is not None and not 0 < end - start <= LONGEST_PERIOD_S:
        raise EntryError(422, "bad_period")
    return Period(start, end)


def _check_value(metric: Metric, value: float) -> None:
    try:
        admit(value, metric)
    except CellError as error:
        bounds = {"low": metric.low, "high": metric.high} if error.reason == "out_of_bounds" else {}
        raise EntryError(422, error.reason, metric=metric.name, **bounds) from None
