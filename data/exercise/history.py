"""The past of an exercise in columns: what would have been received before the scenario began."""

import io
import json
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.domain.moment import MINUTE
from data.exercise.hours import Counts, Values, dice
from data.exercise.past import Series, every_series
from data.exercise.reception import SENT_AFTER_S
from data.exercise.world import World

USUAL_LAG_S: Final = 90
LAGS: Final[Mapping[str, int]] = {
    "gpk_equeue": 2,
    "mvd_reception": SENT_AFTER_S + 30,
    "mz_hospital_places": 12 * MINUTE,
}
"""Seconds from issue to receipt where they are not the usual ones."""


class Past(NamedTuple):
    """Columns of equal length; `series` indexes `keys`, each [feed, place, metric, reporting unit]."""

    keys: list[tuple[str, str, str, str]]
    series: NDArray[np.int32]
    valid_from: Counts
    valid_to: Counts
    issued: Counts
    received: Counts
    value: Values


def history(world: World) -> Past:
    """Everything that was issued in the days before the scenario and received by its start."""
    known = [(s, received) for s, received in (_until_start(s, world) for s in every_series(world)) if s.value.size]
    sizes = [series.value.size for series, _ in known]
    return Past(
        keys=[(s.feed, s.place, s.metric, s.unit) for s, _ in known],
        series=np.repeat(np.arange(len(known), dtype=np.int32), sizes),
        valid_from=np.concatenate([s.valid_from for s, _ in known]),
        valid_to=np.concatenate([s.valid_to for s, _ in known]),
        issued=np.concatenate([s.issued for s, _ in known]),
        received=np.concatenate([received for _, received in known]),
        value=np.concatenate([s.value for s, _ in known]),
    )


def _until_start(series: Series, world: World) -> tuple[Series, Counts]:
    start = world.scenario.begins
    early = np.flatnonzero((series.issued <= start) & (series.valid_from >= world.hours.first))
    lag = LAGS.get(series.feed, USUAL_LAG_S)
    # one report brings many series at once, so the chance belongs to the unit and not to the series
    chance = dice(world.seed, "received", series.feed, series.unit).integers(0, lag + 1, series.issued.size)
    received = (series.issued + lag // 2 + chance)[early]
    there = early[received <= start]
    cut = series._replace(
        valid_from=series.valid_from[there],
        valid_to=series.valid_to[there],
        issued=series.issued[there],
        value=series.value[there],
    )
    return cut, received[received <= start]


def packed(past: Past) -> bytes:
    """The columns as an `.npz` archive; `keys` is one JSON text."""
    file = io.BytesIO()
    columns = {name: getattr(past, name) for name in Past._fields[1:]}
    np.savez(file, keys=np.array(json.dumps(past.keys)), **columns)
    return file.getvalue()
