"""Levels, answers and hazard messages: kept as JSON beside the columns that are asked by."""

import sqlite3
from collections.abc import Iterable
from typing import Final

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.warning import Answer, LevelChange, SectionState
from data.store.codec import decode, encode

_CHANGES: Final = """
SELECT body FROM level_changes WHERE at >= ?1 OR id IN (
  SELECT (SELECT id FROM level_changes WHERE place = p.place AND at < ?1 ORDER BY at DESC, id DESC LIMIT 1)
  FROM (SELECT DISTINCT place FROM level_changes) AS p)
ORDER BY at, id"""
_SENT_OR_VALID: Final = "SELECT body FROM hazards WHERE sent >= ?1 OR expires > ?1"
_OLDER_ANSWERS: Final = """
SELECT body FROM hazards WHERE sent < ?1 AND (expires IS NULL OR expires <= ?1) AND body ->> 'message' <> 'Alert'"""

_MessageKey = tuple[str, str, Moment]


def record_levels(
    connection: sqlite3.Connection, states: Iterable[SectionState], changes: Iterable[LevelChange]
) -> None:
    """Keep what the engine remembers, replacing what it remembered before, and add its changes."""
    connection.executemany(
        "INSERT INTO section_states (place, body) VALUES (?, ?) ON CONFLICT (place) DO UPDATE SET body = excluded.body",
        [(state.place, encode(state)) for state in states],
    )
    connection.executemany(
        "INSERT INTO level_changes (place, at, body) VALUES (?, ?, ?)",
        [(change.place, change.at, encode(change)) for change in changes],
    )


def record_answer(connection: sqlite3.Connection, answer: Answer) -> None:
    """Add an answer."""
    connection.execute("INSERT INTO answers (at, body) VALUES (?, ?)", (answer.at, encode(answer)))


def level_changes(connection: sqlite3.Connection, since: Moment) -> list[LevelChange]:
    """Changes at `since` or later, and of each place the last one before; ascending by time."""
    return [decode(LevelChange, body) for (body,) in connection.execute(_CHANGES, (since,))]


def section_states(connection: sqlite3.Connection) -> dict[str, SectionState]:
    """What the engine remembers, by section."""
    rows = connection.execute("SELECT place, body FROM section_states ORDER BY place")
    return {place: decode(SectionState, body) for place, body in rows}


def answers(connection: sqlite3.Connection, since: Moment) -> list[Answer]:
    """Answers at `since` or later, ascending by time."""
    rows = connection.execute("SELECT body FROM answers WHERE at >= ? ORDER BY at, id", (since,))
    return [decode(Answer, body) for (body,) in rows]


def hazards(connection: sqlite3.Connection, since: Moment) -> list[HazardAlert]:
    """Messages sent at `since` or later or valid then, and older ones that update or cancel one of these.

    A cancelled alert would come back to life without the message that cancelled it.
    """
    found = [decode(HazardAlert, body) for (body,) in connection.execute(_SENT_OR_VALID, (since,))]
    older = [decode(HazardAlert, body) for (body,) in connection.execute(_OLDER_ANSWERS, (since,))]
    keys = {_key(alert) for alert in found}
    while touching := [alert for alert in older if keys.intersection(alert.references)]:
        found += touching
        keys.update(map(_key, touching))
        older = [alert for alert in older if alert not in touching]
    return sorted(found, key=lambda alert: (alert.sent, alert.sender, alert.identifier))


def _key(alert: HazardAlert) -> _MessageKey:
    return alert.identifier, alert.sender, alert.sent
