"""Observations by the thirty days that their valid_to falls into: each span is a table of its own, made on demand."""

from collections.abc import Iterable
from typing import Any, Final

from data.domain.moment import DAY, Moment
from data.store.postgres.connections import Connection

SPAN_S: Final = 30 * DAY
FIRST: Final = 0
LAST: Final = 1600
"""Times before 1970 and after 2101 share one partition each: a wild number does not make tables without end."""


def span_of(valid_to: Any) -> Any:
    """Number of the partition of a moment, or of an array of moments."""
    return valid_to // SPAN_S


def make_partitions(connection: Connection, spans: Iterable[int]) -> None:
    """Make the partitions that are not there yet. The caller holds a write transaction.

    Attaching a table that exists takes a lock that readers do not wait for; making it as a partition would not.
    """
    wanted = {min(max(span, FIRST - 1), LAST) for span in spans}
    for span in sorted(wanted - _there(connection)):
        name = _name(span)
        connection.execute(f"CREATE TABLE {name} (LIKE observations INCLUDING ALL)")
        low = "MINVALUE" if span < FIRST else str(_start(span))
        high = "MAXVALUE" if span >= LAST else str(_start(span + 1))
        connection.execute(f"ALTER TABLE observations ATTACH PARTITION {name} FOR VALUES FROM ({low}) TO ({high})")


def partitions(connection: Connection) -> list[str]:
    """Names of the partitions that are there, by time."""
    return [_name(span) for span in sorted(_there(connection))]


def _there(connection: Connection) -> set[int]:
    found = connection.execute(
        """SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'observations'::regclass"""
    )
    return {_number(name) for (name,) in found}


def _name(span: int) -> str:
    return "observations_early" if span < FIRST else f"observations_{span:04}"


def _number(name: str) -> int:
    tail = name.removeprefix("observations_")
    return FIRST - 1 if tail == "early" else int(tail)


def _start(span: int) -> Moment:
    return span * SPAN_S
