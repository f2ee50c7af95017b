"""The electronic queue before crossing points: vehicles waiting, listed and sent to the border.

Its reports carry number plates. They are reduced to counts in memory (queue_tally) and the body is never kept.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain
from typing import Any, Final

from data.domain.moment import MINSK, Moment
from data.domain.observation import Report
from data.domain.places import Reference
from data.feeds.contract import Ask, Context, Feed, FeedError, speaks_for_itself
from data.feeds.json_body import read_documents
from data.feeds.queue_metrics import METRICS
from data.feeds.queue_reports import COLUMNS, READ_KEYS, Crossings, QueueReader, reader_of
from data.feeds.queue_tally import personal_values
from data.feeds.reading import EARLIEST, LATEST, Fault, Reading, collect, join


def parse(body: bytes, context: Context) -> Report:
    """Reduce reports of the electronic queue to counts per crossing point and vehicle class.

    `issued` and `valid_to` are the recorder's `datetime` (naive: Minsk), else the time of asking.

    Raises:
        FeedError: the body holds no report of the queue.
    """
    documents, faults = read_documents(body, READ_KEYS)
    crossings = {c.queue_checkpoint_id.lower(): c.id for c in context.reference.crossings if c.queue_checkpoint_id}
    readers = [(document, reader_of(document.value)) for document in documents]
    if not any(reader for _, reader in readers):
        raise FeedError("unknown_shape")
    readings = (_read(document.row, document.value, reader, crossings, context.stamp) for document, reader in readers)
    return collect(chain([Reading(faults=faults)], readings), context)


def _read(row: int, value: Any, reader: QueueReader | None, crossings: Crossings, stamp: Moment) -> Reading:
    dropped = personal_values(value)
    if reader is None:
        return Reading(faults=(Fault(row, None, "unknown_shape"),), dropped=dropped)
    at = _time_of(value, stamp)
    if at is None:
        return Reading(faults=(Fault(row, "datetime", "bad_time"),), dropped=dropped)
    return join((Reading(dropped=dropped), *reader(row, value, crossings, at)))


def _time_of(value: Mapping[str, Any], stamp: Moment) -> Moment | None:
    """Recorder's time, or the time of asking; None where the recorder's cannot be read."""
    if "datetime" not in value:
        return stamp
    try:
        written = datetime.fromisoformat(value["datetime"])
        moment = int((written if written.tzinfo else written.replace(tzinfo=MINSK)).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment <= LATEST else None


def units(reference: Reference) -> tuple[str, ...]:
    """Crossing points with an electronic queue that are open, also with restrictions."""
    return tuple(c.id for c in reference.crossings if c.queue_checkpoint_id and c.status in {"open", "restricted"})


def places(reference: Reference) -> tuple[str, ...]:
    """Crossing points with an electronic queue."""
    return tuple(c.id for c in reference.crossings if c.queue_checkpoint_id)


def requests(reference: Reference, _now: Moment) -> tuple[Ask, ...]:
    """The list of checkpoints, then queue and statistics of each crossing point in use."""
    asked = [reference.crossing[unit].queue_checkpoint_id for unit in units(reference)]
    paths = ("/info/monitoring-new?checkpointId={}", "/info/monitoring/statistics?checkpointId={}")
    return tuple(Ask(path) for path in ("/info/checkpoint", *(p.format(c) for c in asked for p in paths)))


SAMPLE: Final = """\
{"info": {"id": "a9173a85-3fc0-424c-84f0-defa632481e4"},
 "carLiveQueue": [{"status": 2, "order_id": 1, "registration_date": "06:00:00 18.11.2026"}],
 "truckLiveQueue": null}
"""

FEED = Feed(
    name="gpk_equeue",
    agency="gpk",
    format="JSON",
    cycle_s=300,
    tolerance_s=180,
    stamp="poll",
    speaks="present",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    requests=requests,
    sensitivity="personal",
    raw_days=90,
    places=places,
    columns=COLUMNS,
    sample=SAMPLE,
)
