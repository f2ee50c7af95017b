"""Names of dropped files are harmless and tell of nobody."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.transport.spool_names import dropped_name, fresh_name, safe_name, taken_at, told_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("svodka.xlsx", "svodka.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("／etc／passwd", "passwd"),
        (".hidden", "report.hidden"),
        ("", "report"),
        ("....", "report"),
        ("a\x00b\n.csv", "a_b.csv"),
        ("Сводка за 18.11.xlsx", "Сводка_за_18.11.xlsx"),
        ("x" * 300 + ".csv", "x" * 160 + ".csv"),
        ("a.batch.json", "a.batch.json"),
        ("\udcff\udcfe.csv", "report.csv"),
    ],
)
def test_names_are_made_harmless(name, safe):
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("1234 AB-7.json", "report.json"),
        ("monitoring-new_brest.jsonl", "report.jsonl"),
        ("brest.TXT", "report.txt"),
        ("brest.ivanov", "report"),
        ("Иванов", "report"),
        ("7777PX7.batch.json", "report.batch.json"),
    ],
)
def test_of_a_personal_report_no_name_is_kept(name, safe):
    assert safe_name(name, hide_persons=True) == safe


@pytest.mark.parametrize(
    "name",
    [
        "1234 AB-7", "1234AB-7", "AB_1234-7", "avto1234AB-7", "1234_ab_7_new", "brest.1234AB7", "АВ1234-7", "WX 12345",
        "375291234567", "тел375291234567", "x+375 29 123-45-67", "Ivanov Ivan", "IvanovIvan", "Иванов_Иван",
        "Иванов_И_И",
        "ИВАНОВ ИВАН", "svodka_Петров_Пётр_18.11", "от иванова иван иванович", "petrov_p_p", "e.petrov@mail.example",
    ],
)  # fmt: skip
def test_a_name_that_tells_of_someone_is_hidden(name):
    assert safe_name(f"{name}.xlsx") == "report.xlsx"
    assert safe_name(name) == "report"


@pytest.mark.parametrize(
    "name",
    ["svodka.xlsx", "grodno-pl-3.csv", "detections_grodno_20261118.csv", "grodno-2026-11-18T02.csv",
     "mvd_18112026.xlsx",
     "Сводка_за_18.11.2026_06-00.xlsx", "gpk_crossings_2026-11.csv", "0.xlsx"],
)  # fmt: skip
def test_an_ordinary_name_is_not_hidden(name):
    assert safe_name(name) == name


@given(name=st.text(max_size=60), personal=st.booleans())
def test_no_dropped_name_is_that_of_a_batch(name, personal):
    for told in (name, f"{name}.batch.json", f"{name}.batch.batch.json"):
        assert not dropped_name(told, hide_persons=personal).endswith(".batch.json")


@given(name=st.text(max_size=200), wall=st.floats(0, 9e9))
def test_any_name_becomes_one_harmless_name(name, wall):
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert 0 < len(safe.encode()) < 200
    fresh = fresh_name(safe, wall)
    assert told_name(fresh) == safe
    assert abs(taken_at(fresh) - wall) < 0.01
