"""One body, from whatever door it came: stamped, parsed, kept. Never raises for what a sender did."""

import hashlib
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from data.domain.moment import CLOCK_SLACK_S, Moment
from data.domain.observation import Observation, Reject, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Feed, FeedError
from data.feeds.reading import EARLIEST
from data.store.contract import Receipt, Run, Store, StoreReader

NOTHING_USABLE: Final = "nothing_usable"
"""Reason of a run whose report had rows and not one that could be used; its detail is the commonest reason."""
OUR_FAULT: Final = "our_fault"
"""Reason of a run that failed because the program did, not the sender."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body as it arrived."""

    source: str
    """File name or address path, for reject reports."""
    body: bytes
    asked: Moment | None
    """Picture time of the answer (HTTP Date) or of the file; None where neither is known."""
    follows: bool = False
    """Addresses that the body refers to are asked too."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What reading a body gave: a report, or a failed run that says why not."""

    run: Run
    report: Report | None
    """None: it is no report of the feed at all."""

    @property
    def failed(self) -> bool:
        """Nothing of it could be used."""
        return self.run.outcome == "failed"


def stamp_for(feed: Feed, delivery: Delivery, digest: str, store: StoreReader, now: Moment) -> Moment:
    """Moment that `issued` falls back to, by the feed's stamp rule.

    A report that states the present is as old as the asking; any other report without a time of its own
    keeps the moment first recorded for its bytes, so that replaying it adds nothing.
    """
    # a file without a time of its own has that of the archive that it came in, 1970 or 1980
    asked = delivery.asked if delivery.asked is not None and delivery.asked >= EARLIEST else None
    if feed.stamp == "poll" and asked is not None:
        return min(asked, now)
    return store.stamp_of(feed.name, digest) or min(asked or now, now)


def read(
    feed: Feed, delivery: Delivery, *, reference: Reference, store: StoreReader, now: Moment, exercise: bool
) -> Intake:
    """Parse a body; personal data are gone when this returns."""
    digest = hashlib.sha256(delivery.body).hexdigest()
    stamp = stamp_for(feed, delivery, digest, store, now)
    context = Context(reference, delivery.source, stamp, exercise, delivery.follows)
    try:
        report = without_future(feed, feed.parse(delivery.body, context), context, now)
    except FeedError as error:
        return Intake(Run(feed.name, now, now, "failed", delivery.source, error.reason, error.detail, digest), None)
    kept = stamp if feed.stamp == "content" else None
    run = Run(feed.name, now, now, "used", delivery.source, digest=digest, stamp=kept)
    if _is_empty(report):
        run = replace(run, outcome="failed", reason=NOTHING_USABLE, detail=_most_frequent(report))
    return Intake(run, report)


def _is_empty(report: Report) -> bool:
    """Every row was refused: nothing was heard, whatever the shape of the report."""
    return bool(report.rejects) and not (report.observations or report.alerts or report.units)


def _most_frequent(report: Report) -> str:
    return Counter(reject.reason for reject in report.rejects).most_common(1)[0][0]


def without_future(feed: Feed, report: Report, context: Context, now: Moment) -> Report:
    """Reject observations that lie ahead of now: a clock is wrong somewhere, and a guess helps nobody.

    A unit of which nothing else was said was not heard.
    """
    ahead = tuple(o for o in report.observations if _is_ahead(o, now))
    if not ahead:
        return report
    rejects = tuple(Reject(context.source, None, o.metric, "in_the_future", o.place) for o in ahead)
    good = tuple(o for o in report.observations if not _is_ahead(o, now))
    unheard = _units_of(feed, ahead, context.reference) - _units_of(feed, good, context.reference)
    return replace(report, observations=good, rejects=report.rejects + rejects, units=report.units - unheard)


def _units_of(feed: Feed, observations: Iterable[Observation], reference: Reference) -> frozenset[str]:
    return frozenset(feed.unit_of(place, reference) for place in {o.place for o in observations})


def _is_ahead(observation: Observation, now: Moment) -> bool:
    return max(observation.valid_to, observation.issued) > now + CLOCK_SLACK_S


def keep(
    feed: Feed,
    intake: Intake,
    *,
    reference: Reference,
    store: Store,
    received: Moment,
    backfill: bool = False,
) -> Receipt:
    """Record a report, or the failure to read one, in one transaction.

    With `backfill` each observation counts as received when it was issued.
    """
    if intake.report is None:
        store.record_run(intake.run)
        return Receipt()
    places = {o.place for o in intake.report.observations}
    every = {place: feed.unit_of(place, reference) for place in places}
    units = {place: unit for place, unit in every.items() if unit in intake.report.units}
    return store.record(feed.name, intake.report, intake.run, received, units, backfill=backfill)


def place_of_fault(fault: Exception) -> str:
    """Kind and place of a fault of ours, without its message, which may quote the report."""
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {frame.name}, {frame.filename}:{frame.lineno}"
