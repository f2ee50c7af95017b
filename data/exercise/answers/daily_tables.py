"""Daily and shift reports as CSV tables: arrivals by air, relief stocks, border staff."""

from collections.abc import Iterator
from typing import Final

from data.domain.moment import DAY, HOUR, Moment
from data.exercise.airports import arrivals
from data.exercise.answers.contract import CSV, whole
from data.exercise.answers.tables import csv_table, written
from data.exercise.supplies import (
    COUNTED_AT_H,
    COUNTED_TELLS_AFTER_S,
    SHIFT_H,
    SHIFT_TOLD_AFTER_S,
    shifts,
    standing,
    stocks,
)
from data.exercise.world import World

ARRIVALS: Final = (
    "airport_id", "period_start", "period_end", "flights", "seats", "passengers", "hub_flights", "hub_seats",
    "hub_passengers", "issued",
)  # fmt: skip
STOCKS: Final = (
    "place_id", "counted_at", "food_portions", "food_days", "water_litres", "water_days", "blankets_pieces",
    "blankets_days", "heaters_pieces", "tents_pieces", "medicines_kits", "medicines_days", "fuel_litres", "fuel_days",
    "issued",
)  # fmt: skip
STAFF: Final = (
    "place_id", "shift_start", "shift_end", "planned_persons", "present_persons", "reserve_persons", "issued"
)  # fmt: skip
_COUNTS_REPEATED: Final = 3


def air(world: World, now: Moment) -> bytes:
    """Arrivals of the last days, every airport."""
    rows = (
        (said.airport, written(said.begins), written(said.begins + DAY), *said[3:], written(said.issued))
        for said in arrivals(world, now)
    )
    return csv_table(ARRIVALS, rows)


def stores(world: World, now: Moment) -> bytes:
    """The last counts of every oblast's store."""
    return csv_table(STOCKS, _store_rows(world, now))


def _store_rows(world: World, now: Moment) -> Iterator[tuple[object, ...]]:
    hours = world.hours
    mornings = hours.ends[((hours.clock + 1) % 24 == COUNTED_AT_H) & (hours.ends + COUNTED_TELLS_AFTER_S <= now)]
    for counted in mornings[-_COUNTS_REPEATED:].tolist():
        for oblast in world.reference.oblasts:
            left = stocks(world, oblast.id, counted)
            food, water, blankets, medicines, fuel = (left[item] for item in left)
            yield (
                oblast.id, written(counted), *food, *water, *blankets, *standing(world, oblast.id), *medicines, *fuel,
                written(counted + COUNTED_TELLS_AFTER_S),
            )  # fmt: skip


def staff(world: World, now: Moment) -> bytes:
    """The last shifts of every body."""
    rows = (
        (
            shift.body, written(shift.begins), written(shift.begins + SHIFT_H * HOUR), *shift[2:],
            written(shift.begins + SHIFT_TOLD_AFTER_S),
        )
        for shift in shifts(world, now)
    )  # fmt: skip
    return csv_table(STAFF, rows)


ANSWERS = {
    "aviation_arrivals": whole(air, CSV),
    "mchs_stocks": whole(stores, CSV),
    "gpk_staff": whole(staff, CSV),
}
