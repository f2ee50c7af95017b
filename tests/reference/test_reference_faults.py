"""Each kind of fault is named with its file and line, on a broken copy of the shipped data."""

import shutil
from pathlib import Path

import pytest

from data import reference
from data.reference import REASONS, Fault, ReferenceDataError

SHIPPED = Path(reference.__file__).parent / "belarus"
FEEDS = ("gpk_detections", "gpk_equeue")
INDICATORS = ("bd1", "bd3", "bd4", "bd6", "bd7", "in2", "load", "cap")

# (file, text as shipped, text that replaces its first occurrence, column, reason)
BROKEN = [
    ("agencies.yaml", "- id: mvd\n", "- id: mvd\n  phone: none\n", "phone", "unknown_key"),
    ("agencies.yaml", "{en: MVD, ru: МВД, be: МУС}", "{en: MVD, ru: МВД}", "short.be", "missing_key"),
    ("agencies.yaml", "{en: MVD, ru: МВД, be: МУС}", '{en: MVD, ru: МВД, be: " "}', "short.be", "empty"),
    ("agencies.yaml", "be: МУС", "be: МУCi", "short.be", "wrong_alphabet"),
    ("oblasts.yaml", "be: Гомельская вобласць", "be: Гомельская область и", "names.be", "wrong_alphabet"),
    ("oblasts.yaml", "en: Gomel oblast", "en: Гомель", "names.en", "wrong_alphabet"),
    ("agencies.yaml", "- id: mvd", "- id: gpk", "id", "duplicate_id"),
    ("bodies.yaml", "- id: lida", "- id: mvd", "id", "duplicate_id"),
    ("bodies.yaml", 'source: "m.21.by 2018-06-02: 350 km"', 'source: ""', "source", "empty"),
    ("sections.yaml", "  body: lida", "  body: lidda", "body", "unknown_id"),
    ("sections.yaml", "  oblast: BY-HO\n", "  oblast: BY-XX\n", "oblast", "unknown_id"),
    ("sections.yaml", "  length_km: 188", "  length_km: long", "length_km", "bad_value"),
    ("sections.yaml", "  length_km: 188", "  length_km: 0", "length_km", "bad_value"),
    ("sections.yaml", "  length_km: 188\n", "  length_km: 188\n  length_km: 189\n", "length_km", "duplicate_key"),
    ("sections.yaml", "  length_basis: null", "  length_basis: derived", "length_basis", "contradiction"),
    (
        "sections.yaml",
        "  neighbour: LV\n",
        "  neighbour: LV\n  core_feeds: [gpk_nobody]\n",
        "core_feeds",
        "unknown_feed",
    ),
    ("crossings.csv", "id,name_en,", "id,name_english,", "name_english", "unknown_key"),
    ("crossings.csv", "id,name_en,", "id,name_english,", "name_en", "missing_key"),
    ("crossings.csv", "BY-LT-15,", "BY-LT-14,", "id", "duplicate_id"),
    ("crossings.csv", "BY-LT-18,Losha,Лоша,Лоша", "BY-LT-18,Losha,,Лоша", "name_ru", "empty"),
    ("crossings.csv", "BY-LT-18,Losha,Лоша,Лоша", "BY-LT-18,Losha,Лоша,Losha", "name_be", "wrong_alphabet"),
    ("crossings.csv", "54.59,25.7599,C,closed", "54.59,25.7599,C,shut", "status", "bad_value"),
    ("crossings.csv", "54.59,25.7599,C,closed", "54.59,25.7599,E,closed", "coord_quality", "bad_value"),
    ("crossings.csv", "54.59,25.7599,C,closed", "nan,25.7599,C,closed", "lat", "outside_window"),
    ("crossings.csv", "54.59,25.7599,C,closed", "25.7599,54.59,C,closed", "lat", "outside_window"),
    ("crossings.csv", "closed by UA,2026-02-09", "closed by UA,", "status_as_of", "no_date"),
    ("crossings.csv", "closed by UA,2026-02-09", "closed by UA,9.2.2026", "status_as_of", "bad_date"),
    ("crossings.csv", ",lida-lt,lida,", ",lida-ltu,lida,", "section", "unknown_id"),
    ("crossings.csv", ",lida-lt,lida,", ",lida-lt,grodno,", "body", "contradiction"),
    ("crossings.csv", ",Šalčininkai,LT,", ",Šalčininkai,PL,", "country", "contradiction"),
    ("crossings.csv", "BY-LT-18,Losha,", "BY-LT-18,Losha,Losha,", None, "cell_count"),
    (
        "crossings.csv",
        "98b5be92-d3a5-4ba2-9106-76eb4eb3df49",
        "3b797d4d-706a-440f-a1a4-826c191e1e36",
        "queue_checkpoint_id",
        "duplicate_value",
    ),
    ("capacities.csv", "BY-LT-15,250", "BY-LT-99,250", "crossing", "unknown_id"),
    ("capacities.csv", "BY-LT-15,250", "BY-LT-15,nan", "value", "bad_value"),
    ("capacities.csv", "BY-LT-15,250", "BY-LT-15,about 250", "value", "bad_value"),
    ("capacities.csv", "BY-LT-15,250,trucks_day", "BY-LT-15,250,trucks", "unit", "bad_value"),
    ("sites.yaml", "  section: lida-lt", "  section: lida", "section", "unknown_id"),
    ("sites.yaml", "  operator: red_cross", "  operator: red_crescent", "operator", "unknown_id"),
    ("sites.yaml", "  opened: 2026-11-12", "  opened: 12.11.2026", "opened", "bad_date"),
    ("sites.yaml", "  opened: 2026-11-12", "  opened: 2026-11-31", "opened", "bad_date"),
    ("sites.yaml", "  demo: true\n", "", "demo", "missing_key"),
    ("sites.yaml", "Резервный пункт «Кобрин»\n", "Резервный пункт «Волковыск»\n", "reported_as", "duplicate_value"),
    ("hospitals.yaml", "  lat: 52.430", "  lat: 5.2430", "lat", "outside_window"),
    ("towns.csv", "625144,Minsk", "625144,Минск", "name_en", "wrong_alphabet"),
    ("deployment.yaml", "crossings: 65", "crossings: 66", "counts.crossings", "wrong_count"),
    ("deployment.yaml", "crossings: 65", "crossing: 65", "counts.crossing", "unknown_key"),
    ("deployment.yaml", "north: 58.2", "north: far", "window.north", "bad_value"),
    ("rules/levels.yaml", "id: BD1-2, level: 2", "id: BD1-1, level: 2", "rules.1.id", "duplicate_id"),
    (
        "rules/levels.yaml",
        "enter: 2.5, at_least: 50",
        "enter: 1.5, at_least: 50",
        "rules.1.all.0.enter",
        "levels_do_not_rise",
    ),
    (
        "rules/levels.yaml",
        "enter: 2.5, at_least: 50",
        "enter: 2.5, at_least: 10",
        "rules.1.all.0.enter",
        "levels_do_not_rise",
    ),
    ("rules/levels.yaml", "rs1, enter: 0.70", "rs1, enter: 0.90", "rules.25.all.0.enter", "levels_do_not_rise"),
    ("rules/levels.yaml", "enter: 120}", "enter: 120, leave: 130}", "rules.6.all.0.leave", "leave_beyond_enter"),
    ("rules/levels.yaml", "enter: 120}", "enter: nan}", "rules.6.all.0.leave", "leave_beyond_enter"),
    ("rules/levels.yaml", "enter: 7, low", "enter: 7, leave: 6, low", "rules.27.all.0.leave", "leave_beyond_enter"),
    ("rules/levels.yaml", "indicator: bd6", "indicator: bd66", "rules.9.all.0.indicator", "unknown_indicator"),
    ("rules/levels.yaml", "{id: BD6-1, level: 1, all", "{id: BD6-1, level: 1, al", "rules.9.al", "unknown_key"),
    ("rules/levels.yaml", "all: [{indicator: bd6, enter: 2}]", "all: []", "rules.9", "no_condition"),
    (
        "rules/levels.yaml",
        "id: BD6-1, level: 1,",
        "id: BD6-1, level: 1, requires: [none],",
        "rules.9.requires.0",
        "unknown_feed",
    ),
    ("rules/levels.yaml", "id: BD6-1, level: 1,", "id: BD6-1, level: 4,", "rules.9.level", "bad_value"),
    ("rules/levels.yaml", "id: BD6-1, level: 1,", "id: BD6-1, level: 0,", "rules.9.level", "bad_value"),
    ("rules/levels.yaml", "[gpk, mvd, mchs, mz]", "[gpk, mvd, mchs, mzz]", "concurrence.3", "unknown_id"),
    ("rules/levels.yaml", "effective: 2026-01-01", "effective: soon", "effective", "bad_date"),
    (
        "rules/levels.yaml",
        "enter: 0.85, leave: 0.80",
        "enter: 0.86, leave: 0.80",
        "rules.16.all.0.enter",
        "contradiction",
    ),
    ("rules/levels.yaml", "version:", "\tversion:", None, "unreadable"),
    (
        "rules/capacity.yaml",
        "toilets: {emergency: 50, post: 20}",
        "toilets: {emergency: 50}",
        "toilets.post",
        "missing_key",
    ),
    (
        "rules/capacity.yaml",
        "toilets: {emergency: 50, post: 20}",
        "toilets: {emergency: 50, post: 0}",
        "toilets",
        "bad_value",
    ),
    ("rules/capacity.yaml", "water_usable_share: 0.8", "water_usable_share: 80", "water_usable_share", "bad_value"),
    ("rules/capacity.yaml", "[0.85, 2]", "[0.65, 2]", "occupancy_bands.1", "levels_do_not_rise"),
    ("rules/capacity.yaml", "person_cold: 4.5", "person_cold: 2.5", "area_m2_person_cold", "contradiction"),
    ("geography/lakes_ne10m.geojson", '{"type"', '"type"', None, "unreadable"),
    ("geography/lakes_ne10m.geojson", '"features"', '"shapes"', None, "unreadable"),
]


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "belarus"))


def edit(folder, file, old, new):
    """Replace the first occurrence; give the line on which it stood."""
    text = (folder / file).read_text("utf-8")
    before, found, after = text.partition(old)
    assert found, f"{old!r} is not in {file}"
    (folder / file).write_text(before + new + after, "utf-8")
    return before.count("\n") + 1


def span(line, old, new):
    """Lines that an edit touches."""
    return range(line, line + max(old.count("\n"), new.count("\n")) + 1)


@pytest.mark.parametrize(("file", "old", "new", "column", "reason"), BROKEN, ids=lambda value: str(value)[:28])
def test_a_fault_is_named_with_file_line_and_column(copy, file, old, new, column, reason):
    line = edit(copy, file, old, new)
    faults = reference.check(copy, indicators=INDICATORS, feeds=FEEDS)
    named = [f for f in faults if (f.file, f.column, f.reason) == (file, column, reason)]
    assert named, [str(f) for f in faults]
    assert any(f.row is None or f.row in span(line, old, new) or reason in ("missing_key", "unreadable") for f in named)
    if not file.startswith("geography/lakes"):
        assert all(f.row for f in named)


@pytest.mark.parametrize(("file", "old", "new", "column", "reason"), BROKEN, ids=lambda value: str(value)[:28])
def test_what_is_broken_is_never_loaded_as_if_it_were_whole(copy, file, old, new, column, reason):
    edit(copy, file, old, new)
    loader = {"rules/levels.yaml": reference.load_rules, "rules/capacity.yaml": reference.load_standards}.get(
        file, reference.load
    )
    # Names of feeds and indicators, and whether two files agree, are for `check` alone.
    whole = reason in ("unknown_feed", "unknown_indicator") or file.startswith("geography/")
    if whole or column in ("concurrence.3", "rules.16.all.0.enter"):
        loader(copy)
    else:
        with pytest.raises(ReferenceDataError) as caught:
            loader(copy)
        assert (file, reason) in {(f.file, f.reason) for f in caught.value.faults}
        assert reason in str(caught.value)


@pytest.mark.parametrize(
    "file",
    [
        "agencies.yaml",
        "capacities.csv",
        "crossings.csv",
        "deployment.yaml",
        "rules/levels.yaml",
        "rules/capacity.yaml",
        "geography/rivers_gshhg_300m.geojson",
        "geography/NOTICE.md",
    ],
)
def test_a_missing_file_is_named(copy, file):
    (copy / file).unlink()
    assert (file, "missing_file") in {(f.file, f.reason) for f in reference.check(copy)}


@pytest.mark.parametrize("file", ["sites.yaml", "towns.csv", "deployment.yaml"])
def test_a_file_in_another_encoding_is_named(copy, file):
    (copy / file).write_bytes("Гродно".encode("cp1251"))
    assert (file, "unreadable") in {(f.file, f.reason) for f in reference.check(copy)}


@pytest.mark.parametrize("text", ["", "just words", "- 1\n- 2\n", "{a: 1}"])
@pytest.mark.parametrize("file", ["sites.yaml", "deployment.yaml", "rules/levels.yaml", "rules/capacity.yaml"])
def test_a_file_of_another_shape_is_a_fault_and_no_crash(copy, file, text):
    (copy / file).write_text(text, "utf-8")
    faults = reference.check(copy)
    assert any(f.file == file for f in faults) or (file, text) == ("sites.yaml", "")


def test_an_empty_register_of_sites_is_no_fault(copy):
    (copy / "sites.yaml").write_text("# none yet\n", "utf-8")
    assert reference.check(copy) == ()
    assert reference.load(copy).sites == ()


def test_an_emptied_table_of_counted_entries_is_a_fault(copy):
    (copy / "oblasts.yaml").write_text("# none\n", "utf-8")
    assert ("deployment.yaml", "counts.oblasts", "wrong_count") in {
        (f.file, f.column, f.reason) for f in reference.check(copy)
    }


def test_one_fault_does_not_raise_others_elsewhere(copy):
    edit(copy, "sections.yaml", "length_km: 160", "length_km: long")
    assert [(f.file, f.column) for f in reference.check(copy)] == [("sections.yaml", "length_km")]


def test_a_section_without_a_line_and_a_line_without_a_section_are_named(copy):
    edit(copy, "geography/territorial_bodies_approx.geojson", '"grodno-lt"', '"grodno-xx"')
    line = edit(copy, "sections.yaml", "- id: grodno-lt", "- id: grodno-lt")
    named = {(f.file, f.row, f.reason) for f in reference.check(copy)}
    assert named == {
        ("sections.yaml", line, "no_line"),
        ("geography/territorial_bodies_approx.geojson", None, "unknown_id"),
    }


def test_all_faults_are_named_at_once(copy):
    edit(copy, "sections.yaml", "length_km: 160", "length_km: long")
    edit(copy, "crossings.csv", "C,restricted,", "C,half-open,")
    edit(copy, "sites.yaml", "operator: red_cross", "operator: nobody")
    with pytest.raises(ReferenceDataError) as caught:
        reference.load(copy)
    files = {f.file for f in caught.value.faults}
    assert files == {"sections.yaml", "crossings.csv", "sites.yaml"}


def test_an_awaited_indicator_may_be_named_before_it_is_measured(copy):
    assert reference.check(copy, indicators=INDICATORS, feeds=FEEDS) == ()
    edit(copy, "rules/levels.yaml", "awaited: [hl3, rs1, rs2, rs3]", "awaited: [hl3, rs1, rs2]")
    assert {f.detail for f in reference.check(copy, indicators=INDICATORS)} == {"rs3"}


def test_rows_may_be_quoted_over_several_lines(copy):
    edit(copy, "crossings.csv", ",open (trucks),", ',"open\n(trucks)",')
    line = edit(copy, "crossings.csv", "54.59,25.7599,C,closed", "54.59,25.7599,C,shut")
    assert [f.row for f in reference.check(copy)] == [line]


def test_a_site_may_be_added_without_touching_anything_else(copy):
    entry = (copy / "sites.yaml").read_text("utf-8").split("- id: ")[1]
    added = entry.replace("bruzgi", "skidel", 1).replace("«Брузги»\n", "«Скидель»\n")
    with (copy / "sites.yaml").open("a", encoding="utf-8") as file:
        file.write(f"- id: {added}")
    assert reference.check(copy) == ()
    assert len(reference.load(copy).sites) == 13


@pytest.mark.parametrize("name", ["latvia", "../belarus", "", "/", "Belarus"])
def test_an_unknown_deployment_is_refused(name):
    with pytest.raises(ReferenceDataError):
        reference.load(name)
    assert [f.reason for f in reference.check(name)] == ["missing_file"]


def test_a_fault_prints_as_one_line():
    fault = Fault("crossings.csv", 12, "status", "bad_value", "'shut'")
    assert str(fault) == "crossings.csv:12 status: bad_value ('shut')"
    assert str(Fault("crossings.csv", None, None, "missing_file")) == "crossings.csv: missing_file"


def test_every_reason_has_a_case():
    assert {case[4] for case in BROKEN} | {"missing_file", "no_line"} == set(REASONS)


def test_the_data_dictionary_explains_every_reason_and_every_file():
    text = (Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md").read_text("utf-8")
    assert [reason for reason in REASONS if f"`{reason}`" not in text] == []
    files = [p.relative_to(SHIPPED).as_posix() for p in SHIPPED.rglob("*") if p.suffix in (".yaml", ".csv")]
    assert [file for file in files if f"`{file}`" not in text] == []
