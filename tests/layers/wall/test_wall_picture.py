"""The wall as a browser draws it at 55 inches and 5 m: 53 px, nothing cut, still readable when contact is lost."""

import pytest

from data import reference
from data.i18n import LANGUAGES, load_words
from layers.wall import render_wall
from tests.layers.map.still import TEXTS, html, launched, needs_browser, page_of, scaled, shown
from tests.scenes import scene, with_sections

REFERENCE = reference.load("belarus")
FLOOR_PX = 53
"""ceil(2 * 5000 mm * tan(16 arcmin / 2) / (685 mm / 1080 px) / 0.70)."""
COVER = '<div id="cover" class="cover"><h2 id="cover-title">{}</h2><p id="cover-text">…</p></div>'
ALL_HIGH = {section.id.replace("-", "_"): {"level": 2} for section in REFERENCE.sections}


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


def _page(situation, language="ru", contact="live", audience="staff", cover=""):
    board = render_wall(situation, load_words(language, REFERENCE), "dark", audience, REFERENCE)
    top, national, rows, foot = (html(board[f"wall-{x}"]["children"]) for x in ("top", "national", "rows", "foot"))
    body = (
        f'<div class="app"><div class="page page-wall"><header id="wall-top">{top}</header><main class="wall-main">'
        f'<div class="wall-left"><div id="wall-map" class="graph"></div></div><div class="wall-right">'
        f'<div id="wall-national">{national}</div><div id="wall-rows">{rows}</div></div></main>'
        f'<footer id="wall-foot">{foot}</footer></div>{cover}</div>'
    )
    root = f'data-mode="exercise" data-contact="{contact}" style="--wall-px:{FLOOR_PX}px"'
    return page_of(body, scaled(board["wall-map"]["figure"], FLOOR_PX), "wall-map", "dark", root)


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(
    ("situation", "language", "audience"),
    [
        *((scene("night"), language, "staff") for language in LANGUAGES),
        (scene("blind"), "be", "staff"),
        (with_sections(scene("night"), **ALL_HIGH), "ru", "staff"),
        (scene("night"), "ru", "visitors"),
    ],
    ids=["en", "ru", "be", "blind", "all-high", "visitors"],
)
def test_no_text_is_below_the_floor_or_cut(situation, language, audience, browser, tmp_path):
    with shown(browser, _page(situation, language, audience=audience), tmp_path, 1920, 1080) as tab:
        texts = tab.evaluate(TEXTS)
        assert min(text["px"] for text in texts) >= FLOOR_PX
        assert [text["text"] for text in texts if text["cut"]] == []
        assert tab.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
            1920,
            1080,
        ]
        side = min(box["width"] for box in _boxes(tab, "#wall-rows .glyph, #wall-map image"))
        assert side >= 1.4 * FLOOR_PX


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(
    "situation", [scene("night"), with_sections(scene("night"), **ALL_HIGH)], ids=["night", "all-high"]
)
def test_the_plate_of_lost_contact_leaves_every_row_in_sight(situation, browser, tmp_path):
    page = _page(situation, contact="lost", cover=COVER.format("Нет связи с 14:32"))
    with shown(browser, page, tmp_path, 1920, 1080) as tab:
        plate = tab.locator("#cover").bounding_box()
        assert max(row["y"] + row["height"] for row in _boxes(tab, ".wall-row")) <= plate["y"] + 2
        assert tab.locator(".wall-contact.lost").is_visible()
        assert not tab.locator(".wall-contact.live").is_visible()


@pytest.mark.browser
@needs_browser
def test_the_page_chosen_by_the_script_is_the_one_that_shows(browser, tmp_path):
    with shown(browser, _page(scene("blind")), tmp_path, 1920, 1080) as tab:
        rows = tab.locator(".wall-row:visible")
        assert {row.get_attribute("data-page") for row in rows.all()} == {"1"}
        tab.evaluate("() => { document.getElementById('wall-rows').dataset.showing = '2' }")
        assert {row.get_attribute("data-page") for row in rows.all()} == {"2"}
        assert tab.locator(".wall-page:visible").inner_text() == "2 / 2"


def _boxes(tab, selector):
    return [node.bounding_box() for node in tab.locator(selector).all() if node.is_visible()]
