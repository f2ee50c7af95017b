"""OpenDocument sheets: typed values, repeats within limits, and what hostile files cost."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.feeds.cells import ERROR, MAX_ROWS
from data.feeds.contract import FeedError
from data.feeds.sheet import MAX_PARTS, read_sheets

SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{SPACES}>'
STYLE = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
TAIL = "</office:document-content>"


def document(inner, head=HEAD):
    return f"{head}{STYLE}<office:body><office:spreadsheet>{inner}</office:spreadsheet></office:body>{TAIL}"


def table(rows, attributes='table:name="A"'):
    return f"<table:table {attributes}>{rows}</table:table>"


def row(*cells, repeated=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def cell(kind="string", text="", attributes="", tag="table-cell"):
    return f'<table:{tag} office:value-type="{kind}" {attributes}><text:p>{text}</text:p></table:{tag}>'


def with_attributes(count):
    return "<table:table-row " + " ".join(f"a{n}='x'" for n in range(count)) + "/>"


def packed(content, method=zipfile.ZIP_DEFLATED, name="content.xml"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(name, content)
    return file.getvalue()


def read(inner):
    return read_sheets(packed(document(inner)))


def cells(*parts):
    return read(table(row(*parts, cell(text="end"))))[0].cells[0][:-1]


def refused(body):
    with pytest.raises(FeedError) as refusal:
        read_sheets(body)
    assert refusal.value.__context__ is None
    return refusal.value.reason


@pytest.mark.parametrize(
    ("kind", "attributes", "value"),
    [
        ("float", 'office:value="1118"', 1118),
        ("float", 'office:value="16800.5"', 16800.5),
        ("percentage", 'office:value="0.85"', 0.85),
        ("currency", 'office:value="12"', 12),
        ("date", 'office:date-value="2018-02-01"', date(2018, 2, 1)),
        ("date", 'office:date-value="2026-11-18T06:30:00"', datetime.fromisoformat("2026-11-18T06:30:00")),
        ("time", 'office:time-value="PT06H30M00S"', clock(6, 30)),
        ("time", 'office:time-value="PT30H00M00S"', timedelta(hours=30)),
        ("boolean", 'office:boolean-value="true"', True),
        ("date", 'office:date-value="2026-02-31"', ERROR),
        ("float", 'office:value="many"', ERROR),
        ("float", "", ERROR),
        ("strange", 'office:value="1"', ERROR),
        ("float", 'office:value="0" calcext:value-type="error" xmlns:calcext="x"', ERROR),
    ],
)
def test_the_stored_value_counts_and_not_what_is_shown(kind, attributes, value):
    (found,) = cells(cell(kind, "01/02/2018", attributes))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("code", ["#REF!", "#DIV/0!", "Err:502", " #N/A "])
def test_a_failed_formula_is_an_error_and_not_a_text(code):
    assert cells(cell(text=code)) == (ERROR,)


def test_texts_keep_lines_and_lose_comments():
    noted = "<office:annotation><text:p>Petrov, +375 29 123-45-67</text:p></office:annotation>"
    body = f'<table:table-cell office:value-type="string">{noted}<text:p>Water,<text:s text:c="2"/>l</text:p>'
    assert cells(body + "<text:p>a day</text:p></table:table-cell>") == ("Water,  l\na day",)


def test_blank_covered_and_repeated_cells():
    assert cells(cell(), '<table:table-cell table:number-columns-repeated="2"/>') == (None, None, None)
    assert cells(cell(text="a"), cell(text="hidden", tag="covered-table-cell")) == ("a", None)
    assert cells(cell("float", "7", 'office:value="7" table:number-columns-repeated="3"')) == (7, 7, 7)


def test_a_sheet_knows_its_name_and_whether_it_is_hidden():
    sheets = read(
        table(row(cell(text="x")), 'table:name="Notes"') + table("", 'table:name="Old" table:style-name="off"')
    )
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("Notes", False), ("Old", True)]
    assert sheets[0].cells == (("x",),)
    assert sheets[1].cells == ()


def test_tables_of_other_files_and_inside_cells_are_no_sheets():
    inner = cell(text="x").replace("<text:p>", f"{table(row(cell(text='inner')))}<text:p>")
    copy = table(f'<table:table-source xlink:href="file:///x" xmlns:xlink="x"/>{row(cell(text="y"))}')
    sheets = read(table(row(inner)) + copy)
    assert [sheet.cells for sheet in sheets] == [(("x",),)]


def test_a_million_blank_rows_and_columns_are_nothing():
    tail = row('<table:table-cell table:number-columns-repeated="16384"/>', repeated=1_048_576)
    assert read(table(row(cell(text="x")) + tail))[0].cells == (("x",),)


def test_repeats_beyond_all_numbers_are_capped():
    nines = "9" * 400
    assert refused(packed(document(table(row(cell(text="x"), repeated=nines))))) == "too_many_rows"
    wide = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{nines}"><text:p>x</text:p>'
    assert len(read(table(row(wide + "</table:table-cell>")))[0].cells[0]) == 64


def test_a_table_that_goes_on_below_the_limit_is_never_cut_in_silence():
    assert len(read(table(row(cell(text="x"), repeated=MAX_ROWS)))[0].cells) == MAX_ROWS
    assert refused(packed(document(table(row(cell(text="x"), repeated=MAX_ROWS + 1))))) == "too_many_rows"
    wide = cell(text="x", attributes='table:number-columns-repeated="64"')
    assert refused(packed(document(table(row(wide, repeated=4000)) * 2))) == "too_many_rows"


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (packed(document("").replace('<?xml version="1.0" encoding="UTF-8"?>', ENTITY)), "not_xlsx"),
        (packed("<a/>"), "not_xlsx"),
        (packed(document(table(row(cell(text="x"))))[:-40]), "not_xlsx"),
        (packed(b"\xff" * 50), "not_xlsx"),
        (packed(document(" " * 8_000_001)), "too_large"),
        (packed(document(table("<table:table-row/>" * 200_001))), "too_many_rows"),
        (
            packed(document(table(with_attributes(500_001)))),
            "not_xlsx",
        ),
        (packed(document(table("")), zipfile.ZIP_BZIP2), "not_xlsx"),
        (packed(document(table("")), zipfile.ZIP_LZMA), "not_xlsx"),
        (packed(document("").replace("UTF-8", "cp037")), "not_xlsx"),
        (b"PK\x01\x02" * (MAX_PARTS + 1), "too_large"),
        (b"PK" + b"\x00" * 10_000_000, "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_would_cost_too_much_is_refused(body, reason):
    assert refused(body) == reason


def test_an_encoding_that_hides_brackets_is_refused():
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + document(table("")).partition("?>")[2].encode("cp037")
    assert refused(packed(hidden)) == "not_xlsx"


DEAR = {
    "deep": document("<text:p>" * 66_000 + "</text:p>" * 66_000),
    "cells": document(table(row(cell("float", "1", 'office:value="1"') * 8) * 4_000)),
    "repeats": document(table(row(cell(text="x") * 2, repeated=1_000_000) * 6_000)),
    "blanks": document(table(row(cell(text='<text:s text:c="99999999"/>' * 30)) * 3_000)),
    "text": document(table(row(cell(text="x" * 7_900_000)))),
    "attributes": document(table(with_attributes(400_000))),
    "sheets": document(table(row(cell(text="x"), repeated=5_000)) * 3_000),
}


@pytest.mark.parametrize("name", DEAR)
def test_the_dearest_files_stay_within_memory(name):
    body = packed(DEAR[name])
    tracemalloc.start()
    try:
        read_sheets(body)
    except FeedError as refusal:
        assert refusal.reason in {"too_many_rows", "too_large", "not_xlsx"}  # noqa: PT017
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 150_000_000


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_damaged_member_gives_sheets_or_a_feed_error(data):
    plain = bytearray(document(table(row(cell(text="x"), cell("float", "1", 'office:value="1"')) * 4)).encode())
    for _ in range(data.draw(st.integers(0, 8))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    body = bytearray(packed(bytes(plain), data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))))
    for _ in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_sheets(bytes(body))
    except FeedError as refusal:
        assert refusal.__context__ is None  # noqa: PT017
