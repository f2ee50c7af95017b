"""The map as a browser draws it: estimated widths hold, no text covers another, every image loads."""

import pytest

from data import reference
from data.i18n import LANGUAGES, load_words
from layers.map import draw_map, map_head
from tests.layers.map.still import OVERLAPS, html, launched, needs_browser, page_of, shown
from tests.scenes import scene

REFERENCE = reference.load("belarus")
WIDTH, HEIGHT = 800, 586
LEAST_PX = 12


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


def _page(name, language, theme):
    words = load_words(language, REFERENCE)
    head = html(map_head(scene(name), words))
    style = f"width:{WIDTH}px;height:{HEIGHT}px;display:flex;flex-direction:column"
    body = (
        f'<section class="panel" id="map-panel" style="{style}">'
        f'<div id="map-head">{head}</div><div id="map" class="graph"></div></section>'
    )
    return page_of(body, draw_map(scene(name), words, theme, REFERENCE), "map", theme)


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_covers_another_in_a_browser(language, browser, tmp_path):
    with shown(browser, _page("night", language, "dark"), tmp_path, WIDTH, HEIGHT) as tab:
        assert tab.evaluate(OVERLAPS) == []
        assert tab.locator("#map image").count() == len(REFERENCE.sections)


@pytest.mark.browser
@needs_browser
def test_no_text_of_the_map_is_below_12_px_or_under_the_legend(browser, tmp_path):
    with shown(browser, _page("blind", "ru", "light"), tmp_path, WIDTH, HEIGHT) as tab:
        sizes = tab.evaluate(
            "() => [...document.querySelectorAll('#map text')].map((t) => parseFloat(getComputedStyle(t).fontSize))"
        )
        assert min(sizes) >= LEAST_PX
        legend = tab.locator(".map-legend").bounding_box()
        boxes = [text.bounding_box() for text in tab.locator("#map .annotation-text").all()]
        assert legend["y"] + legend["height"] <= HEIGHT
        assert not [b for b in boxes if b["x"] + b["width"] > legend["x"] and b["y"] + b["height"] > legend["y"]]
