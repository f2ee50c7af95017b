"""From a spec to a feed: its metrics, places and units, and the parser that reads a file by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from data.domain.moment import DAY, HOUR, WEEK, Moment
from data.domain.names import Names
from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Due, Feed, FeedError
from data.feeds.reading import Reading, collect
from data.feeds.redaction import known_ids
from data.feeds.tables.checks import columns_of
from data.feeds.tables.grid import MAX_COLUMNS, Sheet, read_file
from data.feeds.tables.guard import guard
from data.feeds.tables.header import Layout, find_layout, letters
from data.feeds.tables.placing import Placing, Spoken
from data.feeds.tables.rows import Table, read_rows
from data.feeds.tables.series import gathered, settled
from data.feeds.tables.spec import Spec, label_of
from data.feeds.tables.timing import time_sheet
from data.feeds.tables.written import span

_LONGEST: Final = {
    "hour": HOUR,
    "day": DAY + HOUR,
    "week": WEEK + HOUR,
    "month": 31 * DAY + HOUR,
    "year": 366 * DAY + HOUR,
}
"""An hour more: days on which clocks are set back."""
_YEAR: Final = 366 * DAY + HOUR
_COUNTER: Final = 1e12
"""What counts up has no bound of its own; its differences have that of the metric."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The parser of one spec; a bound method of it is the feed's `parse`."""

    name: str
    spec: Spec
    metrics: Mapping[str, Metric]

    def parse(self, body: bytes, context: Context) -> Report:
        """Read a file.

        Raises:
            FeedError: it is no such table at all; labels and positions are those of the spec.
        """
        sheets = read_file(body, self.spec.file)
        whole = gathered(self._parts(sheets, context))
        return collect([settled(whole, self.spec, self.metrics)], context)

    def unit_of(self, place: str, reference: Reference) -> str:
        """A place that is expected to report speaks for itself; all others are spoken for by the feed."""
        return place if place in self.units(reference) else self.name

    def units(self, reference: Reference) -> tuple[str, ...]:
        """Places that are expected to report, or the feed's own name."""
        rule = self.spec.place
        mapped = (rule.id,) if rule.id else tuple(dict.fromkeys(rule.map.values()))
        wanted = rule.expected or tuple(place for place in mapped if place and place in reference.names)
        return tuple(place for place in wanted if place in reference.names) or (self.name,)

    def places(self, reference: Reference) -> Spoken:
        """Places that its observations may speak of."""
        return Spoken(self.spec.place, reference)

    def _parts(self, sheets: tuple[Sheet, ...], context: Context) -> Iterator[Reading]:
        for sheet, layout in self._tables(sheets):
            yield from guard(sheet, layout, self._known(context.reference))
            table = Table(
                spec=self.spec,
                metrics={v.metric: self._bounds(v.metric, counter=v.cumulative is not None) for v in self.spec.values},
                layout=layout,
                placing=Placing(self.spec.place, context.reference),
                timing=time_sheet(self.spec, sheet, layout, context.stamp),
                unit=self.name,
                speaking=frozenset(self.units(context.reference)),
                shown=known_ids(context.reference),
            )
            yield from read_rows(table, sheet)

    def _known(self, reference: Reference) -> frozenset[str]:
        """Texts that are known to be of places and classes, however like a person's name they look."""
        rule = self.spec.place
        own = {text for value in self.spec.values for text in value.when.values()}
        listed = {text for kind in rule.known for entry in getattr(reference, kind) for text in _names_of(entry)}
        return frozenset({*own, *listed, *rule.map, *rule.ignore, *self.spec.rows.skip})

    def _tables(self, sheets: tuple[Sheet, ...]) -> Iterator[tuple[Sheet, Layout]]:
        """The sheets with their layouts: all that are named, or the first that has the header."""
        columns = columns_of(self.spec)
        if self.spec.file.sheets and sheets and sheets[0].name:
            yield from ((sheet, find_layout(sheet, self.spec.file, columns)) for sheet in sheets)
            return
        refusal = FeedError("no_table")
        for sheet in sheets:
            try:
                found = find_layout(sheet, self.spec.file, columns)
            except FeedError as error:
                refusal = error if refusal.reason == "no_table" else refusal
                continue
            yield sheet, found
            return
        raise refusal

    def _bounds(self, name: str, *, counter: bool) -> Metric:
        return replace(self.metrics[name], high=_COUNTER) if counter else self.metrics[name]


def make_feed(name: str, spec: Spec, known: Mapping[str, Metric]) -> Feed:
    """The feed of a spec without faults."""
    metrics = {value.metric: known.get(value.metric) or _new_metric(spec, value.metric) for value in spec.values}
    reader = Reader(name, spec, metrics)
    cycle = span(spec.cycle) or DAY
    return Feed(
        name=name,
        agency=spec.agency,
        format=spec.format,
        cycle_s=cycle,
        tolerance_s=span(spec.tolerance) or cycle // 4,
        stamp="sender" if spec.issued is not None else spec.stamp,
        speaks=spec.speaks,
        metrics=tuple(metrics.values()),
        parse=reader.parse,
        unit_of=reader.unit_of,
        units=reader.units,
        due=Due(spec.due.at if spec.due else (), spec.zone),
        zone=spec.zone,
        no_rows_means=spec.no_rows_means,
        sensitivity=spec.sensitivity,
        manual_allowed=spec.manual_allowed,
        sample=spec.sample,
        places=reader.places,
        columns=_spoken_columns(spec),
        expires_s=span(spec.expires) if spec.expires else None,
        longest_s=_longest(spec),
        texts=_texts(name, spec, known),
        names={**spec.place.names, **({spec.agency: spec.agency_names} if spec.agency_names else {})},
    )


def _names_of(entry: Any) -> Iterator[str]:
    yield from (entry.id, entry.names.en, entry.names.ru, entry.names.be, getattr(entry, "reported_as", ""))


def _new_metric(spec: Spec, name: str) -> Metric:
    value = next(value for value in spec.values if value.metric == name)
    low, high = value.low, value.high
    return Metric(
        name,
        value.unit or "count",
        value.kind or "flow",
        0.0 if low is None else low,
        1_000_000.0 if high is None else high,
    )


def _spoken_columns(spec: Spec) -> tuple[str, ...]:
    """Labels of the spec and positions of columns: all that a reject may name."""
    labels = [label_of(column) for column in columns_of(spec)]
    return tuple(dict.fromkeys([*labels, *spec.file.sheets, *map(letters, range(MAX_COLUMNS))]))


def _longest(spec: Spec) -> Moment:
    if spec.time.start is not None:
        return _YEAR
    steps = [span(value.cumulative) or 0 for value in spec.values if value.cumulative]
    covered = _LONGEST.get(spec.time.covers) or span(spec.time.covers) or 0
    return max(24 * HOUR, covered, *steps)


def _texts(name: str, spec: Spec, known: Mapping[str, Metric]) -> Mapping[str, Names]:
    own = {f"metric_{v.metric}": v.names for v in spec.values if v.metric not in known and v.names is not None}
    return {f"feed_{name}": spec.title, **own}
