"""Assistance by site and category: three carriers, whole days, and categories that stand for an oblast only."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.domain.moment import DAY, HOUR, parse_iso
from data.feeds.contract import Context, FeedError
from data.feeds.mz_assistance import FEED

SAMPLES = Path(__file__).parent / "samples"
HEADER = (
    "site_id,date,category,identified,accepted,in_transfer,service_started,closed,median_hours,services_needed,"
    "services_available"
)
ROW = "bruzgi,2026-11-17,SC,6,5,2,4,3,11.5,9,12"
START = parse_iso("2026-11-17T00:00:00+03:00")


def parse(*rows, context, header=HEADER):
    return FEED.parse("\n".join((header, *rows, "")).encode(), context)


def values(report):
    return {(o.place, o.metric): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def test_all_carriers_say_the_same(context):
    reports = [FEED.parse(path.read_bytes(), context) for path in sorted(SAMPLES.glob("mz_assistance*"))]
    assert len(reports) == 4
    assert all(values(report) == values(reports[0]) for report in reports)
    assert all(report.units == {"bruzgi", "grodno-transit", "lida-reception", "BY-HR"} for report in reports)
    found = values(reports[0])
    assert found["bruzgi", "need_sc_median_hours"] == 11.5
    assert found["BY-HR", "need_sv_identified"] == 1
    assert found["grodno-transit", "need_ds_identified"] == 0
    assert ("grodno-transit", "need_ds_median_hours") not in found


def test_counts_are_of_the_local_day_and_stocks_stand_at_its_end(context):
    seen = {o.metric: o for o in parse(ROW, context=context).observations}
    assert (seen["need_sc_identified"].valid_from, seen["need_sc_identified"].valid_to) == (START, START + DAY)
    assert seen["need_sc_in_transfer"].valid_from == seen["need_sc_in_transfer"].valid_to == START + DAY
    assert {o.issued for o in seen.values()} == {context.stamp}


def test_a_day_that_is_not_over_is_a_placeholder(reference):
    early = Context(reference, "report", START + DAY - HOUR)
    assert reasons(parse(ROW, context=early)) == [(2, "date", "after_report")]


@pytest.mark.parametrize("code", ["TR", "SV", "VT", "sv "])
def test_the_gravest_categories_are_refused_for_a_site_and_nothing_is_shown(code, context):
    report = parse(f"bruzgi,2026-11-17,{code},2,2,0,2,0,20,2,3", ROW, context=context)
    assert reasons(report) == [(2, "category", "oblast_only")]
    assert report.rejects[0].redacted == ""
    assert report.units == {"bruzgi"}
    assert not any(o.metric.startswith("need_sv") for o in report.observations)


def test_other_categories_are_refused_for_an_oblast(context):
    report = parse("BY-HR,2026-11-17,SC,2,2,0,2,0,20,2,3", context=context)
    assert reasons(report) == [(2, "category", "site_only")]
    assert report.rejects[0].redacted.startswith("BY-HR | 2026-11-17 | SC | • | •")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (ROW.replace("bruzgi", "atlantis"), "site_id", "unknown_place"),
        (ROW.replace("SC", "ZZ"), "category", "unknown_category"),
        (ROW.replace("2026-11-17", "2026-02-31"), "date", "bad_time"),
        (ROW.replace("2026-11-17", "11/17/2026"), "date", "bad_time"),
        (ROW.replace("2026-11-17", "17.11.26"), "date", "bad_time"),
        (ROW.replace("2026-11-17", "1999-11-17"), "date", "after_report"),
    ],
)
def test_a_row_that_cannot_be_placed_is_dropped_whole(row, column, reason, context):
    report = parse(row, context=context)
    assert reasons(report) == [(2, column, reason)]
    assert not report.observations
    assert not any(
        digit in report.rejects[0].redacted.replace("2026-11-17", "").replace("2026-02-31", "") for digit in "3456789"
    )


def test_a_second_row_of_a_category_is_not_added(context):
    report = parse(ROW, ROW.replace("SC,6", "SC,7"), context=context)
    assert values(report)["bruzgi", "need_sc_identified"] == 6
    assert reasons(report) == [(3, "category", "duplicate_row")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("many", "bad_number"), ("-1", "out_of_bounds"), ("1.5", "not_whole"), ("#REF!", "bad_number"),
        ("Иванова И.И.", "personal_data"),
    ],
)  # fmt: skip
def test_a_bad_cell_costs_itself_alone(cell, reason, context):
    report = parse(f"bruzgi,2026-11-17,SC,{cell},5,2,4,3,11.5,9,12", context=context)
    assert reasons(report) == [(2, "identified", reason)]
    assert len(report.observations) == 7
    assert report.personal_data_dropped == (reason == "personal_data")
    assert "".join(reject.redacted for reject in report.rejects) == "bruzgi | 2026-11-17 | SC" + " | •" * 8


@pytest.mark.parametrize(
    ("header", "row", "reason", "detail"),
    [
        (HEADER + ",surname", ROW + ",Иванова", "personal_column", "12 surname"),
        (HEADER + ",Дата рождения", ROW + ",12.05.1987", "personal_column", "12 Дата рождения"),
        (HEADER + ",remark", ROW + ",x", "unknown_column", "12"),
        (HEADER.replace(",closed", ""), ROW, "missing_column", "closed"),
        (HEADER + ",closed", ROW + ",1", "duplicate_column", "closed"),
        ("Итого", "1", "no_table", ""),
    ],
)
def test_another_header_is_refused(header, row, reason, detail, context):
    with pytest.raises(FeedError) as refusal:
        parse(row, header=header, context=context)
    assert (refusal.value.reason, refusal.value.detail) == (reason, detail)


def test_a_line_list_of_persons_is_refused(context):
    names = ["Иванова А.П.", "Petrova Maria", "Ahmed Hassan", "Li Na"]
    rows = [ROW.replace("bruzgi", name) for name in names]
    with pytest.raises(FeedError) as refusal:
        parse(*rows, context=context)
    assert (refusal.value.reason, refusal.value.detail) == ("personal_column", "1 site_id")


def test_workbooks_may_hold_titles_dates_and_columns_in_any_order(context):
    columns = [*HEADER.split(",")[1:], "site_id"]
    book = Workbook()
    book.active.append(["Помощь людям за 17.11.2026"])
    book.active.append([])
    book.active.append(columns)
    day = datetime.combine(date(2026, 11, 17), datetime.min.time())
    book.active.append([day, "sc", 6, "5", 2, 4, 3, "11,5", "9,0", None, "bruzgi"])
    file = io.BytesIO()
    book.save(file)
    report = FEED.parse(file.getvalue(), context)
    assert not report.rejects
    assert values(report)["bruzgi", "need_sc_median_hours"] == 11.5
    assert ("bruzgi", "need_sc_services_available") not in values(report)


def test_the_semicolon_sample_is_what_a_spreadsheet_writes_here():
    text = (SAMPLES / "mz_assistance_semicolon.csv").read_bytes().decode("cp1251")
    assert next(csv.reader(text.splitlines()[1:2], delimiter=";"))[1] == "17.11.2026"
    assert "11,5" in text


def test_every_category_has_every_column():
    assert len(FEED.metrics) == 13 * 8
    assert FEED.metric("need_vt_services_available").unit == "count"
    assert FEED.metric("need_sm_median_hours").kind == "stock"


def test_totals_and_signatures_are_no_rows(context):
    total, note = "Итого,,," + ",".join("9" * 8), "Исп. Петров П.П."
    report = parse(ROW, total, *[f"{note},,,,,,,,,,"] * 4, context=context)
    assert not report.rejects
    assert report.personal_data_dropped == 4
    assert report.units == {"bruzgi"}


def test_a_row_with_numbers_and_no_day_is_rejected(context):
    assert reasons(parse("bruzgi,,,1,1,1,1,1,1,1,1", context=context)) == [(2, "date", "bad_time")]
