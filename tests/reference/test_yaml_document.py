"""YAML is read as plain values with lines; its old surprises stay text."""

import pytest

from data.reference.document import line_of, read_document


def read(folder, text):
    (folder / "x.yaml").write_text(text, "utf-8")
    return read_document(folder, "x.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2026-02-18", "2026-02-18"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("007", 7),
        ("-2.5", -2.5),
        ("1.", 1.0),
        ("true", True),
        ("~", None),
        ("", None),
        ('"null"', "null"),
        ("'12'", "12"),
    ],
)
def test_a_scalar_is_read_as_written(tmp_path, written, value):
    document, faults = read(tmp_path, f"key: {written}\n")
    assert faults == ()
    assert document.values == {"key": value}
    assert type(document.values["key"]) is type(value)


def test_the_line_of_a_nested_value_is_known(tmp_path):
    document, _ = read(tmp_path, "a:\n  - b: 1\n  - b: 2\n    c:\n      d: 3\n")
    assert line_of(document.node, ("a", 1, "c", "d")) == 5
    assert line_of(document.node, ("a", 1)) == 3


def test_the_line_of_an_absent_value_is_that_of_what_would_hold_it(tmp_path):
    document, _ = read(tmp_path, "a:\n  - b: 1\n  - b: 2\n")
    assert line_of(document.node, ("a", 1, "missing")) == 3
    assert line_of(document.node, ("a", 7, "missing")) == 1


def test_a_key_given_twice_is_named_with_the_second_line(tmp_path):
    _, faults = read(tmp_path, "a: 1\nb: 2\na: 3\n")
    assert [(f.row, f.column, f.reason) for f in faults] == [(3, "a", "duplicate_key")]


def test_broken_yaml_is_named_with_its_line(tmp_path):
    document, faults = read(tmp_path, "a: 1\nb: [1, 2\nc: 3\n")
    assert document is None
    assert faults[0].reason == "unreadable"
    assert faults[0].row in (2, 3)


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: &b 1\nc: *b\n", "a: " + "[" * 90_000, f"a: {'[' * 50}{']' * 50}"])
def test_a_file_that_could_end_the_process_is_not_composed(tmp_path, text):
    document, faults = read(tmp_path, text)
    assert document is None
    assert faults[0].reason == "bad_value"


def test_a_number_without_end_stays_text(tmp_path):
    document, _ = read(tmp_path, f"key: {'9' * 5000}\n")
    assert document.values == {"key": "9" * 5000}
