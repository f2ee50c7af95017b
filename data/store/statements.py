"""Single kept rows as they were stated, for export; on either database."""

from typing import Final

from data.domain.moment import Moment
from data.store.bins import day_of, start_of
from data.store.contract import Statement
from data.store.sql import Sql

_STATEMENTS: Final = """
SELECT s.feed, s.place, s.metric, o.valid_from, o.valid_to, o.issued, o.received, o.value
FROM observations AS o JOIN series AS s ON s.id = o.series
WHERE o.valid_to > :since AND o.valid_to <= :until AND {conditions}
ORDER BY s.feed, s.place, s.metric, o.valid_to, o.issued"""
_FIRST: Final = "SELECT min(valid_to) FROM observations"
_FIRST_DAY: Final = "SELECT min(day) FROM observations"
_LAST: Final = "SELECT max(valid_to) FROM latest"


def statements(
    connection: Sql, since: Moment, until: Moment, feed: str | None, known_at: Moment | None, *, by_day: bool
) -> list[Statement]:
    """Rows with since < valid_to <= until that were received by `known_at`."""
    values: dict[str, str | int] = {"since": since, "until": until}
    conditions = ["1 = 1"]
    if by_day:
        conditions.append("o.day BETWEEN :first AND :last")
        values |= {"first": day_of(since + 1), "last": day_of(until)}
    if feed is not None:
        conditions.append("s.feed = :feed")
        values["feed"] = feed
    if known_at is not None:
        conditions.append("o.received <= :known_at")
        values["known_at"] = known_at
    rows = connection.execute(_STATEMENTS.format(conditions=" AND ".join(conditions)), values)
    return list(map(Statement._make, rows))


def reach(connection: Sql, *, by_day: bool) -> tuple[Moment, Moment] | None:
    """Span (since, until] in which every valid_to lies."""
    ((first,),) = connection.execute(_FIRST_DAY if by_day else _FIRST).fetchall()
    ((last,),) = connection.execute(_LAST).fetchall()
    if first is None or last is None:
        return None
    return (start_of("day", first) if by_day else first - 1), last
