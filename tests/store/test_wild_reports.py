"""What cannot be kept is refused, counted and named; the rest of the report is kept, and a replay adds nothing."""

from dataclasses import replace

import pytest

from data.store.contract import SeriesKey

FAR = 2**60
KEY = SeriesKey("gpk_detections", "grodno-pl", "arrived")


@pytest.mark.parametrize(
    ("hour", "more", "reason"),
    [
        (-500_000, {}, "bad_time"),
        (FAR / 3600, {}, "bad_time"),
        (0, {"issued": FAR}, "bad_time"),
        (0, {"issued": -1}, "bad_time"),
        (0, {"value": float("inf")}, "out_of_bounds"),
        (0, {"value": 1.5e308}, "out_of_bounds"),
    ],
)
def test_a_wild_number_is_refused_and_the_rest_is_used(desk, store, hour, more, reason):
    wild = desk.observation(more.get("value", 1.0), hour=hour, issued=more.get("issued"), span=1)
    good = desk.observation(5, hour=1)
    receipt = desk.record(wild, good)
    assert (receipt.accepted, dict(receipt.rejected)) == (1, {reason: 1})
    again = desk.record(wild, good)
    assert (again.accepted, again.duplicates, dict(again.rejected)) == (0, 1, {reason: 1})
    assert [reject.reason for _, _, reject in store.quarantine()] == [reason] * 2
    assert store.tracks(["arrived"], -FAR)[KEY].value.tolist() == [5.0]
    assert store.rolled(["arrived"], "day", -FAR)[KEY].total.tolist() == [5.0]


def test_the_greatest_values_of_an_hour_have_a_sum(desk, store):
    desk.record(*(desk.observation(1e300, hour=n / 60) for n in range(60)))
    desk.record(desk.observation(5e-324, hour=30), desk.observation(-0.0, hour=31))
    total = store.rolled(["arrived"], "hour", 0)[KEY].total.tolist()
    assert sum(total) == pytest.approx(6e301)
    assert total[-2] == 5e-324


def test_a_name_that_is_no_text_and_one_without_end_are_kept_as_well_as_can_be(desk, store):
    cyrillic = "отчёт.csv".encode("cp1251").decode("utf-8", "surrogateescape")
    for source in (cyrillic, "".join(chr(0x400 + n * n % 3001) for n in range(9000))):
        desk.record(desk.observation(1), run=replace(desk.run(detail=cyrillic), source=source))
    kept = [record.run.source for record in store.runs()]
    assert {len(source) for source in kept} == {500, len(cyrillic)}
    assert "?.csv" in min(kept, key=len)
