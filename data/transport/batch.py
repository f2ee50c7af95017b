"""A reduced batch: a parsed report that another process hands to the clock through the spool.

JSON without a single byte of the report's body. Rows are arrays, so that a reader takes exactly what a writer
gave; reading is strict and refuses every other version.
"""

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.observation import Observation, Reject, Report
from data.domain.places import Reference
from data.feeds.contract import Feed
from data.transport.batch_check import could_be, harmless_source
from data.transport.contract import TransportError

VERSION: Final = 2
Outcome = Literal["used", "failed"]


@dataclass(frozen=True, slots=True)
class Batch:
    """One attempt to read a report in another process, with what it yielded; empty report when it failed."""

    feed: str
    source: str
    """File name or address path."""
    started: Moment
    ended: Moment
    outcome: Outcome
    report: Report
    reason: str = ""
    detail: str = ""
    digest: str = ""
    """SHA-256 of the body."""
    backfill: bool = False
    """`received` is to be set to `issued`."""
    stamp: Moment | None = None
    """What `issued` fell back to; kept with the digest, so that the same bytes get it again."""


@dataclass(frozen=True, slots=True)
class _Wire:
    __pydantic_config__: ClassVar = {"extra": "forbid"}

    version: Literal[2]
    feed: str
    source: str
    started: int
    ended: int
    outcome: Outcome
    reason: str
    detail: str
    digest: str
    backfill: bool
    stamp: int | None
    observations: tuple[tuple[str, str, int, int, int, float], ...]
    rejects: tuple[tuple[str, int | None, str | None, str, str, str], ...]
    personal_data_dropped: int
    units: tuple[str, ...]
    alerts: tuple[HazardAlert, ...]


_WIRE: Final = TypeAdapter(_Wire)


def write_batch(batch: Batch) -> bytes:
    """Serialise a batch.

    Raises:
        ValueError: a value that is not a finite number, which no report may hold.
    """
    report = batch.report
    if not all(math.isfinite(observation.value) for observation in report.observations):
        raise ValueError("observation that is not a finite number")
    wire = _Wire(
        VERSION,
        batch.feed,
        batch.source,
        batch.started,
        batch.ended,
        batch.outcome,
        batch.reason,
        batch.detail,
        batch.digest,
        batch.backfill,
        batch.stamp,
        tuple((o.place, o.metric, o.valid_from, o.valid_to, o.issued, float(o.value)) for o in report.observations),
        tuple((r.source, r.row, r.column, r.reason, r.detail, r.redacted) for r in report.rejects),
        report.personal_data_dropped,
        tuple(sorted(report.units)),
        report.alerts,
    )
    return orjson.dumps(wire)


def read_batch(body: bytes, feed: Feed | None = None, reference: Reference | None = None) -> Batch:
    """Read a batch exactly as it was written.

    With a feed and a reference, a batch of another feed, or one with a metric, place, unit, time, value or word that
    the feed could not have reported, is refused whole: it was not written by `write_batch`. Names of files, which
    people choose, are made harmless.

    Raises:
        TransportError: bad_batch.
    """
    wire = _read_wire(body)
    if wire is None:
        raise TransportError("bad_batch", permanent=True)
    report = Report(
        tuple(Observation(*row) for row in wire.observations),
        tuple(Reject(*row) for row in wire.rejects),
        wire.personal_data_dropped,
        frozenset(wire.units),
        wire.alerts,
    )
    batch = Batch(
        wire.feed,
        wire.source,
        wire.started,
        wire.ended,
        wire.outcome,
        report,
        wire.reason,
        wire.detail,
        wire.digest,
        wire.backfill,
        wire.stamp,
    )
    if feed is None or reference is None:
        return batch
    if not could_be(batch, feed, reference):
        raise TransportError("bad_batch", permanent=True)
    return _with_harmless_source(batch, feed)


def _with_harmless_source(batch: Batch, feed: Feed) -> Batch:
    rejects = tuple(replace(reject, source=harmless_source(reject.source, feed)) for reject in batch.report.rejects)
    report = replace(batch.report, rejects=rejects)
    return replace(batch, source=harmless_source(batch.source, feed), report=report)


def _read_wire(body: bytes) -> _Wire | None:
    try:
        return _WIRE.validate_json(body, strict=True)
    except ValidationError:
        return None
