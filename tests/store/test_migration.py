"""A store of the first schema is brought to the present one with all that it holds."""

import sqlite3
from contextlib import closing

import numpy as np

from data.store.contract import SeriesKey
from data.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA
from data.store.sqlite import FILE_NAME, open_sqlite

NOON = 1_763_467_200
HOURS = 100
ARRIVED = SeriesKey("f", "p1", "arrived")


def of_the_first_schema(state):
    file = state / "live" / FILE_NAME
    file.parent.mkdir()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO settings VALUES ('mode', '\"live\"')")
        connection.executemany("INSERT INTO series VALUES (?, 'f', ?, 'arrived')", [(1, "p1"), (2, "p2")])
        rows = [
            (series, NOON + 3600 * hour, NOON + 3600 * hour + issue, NOON + 3600 * (hour - 1), hour + issue, NOON, 1)
            for series in (1, 2)
            for hour in range(HOURS)
            for issue in (0, 1)
        ]
        connection.executemany("INSERT INTO observations VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        last = [row[:6] for row in rows if row[1:3] == (NOON + 3600 * (HOURS - 1), NOON + 3600 * (HOURS - 1) + 1)]
        connection.executemany("INSERT INTO latest VALUES (?, ?, ?, ?, ?, ?)", last)


def test_observations_stay_and_roll_ups_are_filled(tmp_path):
    of_the_first_schema(tmp_path)
    with closing(open_sqlite(tmp_path, "live", write=True)) as store:
        track = store.tracks(["arrived"], 0)[ARRIVED]
        assert track.value.tolist() == [hour + 1 for hour in range(HOURS)]
        hourly = store.rolled(["arrived"], "hour", 0)[ARRIVED]
        assert (hourly.total == track.value).all()
        assert (hourly.start == track.valid_to - 3600).all()
        daily = store.rolled(["arrived"], "day", 0)[ARRIVED]
        days = (track.valid_to - 1 + 10_800) // 86_400
        sums = [track.value[days == day].sum() for day in np.unique(days)]
        assert daily.total.tolist() == sums
        assert {key.place: point.value for key, point in store.latest().items()} == {"p1": HOURS, "p2": HOURS}
        connection = store._readers.mine()
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        assert connection.execute("SELECT count(*) FROM observations").fetchone() == (HOURS * 4,)
