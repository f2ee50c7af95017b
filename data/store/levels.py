"""Levels, answers and hazard messages: kept as JSON beside the columns that are asked by."""

from collections.abc import Iterable
from typing import Final

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.warning import Answer, LevelChange, SectionState
from data.store.codec import decode, encode
from data.store.sql import Sql

_CHANGES: Final = """
SELECT body FROM level_changes WHERE at >= :since OR id IN (
  SELECT (SELECT id FROM level_changes WHERE place = p.place AND at < :since ORDER BY at DESC, id DESC LIMIT 1)
  FROM (SELECT DISTINCT place FROM level_changes) AS p)
ORDER BY at, id"""
_SENT_OR_VALID: Final = "SELECT body FROM hazards WHERE sent >= :since OR expires > :since"
_OLDER_ANSWERS: Final = """
SELECT body FROM hazards
WHERE sent < :since AND (expires IS NULL OR expires <= :since) AND body NOT LIKE '%"message":"Alert"%'"""
"""Inside a string of the JSON the quotes would be escaped: what is found is the member itself."""

_MessageKey = tuple[str, str, Moment]


def record_levels(connection: Sql, states: Iterable[SectionState], changes: Iterable[LevelChange]) -> None:
    """Keep what the engine remembers, replacing what it remembered before, and add its changes."""
    connection.executemany(
        """INSERT INTO section_states (place, body) VALUES (:place, :body)
        ON CONFLICT (place) DO UPDATE SET body = excluded.body""",
        [{"place": state.place, "body": encode(state)} for state in states],
    )
    connection.executemany(
        "INSERT INTO level_changes (place, at, body) VALUES (:place, :at, :body)",
        [{"place": change.place, "at": change.at, "body": encode(change)} for change in changes],
    )


def record_answer(connection: Sql, answer: Answer) -> None:
    """Add an answer."""
    values = {"at": answer.at, "body": encode(answer)}
    connection.execute("INSERT INTO answers (at, body) VALUES (:at, :body)", values)


def level_changes(connection: Sql, since: Moment) -> list[LevelChange]:
    """Changes at `since` or later, and of each place the last one before; ascending by time."""
    return [decode(LevelChange, body) for (body,) in connection.execute(_CHANGES, {"since": since})]


def section_states(connection: Sql) -> dict[str, SectionState]:
    """What the engine remembers, by section."""
    rows = connection.execute("SELECT place, body FROM section_states ORDER BY place")
    return {place: decode(SectionState, body) for place, body in rows}


def answers(connection: Sql, since: Moment) -> list[Answer]:
    """Answers at `since` or later, ascending by time."""
    rows = connection.execute("SELECT body FROM answers WHERE at >= :since ORDER BY at, id", {"since": since})
    return [decode(Answer, body) for (body,) in rows]


def hazards(connection: Sql, since: Moment) -> list[HazardAlert]:
    """Messages sent at `since` or later or valid then, and older ones that update or cancel one of these.

    A cancelled alert would come back to life without the message that cancelled it.
    """
    found = [decode(HazardAlert, body) for (body,) in connection.execute(_SENT_OR_VALID, {"since": since})]
    older = [decode(HazardAlert, body) for (body,) in connection.execute(_OLDER_ANSWERS, {"since": since})]
    keys = {_key(alert) for alert in found}
    while touching := [alert for alert in older if keys.intersection(alert.references)]:
        found += touching
        keys.update(map(_key, touching))
        older = [alert for alert in older if alert not in touching]
    return sorted(found, key=lambda alert: (alert.sent, alert.sender, alert.identifier))


def _key(alert: HazardAlert) -> _MessageKey:
    return alert.identifier, alert.sender, alert.sent
