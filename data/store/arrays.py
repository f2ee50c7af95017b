"""Rows of observations as arrays, from whichever database they came."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.store.contract import SeriesKey, Track

ROW: Final = np.dtype([("series", "i8"), ("valid_from", "i8"), ("valid_to", "i8"), ("value", "f8")])


def as_tracks(table: NDArray[np.void], keys: Mapping[int, SeriesKey]) -> dict[SeriesKey, Track]:
    """Histories from rows of `ROW` in the order of series, valid_to, issued: of each valid_to the last issue."""
    return {keys[int(part["series"][0])]: _track(part) for part in by_series(_last_issued(table))}


def by_series(table: NDArray[np.void]) -> list[NDArray[np.void]]:
    """Split rows in the order of series."""
    if not len(table):
        return []
    return np.split(table, np.flatnonzero(np.diff(table["series"])) + 1)


def _last_issued(table: NDArray[np.void]) -> NDArray[np.void]:
    """Keep the last row of each (series, valid_to)."""
    if not len(table):
        return table
    changes = (table["series"][1:] != table["series"][:-1]) | (table["valid_to"][1:] != table["valid_to"][:-1])
    kept: NDArray[np.void] = table[np.append(changes, True)]
    return kept


def _track(part: NDArray[np.void]) -> Track:
    return Track(*(np.ascontiguousarray(part[name]) for name in ("valid_from", "valid_to", "value")))
