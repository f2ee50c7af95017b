"""A plate put into any cell, header, key or value of a report never comes out of its parser."""

import csv
import io
import json
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from data.feeds import all_feeds
from data.feeds.contract import Context, FeedError

PLATES = st.sampled_from(["7777 PX-7", "PX7777-7", "px7777-7", "стоит РХ7777РХ у шлагбаума", "PX 77777"])
TRACES = ("777", "PX", "px7", "РХ")


def assert_nothing_comes_out(name, body, reference):
    behind = None
    try:
        shown = repr(all_feeds()[name].parse(body, Context(reference, "report", 1_795_000_000)))
    except FeedError as refusal:
        behind = refusal.__cause__ or refusal.__context__
        shown = "".join(traceback.format_exception(refusal)) + repr(vars(refusal))
    assert behind is None
    assert not [trace for trace in TRACES if trace in shown.replace("1777", "").replace("1794", "")]


@pytest.mark.parametrize("name", ["gpk_crossings", "gpk_detections", "hydromet_night"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_from_a_table(name, data, samples, reference):
    rows = list(csv.reader(io.StringIO((samples / f"{name}.csv").read_text("utf-8"))))
    row = data.draw(st.integers(0, len(rows) - 1))
    rows[row][data.draw(st.integers(0, len(rows[row]) - 1))] = data.draw(PLATES)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert_nothing_comes_out(name, text.getvalue().encode(), reference)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_from_a_workbook(data, samples, reference):
    book = load_workbook(samples / "mvd_reception.xlsx")
    cell = book.active.cell(data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12)))
    if type(cell).__name__ != "MergedCell":
        cell.value = data.draw(PLATES)
    file = io.BytesIO()
    book.save(file)
    assert_nothing_comes_out("mvd_reception", file.getvalue(), reference)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_from_hospital_places(data, samples, reference):
    text = json.dumps(json.loads((samples / "mz_hospital_places.json").read_bytes()))
    words = sorted(set(text.split('"')[1::2]))
    word = data.draw(st.sampled_from(words))
    assert_nothing_comes_out("mz_hospital_places", text.replace(word, data.draw(PLATES)).encode(), reference)
