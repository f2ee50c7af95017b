"""How reports arrive: over HTTP, through the spool, or reduced by another process."""

from data.transport.batch import Batch, read_batch, write_batch
from data.transport.contract import Answer, Limits, Request, TransportError, TransportReason
from data.transport.http import fetch, open_client
from data.transport.sources import Source, SourceError, load_sources
from data.transport.spool import Spool, SpoolFile

__all__ = [
    "Answer",
    "Batch",
    "Limits",
    "Request",
    "Source",
    "SourceError",
    "Spool",
    "SpoolFile",
    "TransportError",
    "TransportReason",
    "fetch",
    "load_sources",
    "open_client",
    "read_batch",
    "write_batch",
]
