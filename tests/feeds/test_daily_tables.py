"""Arrivals by air, relief stocks and border staff: what each table means and refuses."""

import pytest

from data.domain.moment import parse_iso
from data.feeds import aviation_arrivals, gpk_crossings, gpk_staff, mchs_stocks
from data.feeds.contract import FeedError

AIR = ",".join(aviation_arrivals.COLUMNS)
DAY = "2026-11-17T00:00:00+03:00,2026-11-18T00:00:00+03:00"
STOCKS = "place_id,counted_at,food_portions,food_days,issued"
STAFF = ",".join(gpk_staff.COLUMNS)
SHIFT = "2026-11-18T08:00:00+03:00,2026-11-18T20:00:00+03:00"


def values(report):
    return {(o.place, o.metric): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def air(cells, context, airport="BY-AIR-62", issued="2026-11-18T07:20:00+03:00"):
    return aviation_arrivals.FEED.parse(f"{AIR}\n{airport},{DAY},{cells},{issued}\n".encode(), context)


def test_arrivals_by_air_are_flows_of_the_day(context):
    report = air("3,486,402,1,180,171", context)
    assert values(report)["BY-AIR-62", "air_hub_passengers"] == 171
    assert report.units == {"BY-AIR-62"}
    (first, *_) = report.observations
    assert (first.valid_from, first.valid_to) == tuple(map(parse_iso, DAY.split(",")))


def test_a_part_is_never_more_than_its_whole(context):
    report = air("3,486,402,4,180,403", context)
    assert reasons(report) == [(2, "hub_flights", "part_over_whole"), (2, "hub_passengers", "part_over_whole")]
    assert set(values(report)) == {("BY-AIR-62", f"air_{n}") for n in ("flights", "seats", "passengers", "hub_seats")}
    assert values(air(",,,4,,", context)) == {("BY-AIR-62", "air_hub_flights"): 4}


def test_only_airports_report_arrivals_by_air(context, reference):
    assert reasons(air("1,1,1,0,0,0", context, airport="BY-PL-01")) == [(2, "airport_id", "unknown_place")]
    assert aviation_arrivals.units(reference) == ("BY-AIR-62",)


def test_seats_of_the_day_to_come_are_no_observation(context):
    early = air("1,1,1,0,0,0", context, issued="2026-11-17T20:00:00+03:00")
    assert reasons(early) == [(2, "period_end", "after_report")]


def stock_table(row, context):
    line = dict(zip(STOCKS.split(","), row.split(","), strict=True))
    columns = mchs_stocks.COLUMNS
    return mchs_stocks.FEED.parse(
        f"{','.join(columns)}\n{','.join(line.get(c, '') for c in columns)}\n".encode(), context
    )


def test_stocks_stand_when_they_were_counted(context):
    report = stock_table("BY-HR,2026-11-18T06:00:00+03:00,42000,9.5,2026-11-18T07:30:00+03:00", context)
    assert values(report) == {("BY-HR", "stock_food_portions"): 42000, ("BY-HR", "stock_food_days"): 9.5}
    assert {o.valid_to for o in report.observations} == {parse_iso("2026-11-18T06:00:00+03:00")}
    assert {o.issued for o in report.observations} == {parse_iso("2026-11-18T07:30:00+03:00")}


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("grodno-pl,2026-11-18T06:00:00+03:00,1,1,2026-11-18T07:30:00+03:00", "place_id", "unknown_place"),
        ("BY-HR,2026-11-18T06:00:00,1,1,2026-11-18T07:30:00+03:00", "counted_at", "bad_time"),
        ("BY-HR,2026-11-18T08:00:00+03:00,1,1,2026-11-18T07:30:00+03:00", "counted_at", "after_report"),
        ("BY-HR,2026-11-18T06:00:00+03:00,1.5,1,2026-11-18T07:30:00+03:00", "food_portions", "not_whole"),
        ("BY-HR,2026-11-18T06:00:00+03:00,1,4000,2026-11-18T07:30:00+03:00", "food_days", "out_of_bounds"),
    ],
)
def test_a_bad_stock_is_dropped(row, column, reason, context):
    assert reasons(stock_table(row, context)) == [(2, column, reason)]


def staff(place, cells, context, shift=SHIFT, issued="2026-11-18T08:25:00+03:00"):
    return gpk_staff.FEED.parse(f"{STAFF}\n{place},{shift},{cells},{issued}\n".encode(), context)


def test_staff_stands_at_the_beginning_of_the_shift(context):
    report = staff("grodno-pl", "180,161,25", context)
    assert report.units == {"grodno"}
    assert values(report)["grodno-pl", "staff_present"] == 161
    assert {o.valid_to for o in report.observations} == {parse_iso("2026-11-18T08:00:00+03:00")}
    assert staff("grodno", "180,161,", context).units == {"grodno"}


@pytest.mark.parametrize(
    ("place", "shift", "column", "reason"),
    [
        ("BY-PL-01", SHIFT, "place_id", "unknown_place"),
        ("grodno", ",".join(reversed(SHIFT.split(","))), "shift_end", "bad_period"),
        ("grodno", "2026-11-18T20:00:00+03:00,2026-11-19T08:00:00+03:00", "shift_start", "after_report"),
        ("grodno", "08:00,20:00", "shift_start", "bad_time"),
    ],
)
def test_a_bad_shift_is_dropped(place, shift, column, reason, context):
    assert reasons(staff(place, "1,1,1", context, shift=shift)) == [(2, column, reason)]


def test_a_roster_is_refused(context):
    with pytest.raises(FeedError) as refusal:
        gpk_staff.FEED.parse(f"{STAFF},surname,phone\ngrodno,{SHIFT},1,1,1,x,Иванов,80291234567\n".encode(), context)
    assert (refusal.value.reason, refusal.value.detail) == ("personal_column", "8 surname")


CROSSING = "BY-PL-05,2026-11-18T01:00:00+03:00,2026-11-18T02:00:00+03:00,in,61,,2,{},3,2026-11-18T02:09:00+03:00"


def test_a_column_whose_values_are_plates_refuses_the_file(context):
    header = ",".join(gpk_crossings.COLUMNS)
    plates = ["1234 AB-7", "AB 1234-7", "EX 12345"]
    with pytest.raises(FeedError) as refusal:
        gpk_crossings.FEED.parse("\n".join([header, *map(CROSSING.format, plates)]).encode(), context)
    assert (refusal.value.reason, refusal.value.detail) == ("personal_column", "8 persons")


def test_a_rejected_row_is_shown_without_what_may_be_personal(context):
    body = ",".join(gpk_crossings.COLUMNS) + "\n" + CROSSING.format("1234 AB-7")
    (reject,) = gpk_crossings.FEED.parse(body.encode(), context).rejects
    times = "2026-11-18T01:00:00+03:00 | 2026-11-18T02:00:00+03:00"
    assert reject.redacted == f"BY-PL-05 | {times} | in | 61 |  | 2 | • | 3 | 2026-11-18T02:09:00+03:00"


def test_no_more_than_a_thousand_rows_are_shown(context):
    body = "\n".join([",".join(gpk_crossings.COLUMNS), *[CROSSING.format("-1")] * 1_200])
    rejects = gpk_crossings.FEED.parse(body.encode(), context).rejects
    assert len(rejects) == 1_200
    assert sum(bool(reject.redacted) for reject in rejects) == 1_000
