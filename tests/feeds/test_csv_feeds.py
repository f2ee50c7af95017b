"""CSV tables of crossings, detections and nights."""

import time

import pytest

from data.domain.moment import HOUR, iso, parse_iso
from data.feeds import gpk_crossings, gpk_detections, hydromet_night
from data.feeds.contract import FeedError

HEADER = ",".join(gpk_detections.COLUMNS)
HOUR_OF = "2026-11-18T01:00:00+03:00,2026-11-18T02:00:00+03:00"
ISSUED = "2026-11-18T02:06:00+03:00"


def line(place="grodno-pl", period=HOUR_OF, cells="44,6,6,2,120,9", issued=ISSUED):
    return f"{place},{period},{cells},{issued}"


def parse(*lines, header=HEADER, context, end="\n", feed=gpk_detections):
    return feed.FEED.parse(end.join((header, *lines)).encode(), context)


def values(report):
    return {(o.place, o.metric): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def test_a_line_becomes_flows_and_a_stock(context):
    report = parse(line(), context=context)
    by_metric = {o.metric: o for o in report.observations}
    assert by_metric["arrived"].value == 44
    assert iso(by_metric["arrived"].valid_from) == "2026-11-17T22:00:00Z"
    assert by_metric["arrived"].valid_to - by_metric["arrived"].valid_from == HOUR
    assert by_metric["persons_waiting_outdoors"].valid_from == by_metric["persons_waiting_outdoors"].valid_to
    assert iso(by_metric["arrived"].issued) == "2026-11-17T23:06:00Z"
    assert report.units == {"grodno"}
    assert not report.rejects


def test_a_blank_cell_is_missing_and_zero_is_zero(context):
    report = parse(line(cells=",0,,, ,"), context=context)
    assert values(report) == {("grodno-pl", "attempted"): 0}
    assert not report.rejects


def test_a_body_speaks_also_when_every_cell_is_blank(context):
    report = parse(line(cells=",,,,,"), context=context)
    assert report.units == {"grodno"}
    assert not report.observations


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end, context):
    assert len(parse(line(), line("brest-pl"), context=context, end=end).observations) == 12


def test_bom_tag_row_blank_lines_and_column_order_do_not_matter(context):
    tags = ",".join(["#loc", "#date+start", "#date+end", *["#affected"] * 6, "#date"])
    plain = parse(line(), context=context)
    dressed = gpk_detections.FEED.parse(f"\ufeff{HEADER},,\n{tags}\n\n{line()}\n\n".encode(), context)
    assert dressed == plain
    swapped = HEADER.replace("section_id,", "") + ",section_id"
    assert values(parse(line().removeprefix("grodno-pl,") + ",grodno-pl", header=swapped, context=context)) == values(
        plain
    )


@pytest.mark.parametrize(
    ("cell", "reason", "dropped"),
    [
        ("many", "bad_number", 0),
        ("--", "bad_number", 0),
        ("1e3", "bad_number", 0),
        ("nan", "bad_number", 0),
        ("2.5", "not_whole", 0),
        ("-3", "out_of_bounds", 0),
        ("100001", "out_of_bounds", 0),
        ("1234 AB-7", "personal_data", 1),
        ("+375 29 123-45-67", "personal_data", 1),
        ("375291234567", "personal_data", 1),
        ("Иванов И.И.", "personal_data", 1),
    ],
)
def test_a_bad_cell_is_dropped_and_the_rest_of_its_row_is_used(cell, reason, dropped, context):
    report = parse(line(cells=f"44,{cell},6,2,120,9"), context=context)
    assert reasons(report) == [(2, "attempted", reason)]
    assert len(report.observations) == 5
    assert report.personal_data_dropped == dropped
    shown = cell if reason in {"not_whole", "out_of_bounds"} else "•"
    assert report.rejects[0].redacted.split(" | ")[3:6] == ["44", shown, "6"]
    assert shown == cell or cell not in repr(report)


def test_a_whole_number_may_be_written_with_a_zero_fraction(context):
    assert values(parse(line(cells="44.0,,,,,"), context=context)) == {("grodno-pl", "arrived"): 44}


@pytest.mark.parametrize(
    ("bad", "column", "reason"),
    [
        (line("1234 AB-7"), "section_id", "unknown_place"),
        (line(""), "section_id", "unknown_place"),
        (line(period="2026-11-18T01:00:00,2026-11-18T02:00:00+03:00"), "period_start", "bad_time"),
        (line(period="2026-11-18T01:00:00+03:00,2026-11-31T02:00:00+03:00"), "period_end", "bad_time"),
        (line(issued="0001-01-01T00:00:00+03:00"), "issued", "bad_time"),
        (line(issued="2026-11-18T02:06:00+0"), "issued", "bad_time"),
        (line(period="2026-11-18T02:00:00+03:00,2026-11-18T01:00:00+03:00"), "period_end", "bad_period"),
        (line(period="2026-11-18T01:00:00+03:00,2026-11-18T01:00:00+03:00"), "period_end", "bad_period"),
        (line(period="2026-11-10T01:00:00+03:00,2026-11-18T01:00:00+03:00"), "period_end", "bad_period"),
        (line(issued="2026-11-18T01:30:00+03:00"), "period_end", "after_report"),
        ("grodno-pl,2026-11-18T01", None, "short_row"),
        (line() + ",7", None, "long_row"),
        ('"' + line(), None, "bad_row"),
    ],
)
def test_a_row_without_place_or_period_is_dropped_whole(bad, column, reason, context):
    report = parse(bad, line("brest-pl"), context=context)
    assert reasons(report) == [(2, column, reason)]
    assert {o.place for o in report.observations} == {"brest-pl"}


@pytest.mark.parametrize(
    ("header", "reason", "detail"),
    [
        (HEADER + ",comment", "unknown_column", f"{HEADER.count(',') + 2}"),
        (HEADER + ",Иванов Иван", "unknown_column", f"{HEADER.count(',') + 2}"),
        (HEADER + ",ab1234_7", "unknown_column", f"{HEADER.count(',') + 2}"),
        ("ivanov,ivan,1", "unknown_column", "1"),
        (HEADER.replace("arrived,", ""), "missing_column", "arrived"),
        (HEADER + ",arrived", "duplicate_column", "arrived"),
        (HEADER.replace(",", ";"), "wrong_delimiter", ""),
        (HEADER.replace(",", "\t"), "wrong_delimiter", ""),
    ],
)
def test_a_wrong_header_is_refused_by_name(header, reason, detail, context):
    with pytest.raises(FeedError) as refusal:
        parse(line(), header=header, context=context)
    assert (refusal.value.reason, refusal.value.detail) == (reason, detail)


def test_another_encoding_is_refused(context):
    with pytest.raises(FeedError) as refusal:
        gpk_detections.FEED.parse(f"{HEADER}\n{line('Брест')}".encode("cp1251"), context)
    assert refusal.value.reason == "not_utf8"
    assert refusal.value.__context__ is None


def test_a_table_without_lines_is_a_report_without_observations(context):
    report = parse(context=context)
    assert not report.observations
    assert not report.units


def test_crossings_tell_direction_apart(context):
    header = ",".join(gpk_crossings.COLUMNS)
    rows = [f"BY-PL-01,{HOUR_OF},{direction},42,0,1,96,2,{ISSUED}" for direction in ("in", "OUT", "both")]
    report = parse(*rows, header=header, context=context, feed=gpk_crossings)
    assert values(report)["BY-PL-01", "in_cars"] == 42
    assert values(report)["BY-PL-01", "out_refused"] == 2
    assert reasons(report) == [(4, "direction", "bad_direction")]
    assert report.units == {"BY-PL-01"}
    assert gpk_crossings.FEED.units(context.reference) == ("BY-PL-01", "BY-PL-02", "BY-PL-05")


def test_a_forecast_stands_when_it_was_issued_and_a_measurement_at_the_nights_end(context):
    header = ",".join(hydromet_night.COLUMNS)
    night = "2026-11-17T18:00:00+03:00,2026-11-18T08:00:00+03:00"
    rows = [f"BY-HR,{night},-7,2026-11-17T15:00:00+03:00", f"BY-HR,{night},−4.5,2026-11-18T08:35:00+03:00"]
    report = parse(*rows, header=header, context=context, feed=hydromet_night)
    assert [(o.valid_from, o.valid_to, o.value) for o in report.observations] == [
        (parse_iso("2026-11-17T15:00:00+03:00"),) * 2 + (-7.0,),
        (parse_iso("2026-11-18T08:00:00+03:00"),) * 2 + (-4.5,),
    ]
    assert reasons(parse(f"BY-HR,{night},-61,{ISSUED}", header=header, context=context, feed=hydromet_night)) == [
        (2, "night_min_c", "out_of_bounds")
    ]


def test_one_file_a_body_is_asked_for(reference):
    assert tuple(ask.path for ask in gpk_detections.FEED.requests(reference, 0)) == ("grodno.csv", "brest.csv")
    assert gpk_detections.FEED.units(reference) == ("grodno", "brest")


def test_two_days_of_a_body_are_read_quickly(context):
    start = parse_iso("2026-11-16T00:00:00+03:00")
    rows = [
        f"{section},{iso(begin)},{iso(begin + HOUR)},44,6,6,2,120,9,{iso(begin + HOUR + 300)}"
        for begin in range(start, start + 48 * HOUR, HOUR)
        for section in ("grodno-pl", "grodno-lt")
    ]
    begun = time.perf_counter()
    runs = [parse(*rows, context=context) for _ in range(5)]
    spent = (time.perf_counter() - begun) / 5
    assert len(runs[0].observations) == 48 * 2 * 6
    assert spent < 0.2, "ten times what it should take"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_file_of_line_ends_is_refused_before_it_is_split(end, context):
    with pytest.raises(FeedError) as refusal:
        gpk_detections.FEED.parse(f"ab{end}".encode() * 100_001, context)
    assert refusal.value.reason == "too_many_rows"


def test_an_endless_line_is_no_row(context):
    report = parse(line(), "," * 5000, context=context)
    assert values(report)
    assert reasons(report) == [(3, None, "bad_row")]
