"""What a batch of observations adds to what is known: new ones, repetitions, corrections, contradictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from data.domain.moment import Moment, iso

Row = tuple[int, Moment, Moment, Moment, float]
"""series, valid_to, issued, valid_from, value: the first three are the key."""

KEY: Final = itemgetter(0, 1, 2)
_DETAIL: Final = 80


@dataclass(frozen=True, slots=True)
class Conflict:
    """An observation that contradicts the one first kept under its key."""

    row: Row
    kept: tuple[Moment, float]
    """valid_from and value of the first one."""

    def detail(self, place: str) -> str:
        """Place, time, and `kept/refused`: values, or seconds of the period where only that differs."""
        _, valid_to, _, valid_from, value = self.row
        kept_from, kept = self.kept
        pair = f"{kept:.10g}/{value:.10g}" if kept != value else f"{valid_to - kept_from}/{valid_to - valid_from} s"
        return f"{place} {iso(valid_to)} {pair}"[:_DETAIL]


@dataclass(frozen=True, slots=True)
class Sorted:
    """A batch against what is known."""

    accepted: list[Row]
    """In the order of the key, each key once."""
    duplicates: int
    superseded: int
    conflicts: list[Conflict]


def sort_out(rows: Iterable[Row], known: Iterable[Row]) -> Sorted:
    """Compare a batch with the known rows of the same series and valid_to.

    The first statement under a key stays. An accepted row *supersedes* when it overtakes the newest issue
    known of its series and valid_to; an older issue that arrives late is accepted but changes nothing seen.
    """
    stated = {row[:3]: row[3:] for row in known}
    newest: dict[tuple[int, int], int] = {}
    for series, valid_to, issued in stated:
        newest[series, valid_to] = max(issued, newest.get((series, valid_to), issued))
    accepted: list[Row] = []
    conflicts: list[Conflict] = []
    duplicates = superseded = 0
    for row in sorted(rows, key=KEY):
        key, said = row[:3], row[3:]
        first = stated.setdefault(key, said)
        if first is not said:
            if first == said:
                duplicates += 1
            else:
                conflicts.append(Conflict(row, first))
            continue
        accepted.append(row)
        before = newest.get(key[:2])
        superseded += before is not None and before < key[2]
        newest[key[:2]] = key[2] if before is None else max(before, key[2])
    return Sorted(accepted, duplicates, superseded, conflicts)


def newest_by_series(rows: Iterable[Row]) -> list[Row]:
    """Of rows in the order of the key, the last of each series: greatest (valid_to, issued)."""
    return list({row[0]: row for row in rows}.values())
