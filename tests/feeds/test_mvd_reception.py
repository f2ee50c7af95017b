"""The reception spreadsheet, as offices send it and as they should not."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from data.domain.moment import DAY, parse_iso
from data.feeds.contract import FeedError
from data.feeds.mvd_reception import FEED, LABELS
from data.feeds.title_date import title_moment

SAMPLE = Path(__file__).parent / "samples" / "mvd_reception.xlsx"
AT = parse_iso("2026-11-18T06:00:00+03:00")
BRUZGI = "Пункт временного размещения «Брузги»"
NAIVE = datetime.fromisoformat("2026-11-18T06:00:00")
"""Workbooks know no zones."""
ROW = [BRUZGI, 1200, 1118, 96, 12, 24, 12, "16 800,5", 3354, 41]


def workbook(*rows, title="Сведения о размещении на 18.11.2026 06:00", labels=LABELS):
    book = Workbook()
    book.active.append([title])
    book.active.append([])
    book.active.append(list(labels))
    for row in rows:
        book.active.append(list(row))
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parse(*rows, context, **others):
    return FEED.parse(saved(workbook(*rows, **others)), context)


def values(report):
    return {(o.place, o.metric): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def test_the_sample_is_read_through_titles_merged_header_totals_and_signature(context):
    report = FEED.parse(SAMPLE.read_bytes(), context)
    found = values(report)
    assert found["bruzgi", "site_occupied"] == 1118
    assert found["bruzgi", "site_water_l"] == 16_800.5
    assert found["grodno-transit", "site_occupied"] == 212
    assert found["grodno-transit", "site_staff"] == 12
    assert ("grodno-transit", "site_departed") not in found
    assert not report.rejects
    assert report.units == {"bruzgi", "grodno-transit"}
    assert report.personal_data_dropped == 1
    assert all(o.issued == o.valid_to == AT for o in report.observations)
    arrived = next(o for o in report.observations if o.metric == "site_arrived")
    assert arrived.valid_to - arrived.valid_from == DAY


@pytest.mark.parametrize(
    "name",
    [
        "bruzgi",
        "ПУНКТ ВРЕМЕННОГО РАЗМЕЩЕНИЯ «БРУЗГИ»",
        '1. Пункт  временного\nразмещения "Брузги" *)',
        "Пункт временного размещения Брузги **)",
    ],
)
def test_a_site_is_found_by_name_or_id_however_it_is_dressed(name, context):
    assert parse([name, *ROW[1:]], context=context).units == {"bruzgi"}


def test_an_unknown_site_is_rejected_and_its_name_not_told(context):
    report = parse(["Дом Иванова И.И.", *ROW[1:]], ROW, context=context)
    assert reasons(report) == [(4, "Объект", "unknown_place")]
    assert "Иванов" not in repr(report)
    assert report.personal_data_dropped == 1
    assert report.units == {"bruzgi"}


def test_totals_notes_and_column_numbers_are_no_sites(context):
    rows = [list(range(1, 11)), ["Гродненская область"], ROW, ["Итого по области", *[9] * 9], ["Всего:", *[9] * 9],
            [], ["Исп. Петров П.П. тел. 123-45-67"]]  # fmt: skip
    report = parse(*rows, context=context)
    assert not report.rejects
    assert report.units == {"bruzgi"}
    assert report.personal_data_dropped == 1


def test_a_second_row_of_a_site_is_not_added(context):
    report = parse(ROW, [BRUZGI, *[1] * 9], context=context)
    assert values(report)["bruzgi", "site_places"] == 1200
    assert reasons(report) == [(5, "Объект", "duplicate_row")]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("много", "bad_number"), ("#REF!", "bad_number"), (True, "bad_number"), (NAIVE, "bad_number"),
        (-1, "out_of_bounds"), (10**40, "out_of_bounds"), (1.5, "not_whole"), ("1,5", "not_whole"),
        ("+375 29 123-45-67", "personal_data"), ("1234 AB-7", "personal_data"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_dropped_and_the_rest_of_its_row_is_used(cell, reason, context):
    report = parse([BRUZGI, 1200, cell, *ROW[3:]], context=context)
    assert reasons(report) == [(4, "Занято", reason)]
    assert len(report.observations) == 8


@pytest.mark.parametrize("cell", [None, "", " ", "-", "—"])
def test_what_is_not_given_is_missing(cell, context):
    report = parse([BRUZGI, 1200, cell, *ROW[3:]], context=context)
    assert ("bruzgi", "site_occupied") not in values(report)
    assert not report.rejects


@pytest.mark.parametrize(
    ("labels", "reason", "detail"),
    [
        ([LABELS[0], *LABELS[2:], LABELS[1]], "column_shifted", "Мест"),
        ([LABELS[0], None, *LABELS[1:]], "column_shifted", "Мест"),
        ([*LABELS[:3], "Примечание", *LABELS[3:]], "column_shifted", "Прибыло"),
        (LABELS[:-1], "missing_column", "Персонал"),
        ([*LABELS, "Примечание"], "unknown_column", f"{len(LABELS) + 1}"),
        ([*LABELS, "Ответственный Иванов И.И."], "unknown_column", f"{len(LABELS) + 1}"),
        (["Иванов", *LABELS], "unknown_column", "1"),
    ],
)
def test_a_changed_header_is_refused_by_label(labels, reason, detail, context):
    with pytest.raises(FeedError) as refusal:
        parse(ROW, labels=labels, context=context)
    assert (refusal.value.reason, refusal.value.detail) == (reason, detail)


def test_a_running_number_on_the_left_is_usual(context):
    assert parse(["1", *ROW], labels=["№ п/п", *LABELS], context=context).units == {"bruzgi"}


def test_notes_before_the_table_and_hidden_sheets_are_passed_over(context):
    book = workbook(ROW)
    notes = book.create_sheet("Примечания", 0)
    notes.append(["Порядок заполнения"])
    hidden = workbook([BRUZGI, *[1] * 9]).active
    copy = book.create_sheet("Старый", 0)
    for row in hidden.iter_rows(values_only=True):
        copy.append(row)
    copy.sheet_state = "hidden"
    assert values(FEED.parse(saved(book), context))["bruzgi", "site_places"] == 1200


def test_stored_values_are_read_never_formulas(context):
    report = parse([BRUZGI, "=600*2", *ROW[2:]], context=context)
    assert ("bruzgi", "site_places") not in values(report)
    assert not report.rejects


def test_a_workbook_without_the_table_is_refused(context):
    with pytest.raises(FeedError) as refusal:
        parse(labels=["Итого"], context=context)
    assert refusal.value.reason == "no_table"


@pytest.mark.parametrize(
    ("title", "moment"),
    [
        ("Сведения на 18.11.2026 06:00", "2026-11-18T06:00:00+03:00"),
        ("по состоянию на 18.11.2026 г., 6.00", "2026-11-18T06:00:00+03:00"),
        ("на 06:00 18.11.2026", "2026-11-18T06:00:00+03:00"),
        ("на 18 ноября 2026 г. 06:00", "2026-11-18T06:00:00+03:00"),
        ("на 18 лістапада 2026 года, 22 ч.", "2026-11-18T22:00:00+03:00"),
        ("на 24:00 17.11.2026", "2026-11-18T00:00:00+03:00"),
        ("на 18.11.2026", "2026-11-18T00:00:00+03:00"),
        ("18.11.2026 06:00", "2026-11-18T06:00:00+03:00"),
        (NAIVE, "2026-11-18T06:00:00+03:00"),
        ("Приказ от 12.05.2024 № 8. Сведения на 18.11.2026 06:00", "2026-11-18T06:00:00+03:00"),
    ],
)
def test_the_titles_moment_is_read(title, moment):
    assert title_moment([(None, title, 5)]) == parse_iso(moment)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Сведения о размещении", "no_date"),
        ("на 31.02.2026 06:00", "no_date"),
        ("на 18.13.2026 06:00", "no_date"),
        ("на 18.11.2026 25:00", "no_date"),
        ("17.11.2026 18.11.2026", "ambiguous_date"),
        ("на 18.11.2026 06:00, на 18.11.2026 10:00", "ambiguous_date"),
    ],
)
def test_a_date_is_never_guessed(title, reason):
    with pytest.raises(FeedError) as refusal:
        title_moment([(title,)])
    assert refusal.value.reason == reason


def test_a_bomb_is_refused_before_it_is_unpacked(context):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 31_000_000)
    with pytest.raises(FeedError) as refusal:
        FEED.parse(file.getvalue(), context)
    assert refusal.value.reason == "too_large"


def test_a_sheet_that_claims_a_million_rows_is_read_to_its_limit(context):
    book = workbook(ROW)
    book.active.cell(1_048_576, 30, "x")
    assert FEED.parse(saved(book), context).units == {"bruzgi"}


def test_entities_in_a_workbook_are_refused(context):
    source, target = zipfile.ZipFile(io.BytesIO(saved(workbook(ROW)))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            body = source.read(name)
            if name == "xl/workbook.xml":
                body = b'<!DOCTYPE x [<!ENTITY a "b">]>' + body
            archive.writestr(name, body)
    with pytest.raises(FeedError) as refusal:
        FEED.parse(target.getvalue(), context)
    assert refusal.value.reason == "not_xlsx"


@pytest.mark.parametrize("body", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 50])
def test_what_is_no_workbook_is_refused(body, context):
    with pytest.raises(FeedError) as refusal:
        FEED.parse(body, context)
    assert refusal.value.reason == "not_xlsx"


def test_the_sample_stays_a_workbook():
    assert load_workbook(SAMPLE).sheetnames == ["Сводка"]


def rebuilt(part, inner):
    source, target = zipfile.ZipFile(io.BytesIO(saved(workbook(ROW)))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            body = source.read(name)
            archive.writestr(name, body.replace(*inner) if name == part else body)
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "inner", "reason"),
    [
        (
            "xl/worksheets/sheet1.xml",
            (b"</sheetData>", b"<row>" + b"<c/>" * 200_001 + b"</row></sheetData>"),
            "too_many_rows",
        ),
        ("xl/styles.xml", (b"</cellXfs>", b"<xf/>" * 20_001 + b"</cellXfs>"), "too_many_rows"),
        ("xl/worksheets/sheet1.xml", (b"</sheetData>", b" " * 8_000_001 + b"</sheetData>"), "too_large"),
    ],
)
def test_a_small_file_of_endless_cells_is_refused(part, inner, reason, context):
    body = rebuilt(part, inner)
    assert len(body) < 100_000
    with pytest.raises(FeedError) as refusal:
        FEED.parse(body, context)
    assert refusal.value.reason == reason


def test_a_workbook_with_a_thousand_cells_and_styles_is_read(context):
    body = rebuilt("xl/worksheets/sheet1.xml", (b"</sheetData>", b"<row/>" * 10_000 + b"</sheetData>"))
    assert FEED.parse(body, context).units == {"bruzgi"}


@pytest.mark.parametrize("name", ["mvd_reception.ods", "mvd_reception_comma.csv", "mvd_reception_semicolon.csv"])
def test_every_carrier_says_the_same(name, context):
    carried = FEED.parse((SAMPLE.parent / name).read_bytes(), context)
    assert carried == FEED.parse(SAMPLE.read_bytes(), context)


def as_text(*rows, title="Сведения на 18.11.2026 06:00", encoding="utf-8"):
    lines = [title, ";".join(LABELS), *(";".join("" if cell is None else str(cell) for cell in row) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_text_of_an_office_is_read_with_decimal_commas(encoding, context):
    report = FEED.parse(as_text(ROW, encoding=encoding), context)
    assert values(report)["bruzgi", "site_water_l"] == 16_800.5
    assert not report.rejects


def test_a_title_that_holds_the_delimiter_is_put_together_again(context):
    body = as_text(ROW, title="по состоянию; на 18.11.2026 г.;6.00")
    assert {o.valid_to for o in FEED.parse(body, context).observations} == {AT}


def test_faults_show_the_row_without_names(context):
    (reject,) = parse([BRUZGI, 1200, "много", *ROW[3:]], context=context).rejects
    assert reject.redacted == "• | 1200 | • | 96 | 12 | 24 | 12 | 16800,5 | 3354 | 41"
    (reject,) = parse(["bruzgi", 1200, 1234567, *ROW[3:]], context=context).rejects
    assert reject.redacted.startswith("bruzgi | 1200 | • | 96")


@pytest.mark.parametrize(
    ("label", "detail"),
    [("Телефон", "11 Телефон"), ("Ф.И.О. ответственного", "11"), ("Дата рождения", "11 Дата рождения")],
)
def test_a_personal_column_refuses_the_sheet(label, detail, context):
    with pytest.raises(FeedError) as refusal:
        parse([*ROW, "x"], labels=[*LABELS, label], context=context)
    assert (refusal.value.reason, refusal.value.detail) == ("personal_column", detail)


def test_a_list_of_persons_instead_of_sites_refuses_the_sheet(context):
    rows = [[name, *ROW[1:]] for name in ("Иванов И.И.", "Петров П.П.", "Ahmed Hassan")]
    with pytest.raises(FeedError) as refusal:
        parse(*rows, context=context)
    assert refusal.value.reason == "personal_column"


def test_a_signature_of_several_lines_is_no_column_of_persons(context):
    notes = [["Начальник Иванов И.И."], ["Исп. Петров П.П."], ["тел. +375 17 123-45-67"], ["petrov@example.by"]]
    report = parse(ROW, *notes, context=context)
    assert report.units == {"bruzgi"}
    assert report.personal_data_dropped == 4
