"""What a table spec can say about a file, and what it can never switch off."""

import io
import json
import re
import tracemalloc
import zipfile
from contextlib import suppress
from typing import get_args

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.moment import iso, parse_iso
from data.feeds import SpecError, read_spec
from data.feeds.contract import Context, FeedError
from data.feeds.reasons import FeedReason
from data.feeds.tables.written import squeezed
from data.reference import load

NOW = parse_iso("2026-11-18T12:00:00+03:00")
NAMES = {"en": "cots", "ru": "койки", "be": "ложкі"}
BASE = {
    "agency": "oi",
    "title": {"en": "Cots", "ru": "Койки", "be": "Ложкі"},
    "cycle": "1 d",
    "tolerance": "6 h",
    "place": {"column": "Where", "map": {"Bruzgi": "bruzgi", "Lida": "lida-reception"}},
    "time": {"column": "Day", "forms": ["YYYY-M-D"], "covers": "day"},
    "values": [{"metric": "cots", "column": "Cots", "unit": "places", "kind": "flow", "names": NAMES}],
}


def merged(base, changes):
    if not isinstance(changes, dict) or not isinstance(base, dict):
        return changes
    return {**base, **{key: merged(base.get(key), value) for key, value in changes.items()}}


@pytest.fixture
def spec(tmp_path):
    def make(**changes):
        path = tmp_path / "oi_cots.yaml"
        text = yaml.safe_dump(
            json.loads(json.dumps(merged(BASE, changes))), allow_unicode=True, sort_keys=False, default_style='"'
        )
        # numbers and words of YAML stand bare, as people write them
        for word in ("null", "true", "false"):
            text = text.replace(f'!!null "{word}"', word).replace(f'!!bool "{word}"', word)
        text = re.sub(r'!!(?:int|float) "([^"]+)"', r"\1", text)
        path.write_text(text, "utf-8")
        return read_spec(path, load())

    return make


def read(feed, text, source="cots.csv"):
    body = text if isinstance(text, bytes) else text.encode()
    return feed.parse(body, Context(load(), source, NOW))


def told(report):
    return [(o.place, o.metric, o.value) for o in report.observations]


def reasons(report):
    return [(r.row, r.column, r.reason) for r in report.rejects]


def test_a_row_gives_a_value_of_a_local_day(spec):
    (seen,) = read(spec(), "Where,Day,Cots\nBruzgi,2026-11-9,12\n").observations
    assert (seen.place, seen.value) == ("bruzgi", 12)
    assert (iso(seen.valid_from), iso(seen.valid_to)) == ("2026-11-08T21:00:00Z", "2026-11-09T21:00:00Z")


@pytest.mark.parametrize("cell", ["-", "..", "", " "])
def test_a_blank_and_a_mark_are_what_the_spec_says(spec, cell):
    body = f"Where,Day,Cots\nBruzgi,2026-11-09,{cell}\n"
    value = BASE["values"][0]
    missing = spec(values=[{**value, "marks": {"-": "missing", "..": "not_applicable"}}])
    assert told(read(missing, body)) == []
    zero = spec(values=[{**value, "blank": "zero", "marks": {"-": "zero", "..": "zero"}}])
    assert told(read(zero, body)) == [("bruzgi", "cots", 0.0)]


def test_a_mark_that_the_spec_does_not_name_is_a_fault(spec):
    assert reasons(read(spec(), "Where,Day,Cots\nBruzgi,2026-11-09,-\n")) == [(2, "Cots", "bad_number")]


@pytest.mark.parametrize(
    ("decimal", "thousands", "text", "value"),
    [
        (",", " ", "1 234", 1234),
        (",", ".", "1.234,0", 1234),
        (".", ",", '"1,234"', 1234),
        (",", " ", "1\u202f234", 1234),
        (".", "'", "1'234", 1234),
        (",", "", "12,0", 12),
    ],
)
def test_numbers_are_written_as_declared(spec, decimal, thousands, text, value):
    made = spec(
        file={"delimiter": ";" if "," in text and '"' not in text else ","},
        values=[{**BASE["values"][0], "decimal": decimal, "thousands": thousands}],
    )
    sign = made.parse.__self__.spec.file.delimiter
    body = f"Where{sign}Day{sign}Cots\nBruzgi{sign}2026-11-09{sign}{text}\n"
    assert told(read(made, body)) == [("bruzgi", "cots", value)]


@pytest.mark.parametrize("text", ["1.234.5", "1,234", "12 34", "0[VALORE]0", "twelve", "1e3", "nan", "١٢"])
def test_a_number_written_otherwise_is_never_guessed(spec, text):
    report = read(spec(), f'Where,Day,Cots\nBruzgi,2026-11-09,"{text}"\nLida,2026-11-09,3\n')
    assert told(report) == [("lida-reception", "cots", 3.0)]
    assert [reason for *_, reason in reasons(report)] == ["bad_number"]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("YYYY-M-D", "2026-11-9"),
        ("DD.MM.YYYY", "09.11.2026"),
        ("Month D, YYYY", "November 9, 2026"),
        ("serial", "46335"),
        ("epoch", "1794171600"),
        ("epoch_ms", "1794171600000"),
        ("iso", "2026-11-09T00:00:00+03:00"),
        ("HH:mm:SS DD.MM.YYYY", "05:07:00 09.11.2026"),
    ],
)
def test_a_date_is_read_by_its_declared_form(spec, form, text):
    (seen,) = read(spec(time={"forms": [form]}), f'Where,Day,Cots\nBruzgi,"{text}",1\n').observations
    assert iso(seen.valid_from) == "2026-11-08T21:00:00Z"


def test_day_and_month_are_never_guessed(spec):
    both = spec(time={"forms": ["DD/MM/YYYY", "MM/DD/YYYY"]})
    report = read(both, "Where,Day,Cots\nBruzgi,03/04/2026,1\nBruzgi,13/04/2026,2\nBruzgi,05/05/2026,3\n")
    assert [value for *_, value in told(report)] == [2, 3]
    assert reasons(report) == [(2, "Day", "ambiguous_day")]


def test_days_that_do_not_exist_and_forms_of_the_future_are_named(spec):
    report = read(spec(), "Where,Day,Cots\nBruzgi,2026-02-30,1\nBruzgi,2026-12-24,0\nBruzgi,soon,0\n")
    assert reasons(report) == [(2, "Day", "impossible_date"), (3, "Day", "after_report"), (4, "Day", "bad_time")]


def test_an_unknown_place_is_a_fault_and_an_ignored_one_is_not(spec):
    feed = spec(place={"ignore": ["Elsewhere"]}, rows={"skip": ["Total"]})
    report = read(feed, "Where,Day,Cots\nNowhere,2026-11-09,1\nElsewhere,2026-11-09,1\nTotal of all,2026-11-09,9\n")
    assert reasons(report) == [(2, "Where", "unknown_place")]


def test_footnote_marks_and_dashes_do_not_hide_a_place(spec):
    feed = spec(place={"map": {"Bruzgi - Kuznica": "bruzgi"}})
    assert told(read(feed, "Where,Day,Cots\nBruzgi – Kuznica **),2026-11-09,1\n")) == [("bruzgi", "cots", 1.0)]


def test_places_of_the_reference_data_are_known_by_id_and_every_name(spec):
    feed = spec(place={"map": {}, "known": ["sites"]})
    name = load().site["bruzgi"].reported_as
    report = read(feed, f"Where,Day,Cots\nbruzgi,2026-11-09,1\n{name},2026-11-10,2\n")
    assert [place for place, *_ in told(report)] == ["bruzgi", "bruzgi"]


def test_rows_are_chosen_by_their_cells(spec):
    feed = spec(rows={"filters": [{"column": "Kind", "only": ["real"]}]})
    assert told(read(feed, "Where,Day,Cots,Kind\nBruzgi,2026-11-09,1,real\nLida,2026-11-09,2,plan\n")) == [
        ("bruzgi", "cots", 1.0)
    ]


def test_the_long_form_tells_metrics_by_key_columns(spec):
    value = {"unit": "places", "kind": "flow", "names": NAMES}
    feed = spec(
        long={"value": "N"},
        values=[{"metric": f"cots_{k}", "when": {"Sort": k, "Side": "in"}, **value} for k in ("big", "small")],
    )
    body = (
        "Where,Day,Sort,Side,N\nBruzgi,2026-11-09,big,in,4\nBruzgi,2026-11-09,small,in,5\nBruzgi,2026-11-09,odd,in,6\n"
    )
    report = read(feed, body)
    assert told(report) == [("bruzgi", "cots_big", 4.0), ("bruzgi", "cots_small", 5.0)]
    assert reasons(report) == [(4, "Sort", "unknown_metric")]


def test_hours_become_minutes_by_a_declared_factor(spec):
    value = {"metric": "wait_x", "column": "H", "unit": "minutes", "kind": "stock", "names": NAMES}
    feed = spec(values=[{**value, "written_in": "hours", "factor": 60}])
    assert told(read(feed, "Where,Day,H\nBruzgi,2026-11-09,1.5\n")) == [("bruzgi", "wait_x", 90.0)]


def test_a_running_count_gives_differences_of_one_step_and_a_gap_where_it_falls(spec):
    feed = spec(values=[{**BASE["values"][0], "cumulative": "1 d"}])
    days = [("2026-11-01", 10), ("2026-11-02", 14), ("2026-11-03", 12), ("2026-11-04", 13), ("2026-11-07", 40)]
    report = read(feed, "Where,Day,Cots\n" + "".join(f"Bruzgi,{at},{n}\n" for at, n in days))
    assert [o.value for o in report.observations] == [4, 1]
    assert reasons(report) == [(None, "Cots", "count_went_down")]


def test_a_period_of_nothing_but_zeros_was_not_published(spec):
    feed = spec(rows={"unpublished": "all_zero"})
    body = "Where,Day,Cots\nBruzgi,2026-11-08,0\nLida,2026-11-08,3\nBruzgi,2026-11-09,0\nLida,2026-11-09,0\n"
    report = read(feed, body + "Lida,2026-12-09,0\n")
    assert [value for *_, value in told(report)] == [0, 3]
    assert [reason for *_, reason in reasons(report)] == ["not_published", "not_published"]


def test_a_metric_of_the_product_keeps_unit_kind_and_bounds(spec):
    feed = spec(values=[{"metric": "site_occupied", "column": "Cots"}])
    report = read(feed, "Where,Day,Cots\nBruzgi,2026-11-09,99999999\nLida,2026-11-09,1.5\nLida,2026-11-09,7\n")
    assert told(report) == [("lida-reception", "site_occupied", 7.0)]
    assert [reason for *_, reason in reasons(report)] == ["out_of_bounds", "not_whole"]
    with pytest.raises(SpecError, match="contradiction"):
        spec(values=[{"metric": "site_occupied", "column": "Cots", "unit": "vehicles"}])


def book(*sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_merged_headers_are_asserted_by_label_and_position(spec):
    column = {"labels": ["Cots", "free"], "at": "D"}
    feed = spec(file={"header_rows": 2}, values=[{**BASE["values"][0], "column": column}])
    head = [["Where", "Day", "Cots", None], [None, None, "all", "free"]]
    assert told(read(feed, book(("A", [*head, ["Bruzgi", "2026-11-09", 9, 4]])))) == [("bruzgi", "cots", 4.0)]
    moved = [["Where", "Day", "Cots", None], [None, None, "free", "all"]]
    with pytest.raises(FeedError) as refusal:
        read(feed, book(("A", [*moved, ["Bruzgi", "2026-11-09", 9, 4]])))
    assert refusal.value.reason == "column_shifted"


def test_only_the_named_sheets_are_read_and_a_missing_one_refuses_the_file(spec):
    rows = [["Where", "Day", "Cots"], ["Bruzgi", "2026-11-09", 1]]
    feed = spec(file={"sheets": ["Now"]})
    assert told(read(feed, book(("Sum", rows), ("Now", rows)))) == [("bruzgi", "cots", 1.0)]
    with pytest.raises(FeedError, match="no_table: Now"):
        read(feed, book(("Sum", rows)))


def test_a_header_is_found_below_titles_that_name_the_time(spec):
    feed = spec(time={"column": None, "forms": [], "title": True, "covers": "24 h"})
    body = book(("A", [["Сведения на 09.11.2026 06:00"], [], ["Where", "Cots"], ["Bruzgi", 3]]))
    (seen,) = read(feed, body).observations
    assert (iso(seen.valid_from), iso(seen.valid_to)) == ("2026-11-08T03:00:00Z", "2026-11-09T03:00:00Z")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_body"),
        (b"<html>", "html"),
        (b"Where;Day;Cots\nBruzgi;2026-11-09;1\n", "wrong_delimiter"),
        (b"Where,Day\nBruzgi,2026-11-09\n", "missing_column"),
        (b"Where,Day,Cots,Cots\nBruzgi,2026-11-09,1,1\n", "duplicate_column"),
        (b"\xff\xfe\xff", "not_utf8"),
        (b"PK\x03\x04nothing", "not_xlsx"),
        (b"\n" * 300_000 + b"x", "too_many_rows"),
        (b"x" * 20_000_001, "too_large"),
    ],
)
def test_what_is_no_such_table_is_refused(spec, body, reason):
    with pytest.raises(FeedError) as refusal:
        read(spec(), body)
    assert refusal.value.reason == reason


def test_a_personal_column_that_is_not_read_is_left_out_counted_and_named_by_position(spec):
    people = ["Иванов Иван Иванович", "Петров Пётр Петрович", "Сидорова Анна Павловна", "Орлов Олег Ильич"]
    rows = "".join(f"Bruzgi,2026-11-0{n},1,{name}\n" for n, name in enumerate(people, 1))
    report = read(spec(), "Where,Day,Cots,Note\n" + rows)
    assert len(report.observations) == 4
    assert report.personal_data_dropped == 4
    assert (None, "D", "personal_column") in reasons(report)
    assert not any(
        name.split()[0] in json.dumps([str(r) for r in report.rejects], ensure_ascii=False) for name in people
    )


@pytest.mark.parametrize("header", ["Фамилия", "Passport", "Телефон"])
def test_a_personal_column_that_the_spec_wants_refuses_the_file(spec, header):
    feed = spec(values=[{**BASE["values"][0], "column": header}])
    with pytest.raises(FeedError) as refusal:
        read(feed, f"Where,Day,{header}\nBruzgi,2026-11-09,1\n")
    assert refusal.value.reason == "personal_column"


def test_no_text_of_the_sender_comes_out(spec):
    secret = "Zzyzx Quux"
    report = read(
        spec(),
        f"Where,Day,Cots,{secret}\n{secret},2026-11-09,1,{secret}\nBruzgi,{secret},1,\nLida,2026-11-09,{secret},\n",
    )
    assert len(report.rejects) >= 3
    assert secret not in json.dumps([str(r) for r in report.rejects])


def test_a_stray_quote_costs_its_line_alone(spec):
    report = read(spec(), 'Where,Day,Cots\nBruzgi,2026-11-09,"1\nLida,2026-11-09,2\n' + "Lida,2026-11-08,2\n" * 9)
    assert len(report.observations) == 10
    assert reasons(report) == [(2, None, "bad_row")]


def test_a_bomb_is_refused_in_bounded_memory(spec):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 15_000_000)
    feed = spec()
    tracemalloc.start()
    with pytest.raises(FeedError):
        read(feed, packed.getvalue())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 200_000_000


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_bytes_give_a_report_or_a_feed_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("spec") / "oi_cots.yaml"
    path.write_text(json.dumps(BASE, ensure_ascii=False), "utf-8")
    feed = read_spec(path, load())
    sample = b"Where,Day,Cots\nBruzgi,2026-11-09,12\nLida,2026-11-10,7\n"
    body = bytearray(sample)
    for _ in range(data.draw(st.integers(0, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    found = set()
    with suppress(FeedError):
        found = {reject.reason for reject in read(feed, bytes(body)).rejects}
    assert found <= set(get_args(FeedReason))


def open_document(*rows):
    """A small ODS file as office programs write it: typed values, and repeats without end."""

    def cell(value):
        kind, given, shown = "string", "", value
        if isinstance(value, int):
            kind, given, shown = "float", f' office:value="{value}"', "many"
        elif value.startswith("2026"):
            kind, given, shown = "date", f' office:date-value="{value}"', f"{value[8:]}/{value[5:7]}/26"
        tag = f'table:table-cell office:value-type="{kind}"{given}'
        return f"<{tag}><text:p>{shown}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    blank = '<table:table-cell table:number-columns-repeated="1024"/>'
    lines += f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    names = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    table = f'<table:table table:name="A">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f'<?xml version="1.0"?><office:document-content{names}>{body}</office:document-content>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return packed.getvalue()


def test_an_open_document_is_read_by_its_typed_values(spec):
    body = open_document(("Where", "Day", "Cots"), ("Bruzgi", "2026-11-09", 4))
    (seen,) = read(spec(), body, "cots.csv").observations
    assert (seen.value, iso(seen.valid_from)) == (4, "2026-11-08T21:00:00Z")


def test_a_report_of_a_month_can_be_handed_to_a_running_clock(spec):
    from data.transport.batch import Batch, read_batch, write_batch

    feed = spec(time={"forms": ["YYYY-MM"], "covers": "month"}, place={"pattern": r"\d{2}", "prefix": "region:"})
    report = read(feed, "Where,Day,Cots\nBruzgi,2026-10,12\n07,2026-10,3\nNowhere,2026-10,3\n")
    assert len(report.observations) == 2
    batch = Batch(
        feed=feed.name, source="cots.csv", started=NOW, ended=NOW, outcome="used", report=report,
        reason="", detail="", digest="", backfill=True, stamp=None,
    )  # fmt: skip
    assert read_batch(write_batch(batch), feed, load()).report == report


def test_a_personal_feed_shows_no_row_of_a_file(spec):
    report = read(spec(sensitivity="personal"), "Where,Day,Cots\nBruzgi,2026-11-09,many\n")
    assert [r.redacted for r in report.rejects] == [""]


def test_totals_are_skipped_also_where_no_column_names_the_place(spec):
    feed = spec(place={"column": None, "id": "bruzgi", "map": {}}, rows={"skip": ["Всего"]})
    assert told(read(feed, "Day,Cots\n2026-11-09,1\nВсего,1\n")) == [("bruzgi", "cots", 1.0)]


def test_a_time_is_local_in_the_zone_of_the_spec_also_where_clocks_change(spec):
    feed = spec(zone="Europe/Warsaw", time={"covers": "day"})
    seen = read(feed, "Where,Day,Cots\nBruzgi,2026-03-29,1\nBruzgi,2026-10-25,2\n").observations
    assert [(o.valid_to - o.valid_from) // 3600 for o in seen] == [23, 25]


@pytest.mark.parametrize(
    ("cell", "bare"), [("Брест *", "брест"), ("Брест*)", "брест"), ("Брест ** *) ", "брест"), ("(Брест)", "(брест)")]
)
def test_marks_of_footnotes_do_not_count(cell, bare):
    assert squeezed(cell) == bare


def test_stars_in_a_cell_do_not_stop_the_clock():
    """A pattern that tries every way to part them would still be at it when the installation is taken down."""
    assert squeezed("*" * 300 + "x") == "x"
    assert squeezed("*)" * 150 + "x").endswith("x")
