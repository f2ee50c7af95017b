"""Sheets saved as text: the delimiter, the encoding, and quotes that go astray."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.feeds.cells import ERROR
from data.feeds.contract import FeedError
from data.feeds.text_sheet import MAX_BODY, read_text_sheet


def cells(text, encoding="utf-8"):
    return read_text_sheet(text.encode(encoding)).cells


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_ends_are_found(delimiter, encoding, end):
    text = end.join([f"Объект{delimiter}Мест", f"Брузги{delimiter}1200", ""])
    assert cells(text, encoding) == (("Объект", "Мест"), ("Брузги", "1200"))


def test_decimal_commas_do_not_part_cells_where_semicolons_do():
    assert cells("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n") == (("a", "b", "c"), ("1,5", "2,5", "3,5"), ("1,5", "2,5", "3,5"))
    assert cells('a,"Вода, л/сут"\n1,"16 800,5"\n') == (("a", "Вода, л/сут"), ("1", "16 800,5"))


def test_a_quoted_cell_may_hold_line_breaks_and_a_stray_quote_costs_little():
    assert cells('a;"Вода,\nл/сут";c\n1;2;3\n') == (("a", "Вода,\nл/сут", "c"), ("1", "2", "3"))
    rows = cells('a;b\n1;"x\n' + "2;y\n" * 9)
    assert rows[2:] == (("2", "y"),) * 9


def test_blank_is_none_and_a_failed_formula_an_error():
    assert cells("a;#REF!; ;b\n") == (("a", ERROR, None, "b"),)
    assert cells("a;b\n" + "x" * 10_001 + "\n") == (("a", "b"), (ERROR, None))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_body"), (b" \n", "empty_body"), (b"\xef\xbb\xbf", "empty_body"), (b"<html>", "html"),
        (b"a\x00b", "not_text"), (b"\x98\xff", "not_text"), (b"a,b\n" * 30_000, "too_many_rows"),
        (b"a" * (MAX_BODY + 1), "too_large"), ("Объект".encode("utf-16"), "not_text"),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(body, reason):
    with pytest.raises(FeedError) as refusal:
        read_text_sheet(body)
    assert refusal.value.reason == reason
    assert refusal.value.__context__ is None


@given(st.binary(max_size=300) | st.text(alphabet='ab";,\t\n\r 1', max_size=300).map(str.encode))
def test_any_bytes_give_a_square_sheet_or_a_feed_error(body):
    try:
        sheet = read_text_sheet(body).cells
    except FeedError:
        return
    assert len({len(row) for row in sheet}) <= 1
