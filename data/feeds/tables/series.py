"""What only the rows of a file together tell: periods that were not published, and differences of what counts up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from data.domain.moment import Moment
from data.domain.observation import Metric, Observation
from data.feeds.contract import FeedError
from data.feeds.reading import Fault, Reading, join
from data.feeds.tables.spec import Spec, label_of
from data.feeds.tables.written import span

MOST: Final = 500_000
"""Observations of one file."""


def gathered(parts: Iterable[Reading]) -> Reading:
    """All parts as one.

    Raises:
        FeedError: too_many_rows, before there are more observations or faults than memory is meant for.
    """
    kept, count = list[Reading](), 0
    for part in parts:
        count += len(part.observations) + len(part.faults)
        if count > MOST:
            raise FeedError("too_many_rows", str(MOST))
        kept.append(part)
    return join(kept)


def settled(whole: Reading, spec: Spec, metrics: Mapping[str, Metric]) -> Reading:
    """The reading after the rules about the file as a whole."""
    published = _published(whole, spec)
    steps = {value.metric: span(value.cumulative) or 0 for value in spec.values if value.cumulative}
    if not steps:
        return published
    plain = tuple(o for o in published.observations if o.metric not in steps)
    counted = [o for o in published.observations if o.metric in steps]
    labels = {v.metric: None if v.column is None else label_of(v.column) for v in spec.values}
    differences = join(_differences(counted, steps, metrics, labels))
    return join((Reading(plain, published.faults, published.dropped, published.units), differences))


def _published(whole: Reading, spec: Spec) -> Reading:
    """Without the periods of which every number is zero, where the spec says that these were not published."""
    if spec.rows.unpublished is None:
        return whole
    periods: dict[Moment, bool] = defaultdict(lambda: True)
    for o in whole.observations:
        periods[o.valid_to] = periods[o.valid_to] and not o.value
    empty = {end for end, zero in periods.items() if zero}
    ahead = {o.valid_to for o in whole.observations if o.valid_to > o.issued} - empty
    faults = (
        *(Fault(None, None, "not_published") for _ in empty),
        *(Fault(None, None, "after_report") for _ in ahead),
    )
    kept = tuple(o for o in whole.observations if o.valid_to not in empty | ahead)
    return Reading(kept, whole.faults + faults, whole.dropped, whole.units)


def _differences(
    counted: Sequence[Observation],
    steps: Mapping[str, int],
    metrics: Mapping[str, Metric],
    labels: Mapping[str, str | None],
) -> Iterator[Reading]:
    """Differences of neighbours that are one step apart; a count that goes down leaves a gap and is named."""
    series: dict[tuple[str, str, Moment], dict[Moment, Observation]] = defaultdict(dict)
    # each report tells its own course; where every period has an issue of its own, all are one course
    one_course = len({o.issued for o in counted}) >= len({o.valid_to for o in counted})
    for o in counted:
        vintage = 0 if one_course else o.issued
        series[o.place, o.metric, vintage][o.valid_to] = o
    for (_, metric, _), course in series.items():
        ordered = [course[end] for end in sorted(course)]
        for before, after in pairwise(ordered):
            if after.valid_to - before.valid_to != steps[metric]:
                continue
            value = after.value - before.value
            if value < 0 or not metrics[metric].admits(value):
                yield Reading(faults=(Fault(None, labels[metric], "count_went_down"),))
                continue
            start = before.valid_to if metrics[metric].kind == "flow" else after.valid_to
            yield Reading((Observation(after.place, metric, start, after.valid_to, after.issued, value),))
