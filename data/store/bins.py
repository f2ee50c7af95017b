"""Bins of roll-ups in arrays: hours from observations, days from hours, and the bytes in which both are kept."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import DAY, HOUR, Moment
from data.store.contract import Grain

Bins = NDArray[np.void]
"""Of dtype `BIN`, ascending by (series, number), each once."""
Block = tuple[int, int, int, bytes]
"""block, series, 1 when every bin holds a single observation, body: the bins of one series in one block."""

MINSK_OFFSET_S: Final = 3 * HOUR
"""Days are those of Minsk, UTC+3 all the year since 2011."""
HOURS_A_BLOCK: Final = 24
"""Hours are kept by the day of Minsk that they belong to."""
DAYS_A_BLOCK: Final = 16

_SHIFT: Final = 32

BIN: Final = np.dtype(
    [("series", "i8"), ("number", "i8"), ("count", "i8")] + [(name, "f8") for name in ("total", "low", "high", "last")]
)
_FIGURES: Final = ("total", "low", "high", "last")
_MANY: Final = np.dtype([("slot", "u1"), ("count", "<u4"), *((name, "<f8") for name in _FIGURES)])
_SINGLE: Final = np.dtype([("slot", "u1"), ("last", "<f8")])
"""Most hours hold one observation, which is its own total, least and greatest: a quarter of the bytes."""


def hour_of(valid_to: Any) -> Any:
    """Number of the hour (n, n + 1] that a moment, or an array of moments, belongs to."""
    return (valid_to - 1) // HOUR


def day_of(valid_to: Any) -> Any:
    """Number of the day of Minsk (n, n + 1] that a moment, or an array of moments, belongs to."""
    return (valid_to - 1 + MINSK_OFFSET_S) // DAY


def day_of_hour(hour: Any) -> Any:
    """Number of the day that an hour lies in: days of Minsk begin with whole hours."""
    return (hour + MINSK_OFFSET_S // HOUR) // HOURS_A_BLOCK


def start_of(grain: Grain, number: Any) -> Any:
    """Moment at which a bin begins."""
    return number * HOUR if grain == "hour" else number * DAY - MINSK_OFFSET_S


def first_at(grain: Grain, moment: Moment) -> int:
    """Number of the first bin that begins at a moment or later."""
    return -(-moment // HOUR) if grain == "hour" else -(-(moment + MINSK_OFFSET_S) // DAY)


def hours_of(series: NDArray[np.int64], valid_to: NDArray[np.int64], value: NDArray[np.float64]) -> Bins:
    """Hours of observations in the order (series, valid_to, issued); of each valid_to the last one counts."""
    if not len(value):
        return np.empty(0, BIN)
    kept = np.append((series[1:] != series[:-1]) | (valid_to[1:] != valid_to[:-1]), True)
    rows = np.empty(int(kept.sum()), BIN)
    rows["series"], rows["number"], rows["count"] = series[kept], hour_of(valid_to[kept]), 1
    for name in _FIGURES:
        rows[name] = value[kept]
    return _combined(rows)


def days_of(hours: Bins) -> Bins:
    """Days of whole hours: all hours of each day that is to come out."""
    rows = hours.copy()
    rows["number"] = day_of_hour(hours["number"])
    return _combined(rows)


def merged(old: Bins, new: Bins) -> Bins:
    """Both together; where a bin is in both, the new one."""
    known, told = _keys(old), _keys(new)
    place = np.searchsorted(known, told)
    again = np.append(known, -1)[place] == told
    if again.any():
        old = old.copy()
        old[place[again]] = new[again]
        new, place = new[~again], place[~again]
    return np.insert(old, place, new)


def blocks_of(grain: Grain, bins: Bins) -> Iterator[Block]:
    """Bytes of bins, a series and block at a time."""
    if not len(bins):
        return
    block, slot = _place(grain, bins["number"])
    cuts = np.flatnonzero((np.diff(bins["series"]) != 0) | (np.diff(block) != 0)) + 1
    starts = np.concatenate(([0], cuts))
    single = np.minimum.reduceat(bins["count"] == 1, starts)
    ends = np.append(starts[1:], len(bins))
    bodies = _bytes(_SINGLE, bins, slot), _bytes(_MANY, bins, slot)
    sizes = _SINGLE.itemsize, _MANY.itemsize
    heads = (part.tolist() for part in (block[starts], bins["series"][starts], single.astype(int), starts, ends))
    for number, series, alone, start, end in zip(*heads, strict=True):
        body, size = (bodies[0], sizes[0]) if alone else (bodies[1], sizes[1])
        yield number, series, alone, body[start * size : end * size]


def bins_of(grain: Grain, blocks: Iterable[Block]) -> Bins:
    """What `blocks_of` wrote, of blocks in the order (series, block)."""
    rows = list(blocks)
    single = np.array([row[2] for row in rows], bool)
    lengths = np.array([len(row[3]) for row in rows], np.int64)
    lengths //= np.where(single, _SINGLE.itemsize, _MANY.itemsize)
    bins = np.empty(lengths.sum(), BIN)
    bins["series"] = np.array([row[1] for row in rows], np.int64).repeat(lengths)
    bins["number"] = _first(grain, np.array([row[0] for row in rows], np.int64)).repeat(lengths)
    alone = single.repeat(lengths)
    if alone.any():
        _fill(bins, alone, np.frombuffer(b"".join(row[3] for row in rows if row[2]), _SINGLE))
    if not alone.all():
        _fill(bins, ~alone, np.frombuffer(b"".join(row[3] for row in rows if not row[2]), _MANY))
    return bins


def parts_of(bins: Bins, first: int, last: int) -> Iterator[Bins]:
    """Bins of one series each, of numbers from first to last; series that have none in it are left out."""
    series = bins["series"][np.append(True, np.diff(bins["series"]) != 0)] if len(bins) else bins["series"]
    keys = _keys(bins)
    starts = np.searchsorted(keys, (series << _SHIFT) + first)
    ends = np.searchsorted(keys, (series << _SHIFT) + last, side="right")
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if start < end:
            yield bins[start:end]


def block_of(grain: Grain, number: Any) -> Any:
    """Number of the block that a bin, or an array of bins, is kept in."""
    return day_of_hour(number) if grain == "hour" else number // DAYS_A_BLOCK


def _place(grain: Grain, number: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    block = block_of(grain, number)
    return block, number - _first(grain, block)


def _first(grain: Grain, block: NDArray[np.int64]) -> NDArray[np.int64]:
    if grain == "hour":
        return block * HOURS_A_BLOCK - MINSK_OFFSET_S // HOUR
    return block * DAYS_A_BLOCK


def _combined(rows: Bins) -> Bins:
    """Parts of the same bin put together, in the order of the rows."""
    if not len(rows):
        return rows
    starts = np.concatenate(([0], np.flatnonzero(_changes(rows)) + 1))
    bins = rows[starts]
    if len(starts) < len(rows):
        bins["count"] = np.add.reduceat(rows["count"], starts)
        bins["total"] = np.add.reduceat(rows["total"], starts)
        bins["low"] = np.minimum.reduceat(rows["low"], starts)
        bins["high"] = np.maximum.reduceat(rows["high"], starts)
        bins["last"] = rows["last"][np.append(starts[1:], len(rows)) - 1]
    return bins


def _keys(bins: Bins) -> NDArray[np.int64]:
    """Series and number in one, ascending as the bins do."""
    keys: NDArray[np.int64] = (bins["series"] << _SHIFT) + bins["number"]
    return keys


def _changes(rows: Bins) -> NDArray[np.bool_]:
    changes: NDArray[np.bool_] = (np.diff(rows["series"]) != 0) | (np.diff(rows["number"]) != 0)
    return changes


def _bytes(form: np.dtype[np.void], bins: Bins, slot: NDArray[np.int64]) -> bytes:
    packed = np.empty(len(bins), form)
    packed["slot"] = slot
    for name in form.names or ():
        if name != "slot":
            packed[name] = bins[name]
    return packed.tobytes()


def _fill(bins: Bins, chosen: NDArray[np.bool_], packed: NDArray[np.void]) -> None:
    where: Any = slice(None) if chosen.all() else chosen
    alone = packed.dtype == _SINGLE
    bins["number"][where] += packed["slot"]
    bins["count"][where] = 1 if alone else packed["count"]
    last = packed["last"].astype(np.float64)
    for name in _FIGURES:
        bins[name][where] = last if alone else packed[name]
