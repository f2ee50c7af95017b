"""The wall's components: complete, small, and honest when nothing is known."""

import json
import re
from dataclasses import replace

import pytest

from data import reference
from data.i18n import LANGUAGES, load_words
from layers.markup import text_of
from layers.palette import STYLE_SHEET, THEMES
from layers.wall import render_wall
from layers.wall.foot import fullest
from tests.scenes import SCENES, scene

REFERENCE = reference.load("belarus")
STYLES = STYLE_SHEET.with_name("40-wall.css")
LARGEST_BYTES = 60_000


def _wall(name="night", language="en", theme="dark", audience="staff", mode="exercise"):
    return render_wall(scene(name, mode), load_words(language, REFERENCE, strict=True), theme, audience, REFERENCE)


def _text(board, component):
    return text_of(board[component]["children"]).replace("\u00a0", " ")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_every_component_is_there_in_each_language_and_theme(name, language, theme):
    board = _wall(name, language, theme)
    assert set(board) == {"wall-top", "wall-map", "wall-national", "wall-rows", "wall-foot"}
    assert len(json.dumps(board, ensure_ascii=False).encode()) < LARGEST_BYTES


def test_the_exercise_is_named_in_exercises_only():
    assert "EXERCISE" in _text(_wall(), "wall-top")
    assert "EXERCISE" not in _text(_wall(mode="live"), "wall-top")


def test_the_page_finds_the_places_that_it_writes_into():
    found = re.findall(r'"id": "([^"]+)"', json.dumps(_wall()["wall-top"]))
    assert found == ["wall-date", "wall-beat", "wall-clock"]


def test_the_worst_level_stands_with_its_count():
    assert _text(_wall("night"), "wall-national") == "Critical 1 section"
    assert _text(_wall("night", "ru"), "wall-national") == "Критический 1 участок"


def test_silent_sections_outweigh_routine_ones():
    assert _text(_wall("blind"), "wall-national") == "No data 6 sections"
    assert _text(_wall("calm"), "wall-national") == "Routine 12 sections"


def test_the_four_fullest_sites_are_shown():
    assert [s.id for s in fullest(scene("night").facilities)] == [
        "bruzgi",
        "grodno-transit",
        "berestovitsa-heating",
        "minsk-transit",
    ]
    foot = _text(_wall("night"), "wall-foot")
    assert "Bruzgi 104 %" in foot
    assert "full" in foot


def test_a_site_without_report_shows_no_percent():
    foot = _text(_wall("blind"), "wall-foot")
    assert "%" not in foot
    assert "no data" in foot


def test_a_silent_site_comes_before_calm_ones():
    facilities = [
        replace(f, occupancy=None, band=None) if f.id == "lida-reception" else f for f in scene("calm").facilities
    ]
    assert fullest(tuple(facilities))[0].id == "lida-reception"


def test_feeds_in_trouble_are_counted_and_not_configured_ones_are_not():
    assert _text(_wall("night"), "wall-foot").endswith("2 feeds in trouble")
    assert _text(_wall("blind"), "wall-foot").endswith("5 feeds in trouble")
    assert _text(_wall("calm"), "wall-foot").endswith("0 feeds in trouble")


def test_visitors_see_no_site_and_no_section_name():
    board = _wall("night", audience="visitors")
    texts = " ".join(_text(board, component) for component in board if "children" in board[component])
    assert not [s.id for s in REFERENCE.sections if s.short.en in texts or s.names.en in texts]
    assert not [s.id for s in REFERENCE.sites if s.id in json.dumps({**board, "wall-map": None})]
    assert "%" not in texts


@pytest.mark.parametrize("audience", ["staff", "visitors"])
def test_numbers_that_the_wall_does_not_show_are_not_sent_to_it(audience):
    figure = json.dumps(_wall("night", audience=audience)["wall-map"])
    assert "hovertext" not in figure
    assert "812" not in figure


def test_no_size_on_the_wall_is_a_bare_number_of_pixels():
    sheet = re.sub(r"/\*.*?\*/", "", STYLES.read_text(encoding="utf-8"), flags=re.DOTALL)
    sizes = set(re.findall(r"(?<![\w-])\d*\.?\d+px", sheet))
    assert sizes <= {"53px", "1px", "0px"}
    assert re.search(r"#[0-9A-Fa-f]{3,8}\b(?![^{]*\{)", sheet) is None


def test_text_on_the_wall_is_never_set_below_the_floor():
    sheet = STYLES.read_text(encoding="utf-8")
    factors = re.findall(r"font-size: (?:min\()?calc\(var\(--u\) \* ([\d.]+)\)", sheet)
    assert factors
    assert min(map(float, factors)) >= 1
