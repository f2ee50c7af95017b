"""The static base map: committed as it is built, small, whole."""

import json

import pytest

from data import reference
from layers.map import compose
from layers.map.basemap import ASSETS, PLACES, build, digest
from layers.map.places import load_places
from layers.palette import THEMES, palette

GEOGRAPHY = reference.geography("belarus")
LARGEST_BYTES = 120_000


@pytest.fixture(scope="module")
def built():
    return build(GEOGRAPHY)


def _base(theme):
    return json.loads((ASSETS / f"base-{theme}.json").read_text(encoding="utf-8"))


def test_the_committed_places_name_the_present_geography():
    assert load_places().inputs == digest(GEOGRAPHY)


def test_the_committed_files_are_what_a_build_makes(built):
    assert set(built) == {PLACES, *(ASSETS / f"base-{theme}.json" for theme in THEMES)}
    for path, text in built.items():
        assert json.loads(path.read_text(encoding="utf-8")) == json.loads(text), path.name


@pytest.mark.parametrize("theme", THEMES)
def test_a_base_map_is_small(theme):
    assert (ASSETS / f"base-{theme}.json").stat().st_size < LARGEST_BYTES


@pytest.mark.parametrize("theme", THEMES)
def test_a_base_map_has_a_line_for_each_guarded_section_and_none_for_the_airports(theme):
    guarded = {section.id for section in reference.load("belarus").sections if section.neighbour}
    assert set(_base(theme)["lines"]) == guarded


def test_lines_are_thinned_to_what_a_screen_can_show_and_rounded_to_100_m():
    for section, line in _base("dark")["lines"].items():
        assert len(line["x"]) == len(line["y"]) == load_places().sections[section].points
        assert len(line["x"]) < 200
        assert all(round(value, 1) == value for value in line["x"] + line["y"])


@pytest.mark.parametrize("theme", THEMES)
def test_areas_are_filled_rings_parted_by_none(theme):
    fills = [trace for trace in _base(theme)["traces"] if trace.get("fill") == "toself"]
    assert {trace["meta"]["base"] for trace in fills} == {"neighbours", "country", "lakes"}
    for trace in fills:
        rings = " ".join("|" if x is None else str(x) for x in trace["x"]).split("|")
        assert all(ring.split()[0] == ring.split()[-1] for ring in rings)


@pytest.mark.parametrize("theme", THEMES)
def test_colours_of_the_base_map_are_those_of_the_palette(theme):
    colours = {trace["meta"]["base"]: trace for trace in _base(theme)["traces"]}
    assert colours["country"]["fillcolor"] == palette(theme).land
    assert colours["neighbours"]["fillcolor"] == palette(theme).neighbour
    assert colours["unguarded"]["line"] == {"color": palette(theme).edge, "width": 1.6, "dash": "3px,4px"}


def test_composing_puts_the_base_below_and_the_line_into_its_section():
    base = _base("dark")
    figure = {"data": [{"type": "scatter", "meta": {"line": "brest-pl"}}], "layout": {"uirevision": "map"}}
    whole = compose(figure, base)
    assert whole["data"][: len(base["traces"])] == base["traces"]
    section = whole["data"][-1]
    assert section["x"] == base["lines"]["brest-pl"]["x"]
    assert section["customdata"] == ["brest-pl"] * len(section["x"])
    assert "x" not in figure["data"][0]
