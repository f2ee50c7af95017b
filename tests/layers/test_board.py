"""Boards: every component of every view, in every language and theme, for every scene."""

from importlib import import_module

import orjson
import pytest

from data.i18n import LANGUAGES
from data.reference import load
from layers.board import has_view, render, section_of
from layers.markup import text_of
from layers.palette import THEMES
from tests.layers.speech import nodes, speak
from tests.scenes import SCENES, scene

DUTY = {
    *("words", "stripe", "brand", "nav", "national", "known", "beat", "clock"),
    *("sections", "map-head", "map", "alerts", "lanes-head", "lanes", "feeds"),
}
DATA = {
    *("words", "stripe", "brand", "nav", "national", "known", "beat", "clock"),
    *("data-figures", "data-board"),
}
WALL = {"words", "wall-top", "wall-map", "wall-national", "wall-rows", "wall-foot"}


def board(view: str, name: str = "surge", language: str = "en", theme: str = "dark"):
    return render(view, scene(name), speak(language), theme, "internal", load())


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["duty", "section:grodno-pl", "section:polotsk-lt", "wall", "data"])
def test_every_view_speaks_every_language_in_every_scene(view, name, language):
    assert orjson.dumps(board(view, name, language))


def test_the_duty_board_fills_every_container():
    assert set(board("duty")) == DUTY


def test_the_data_page_fills_every_container():
    assert set(board("data")) == DATA
    assert set(board("feed:gpk_equeue")) == {"data-about", "data-terms"}


def test_the_wall_fills_every_container():
    assert set(board("wall")) == WALL


@pytest.mark.parametrize("theme", THEMES)
def test_components_are_ones_that_dash_knows_with_properties_that_it_takes(theme):
    library = import_module("dash.html")
    views = ("duty", "section:grodno-pl", "data", "feed:gpk_detections")
    for component in (part for view in views for part in board(view, theme=theme).values()):
        for node in nodes(component.get("children")):
            kind = getattr(library, node["type"])()
            known = {*kind.available_properties, "key"}
            strange = [p for p in node["props"] if p not in known and not p.startswith(("data-", "aria-"))]
            assert not strange, node["type"]


def test_every_glyph_has_a_word_beside_it_or_an_accessible_name():
    for component in (*board("duty").values(), *board("section:grodno-pl").values()):
        for node in nodes(component.get("children")):
            children = node["props"].get("children")
            images = (
                [c for c in children if isinstance(c, dict) and c["type"] == "Img"]
                if isinstance(children, list)
                else []
            )
            assert not images or text_of(node).strip()


def test_a_selected_crossing_or_site_shows_its_section():
    for place in ("BY-PL-01", "bruzgi", "grodno-pl"):
        chosen = board(f"section:{place}")
        assert chosen["selection-store"]["data"] == {"id": place, "section": "grodno-pl", "name": "Grodno · Poland"}
        assert "Bruzgi reception site" in text_of(chosen["capacity"]["children"])


def test_views_that_do_not_exist_are_known_before_rendering():
    reference = load()
    assert all(has_view(view, reference) for view in ("duty", "wall", "section:brest-ua", "section:BY-LT-14"))
    strange = ("", "desk", "duty:brest-ua", "section", "section:", "section:BY-RU-54", "section:../../etc", "wall:x")
    assert not any(has_view(view, reference) for view in strange)
    assert section_of("nowhere", reference) is None
    with pytest.raises(KeyError):
        board("section:nowhere")


def test_the_script_gets_its_words_and_the_most_urgent_section():
    words = board("duty", language="ru")["words"]["data"]
    assert words["language"] == "ru"
    assert words["first"] == "grodno-pl"
    assert words["mode"] == "exercise"
    assert "{time}" in words["no_contact_since"]
    assert words["months"][10] == "ноября"
    assert words["weekdays"][0] == "Пн"


def test_a_board_is_the_same_bytes_for_the_same_situation():
    assert orjson.dumps(board("duty")) == orjson.dumps(board("duty"))
