"""Every fault of a table spec is named by file, line, key and reason, in plain words."""

from pathlib import Path

import pytest

from data.feeds import SpecError, all_feeds, feeds_of, read_spec, table_faults, words_of
from data.reference import load, reference_of
from data.running import Running

DOCS = Path(__file__).resolve().parents[2] / "docs" / "tables"
GOOD = """\
agency: oi
title: {en: Cots, ru: Койки, be: Ложкі}
cycle: 1 d
tolerance: 6 h
place: {column: Where, map: {Bruzgi: bruzgi}}
time: {column: Day, forms: [DD.MM.YYYY], covers: day}
values:
  - metric: cots
    column: Cots
    unit: places
    kind: stock
    names: {en: cots, ru: койки, be: ложкі}
"""


def faults_of(tmp_path, text, name="oi_cots.yaml"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(SpecError) as refusal:
        read_spec(path, load())
    return [str(fault) for fault in refusal.value.faults]


def test_a_good_spec_is_a_feed_named_by_its_file(tmp_path):
    path = tmp_path / "oi_cots.yaml"
    path.write_text(GOOD, "utf-8")
    feed = read_spec(path, load())
    assert (feed.name, feed.agency, feed.cycle_s, feed.tolerance_s) == ("oi_cots", "oi", 86_400, 21_600)
    assert [(m.name, m.unit, m.kind) for m in feed.metrics] == [("cots", "places", "stock")]
    assert feed.units(load()) == ("bruzgi",)
    assert set(feed.texts) == {"feed_oi_cots", "metric_cots"}


@pytest.mark.parametrize(
    ("was", "becomes", "line", "key", "reason"),
    [
        ("agency: oi", "agency: nobody", 1, "agency", "unknown_id"),
        ("cycle: 1 d", "cycle: daily", 3, "cycle", "bad_value"),
        ("tolerance: 6 h", "tolerance: 2 d", 4, "tolerance", "contradiction"),
        ("tolerance: 6 h", "tolerance: 6 h\nfirewall: false", 5, "firewall", "unknown_key"),
        ("Bruzgi: bruzgi", "Bruzgi: brussels", 5, "place.map.Bruzgi", "unknown_id"),
        ("forms: [DD.MM.YYYY]", "forms: [DD.MM]", 6, "time.forms.0", "bad_value"),
        ("covers: day", "covers: often", 6, "time.covers", "bad_value"),
        ("unit: places", "unit: bushels", 10, "values.0.unit", "bad_value"),
        ("    unit: places\n", "", 8, "values.0.unit", "missing_key"),
        ("metric: cots", "metric: Cots!", 8, "values.0.metric", "bad_value"),
        ("ru: койки", "ru: cots", 12, "values.0.names.ru", "wrong_alphabet"),
        ("kind: stock", "kind: heap", 11, "values.0.kind", "bad_value"),
        ("metric: cots", "metric: site_occupied", 10, "values.0.unit", "contradiction"),
        ("cycle: 1 d", "cycle: 1 d\nzone: Minsk", 4, "zone", "bad_value"),
        ("cycle: 1 d", f"cycle: 1 d\nsample: '{'x' * 4_001}'", 4, "sample", "bad_value"),
    ],
)
def test_a_fault_is_named_by_line_key_and_reason(tmp_path, was, becomes, line, key, reason):
    found = faults_of(tmp_path, GOOD.replace(was, becomes))
    assert any(fault.startswith(f"oi_cots.yaml:{line} {key}: {reason}") for fault in found), found


def test_a_sample_of_the_form_is_shown_as_it_stands_in_the_spec(tmp_path):
    path = tmp_path / "oi_cots.yaml"
    path.write_text(f"{GOOD}sample: |\n  Where,Day,Cots\n  Bruzgi,17.11.2026,40\n", "utf-8")
    assert read_spec(path, load()).sample == "Where,Day,Cots\nBruzgi,17.11.2026,40\n"


def test_all_faults_are_named_at_once(tmp_path):
    found = faults_of(tmp_path, GOOD.replace("oi\n", "nobody\n").replace("1 d", "soon").replace("places", "bushels"))
    assert len(found) == 3


@pytest.mark.parametrize(
    "text", ["", "- a\n", "a: [", "\x00", "agency: &a [*a]\n", "a: [" * 90_000, "a: " + "[" * 90_000]
)
def test_what_is_no_spec_is_refused(tmp_path, text):
    assert faults_of(tmp_path, text)


@pytest.mark.parametrize("pattern", [".+", "[A-Za-z]+", r"\\w{2,16}"])
def test_codes_that_could_be_names_of_persons_are_no_codes(tmp_path, pattern):
    place = f'Bruzgi: bruzgi}}, pattern: "{pattern}", prefix: "x:"'
    found = faults_of(tmp_path, GOOD.replace("Bruzgi: bruzgi}", place))
    assert any("place.pattern: bad_value" in fault for fault in found), found


def test_a_file_name_that_is_no_name_of_a_feed_is_refused(tmp_path):
    assert "names the feed" in faults_of(tmp_path, GOOD, "Oi cots.yaml")[0]


def test_a_clash_of_names_is_a_fault_and_the_feed_of_the_product_stays(tmp_path):
    run = Running(tmp_path, "live", "belarus")
    run.tables.mkdir()
    (run.tables / "gpk_crossings.yaml").write_text(GOOD, "utf-8")
    assert feeds_of(run)["gpk_crossings"] is all_feeds()["gpk_crossings"]
    assert any("gpk_crossings.yaml: duplicate_id" in fault for fault in table_faults(run))


def test_two_specs_cannot_mean_different_things_by_one_metric(tmp_path):
    run = Running(tmp_path, "exercise", "belarus")
    run.tables.mkdir()
    (run.tables / "a_cots.yaml").write_text(GOOD, "utf-8")
    (run.tables / "b_cots.yaml").write_text(GOOD.replace("unit: places", "unit: persons"), "utf-8")
    assert "a_cots" in feeds_of(run)
    assert "b_cots" not in feeds_of(run)
    assert any("b_cots.yaml" in fault and "contradiction" in fault for fault in table_faults(run))


def test_a_changed_spec_is_read_anew(tmp_path):
    run = Running(tmp_path, "exercise", "belarus")
    run.tables.mkdir()
    path = run.tables / "oi_cots.yaml"
    path.write_text(GOOD, "utf-8")
    first = feeds_of(run)
    assert feeds_of(run) is first
    path.write_text(GOOD.replace("cycle: 1 d", "cycle: 12 h"), "utf-8")
    assert feeds_of(run)["oi_cots"].cycle_s == 43_200


def test_screens_get_the_words_of_a_table(tmp_path):
    run = Running(tmp_path, "exercise", "belarus")
    run.tables.mkdir()
    (run.tables / "oi_cots.yaml").write_text(GOOD, "utf-8")
    reference = words_of(reference_of(run), feeds_of(run))
    assert reference.texts["feed_oi_cots"].be == "Ложкі"


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_worked_spec_is_good_and_described(path):
    assert read_spec(path, load()).name == path.stem
    assert f"[{path.stem}]({path.name})" in (DOCS / "README.md").read_text("utf-8")


def test_the_reference_of_keys_names_every_key():
    from dataclasses import fields

    from data.feeds.tables import spec

    text = (DOCS / "README.md").read_text("utf-8")
    kinds = (spec.Spec, spec.File, spec.Rows, spec.Filter, spec.Place, spec.Time, spec.Issued, spec.Value, spec.Long)
    assert [f"{kind.__name__}.{f.name}" for kind in kinds for f in fields(kind) if f"`{f.name}`" not in text] == []


def test_a_misspelt_key_is_told_with_the_one_that_was_meant(tmp_path):
    found = faults_of(tmp_path, GOOD.replace("cycle:", "cycel:"))
    assert "oi_cots.yaml:3 cycel: unknown_key (there is no such key; did you mean cycle?)" in found
    assert "oi_cots.yaml:1 cycle: missing_key (this key must be given)" in found


def test_one_text_where_a_list_belongs_is_told_plainly(tmp_path):
    found = faults_of(tmp_path, GOOD.replace("[DD.MM.YYYY]", "DD.MM.YYYY"))
    assert found == ["oi_cots.yaml:6 time.forms: bad_value ('DD.MM.YYYY': a list in [ ] is expected)"]


def test_a_column_of_a_wrong_kind_is_named_without_words_of_the_program(tmp_path):
    (found,) = faults_of(tmp_path, GOOD.replace("column: Cots", "column: 7"))
    assert found.startswith("oi_cots.yaml:9 values.0.column: bad_value")
