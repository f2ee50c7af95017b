"""The duty desk as a browser draws it: the page fills the screen exactly, and no text is cut or too small."""

import pytest

from data.i18n import LANGUAGES
from data.reference import load
from layers.board import render
from tests.layers.map.still import TEXTS, html, launched, needs_browser, page_of, shown
from tests.layers.speech import speak
from tests.scenes import SCENES, scene

HEADER = ("national", "known", "beat", "role", "tools", "clock")
SIZE = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
TOOLS = (
    '<div class="segmented"><button>РУ</button><button>БЕ</button><button>EN</button></div><button>◐</button>'
    "<select><option>{role}</option></select><button>?</button>"
)


@pytest.fixture(scope="module")
def browser():
    with launched() as opened:
        yield opened


def page(name: str, language: str, theme: str = "dark", contact: str = "live", section: str = "grodno-pl") -> str:
    words = speak(language)
    board = render("duty", scene(name), words, theme, "staff", load())
    board |= render(f"section:{section}", scene(name), words, theme, "staff", load())

    def filled(part: str) -> str:
        return html(board[part]["children"]) if part in board else ""

    parts = {part: filled(part) for part in HEADER} | {"tools": TOOLS.format(role=f"{words.t('role_duty')}, GPK")}
    header = "".join(f'<div id="{part}" class="{part}">{inside}</div>' for part, inside in parts.items())
    panels = "".join(
        f'<section id="{p}" class="panel">{filled(p)}</section>' for p in ("sections", "alerts", "capacity")
    )
    graphs = "".join(
        f'<section id="{p}-panel" class="panel"><div id="{p}-head">{filled(f"{p}-head")}</div>'
        f'<div id="{p}" class="graph"></div></section>'
        for p in ("map", "lanes")
    )
    body = (
        f'<div class="app"><div class="page page-duty"><div id="stripe" class="stripe">{filled("stripe")}</div>'
        f'<header class="header"><div class="brand">{filled("brand")}</div><nav class="nav">{filled("nav")}</nav>'
        f'{header}</header><main class="main">{panels}{graphs}</main>'
        f'<footer id="feeds" class="feeds">{filled("feeds")}</footer>'
        f'</div><div id="cover" class="cover" {"hidden" if contact == "live" else ""}><h2>{words.t("no_contact_since")}'
        "</h2></div></div>"
        "<script>document.getElementById('clock-time').textContent = '02:14';"
        "document.getElementById('clock-seconds').textContent = ':36';</script>"
    )
    root = f'lang="{language}" data-mode="exercise" data-contact="{contact}"'
    return page_of(body, board["map"]["figure"], "map", theme, root)


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_no_text_is_cut_and_the_page_fills_the_screen(name, language, browser, tmp_path):
    with shown(browser, page(name, language), tmp_path, 1920, 1080) as tab:
        texts = tab.evaluate(TEXTS)
        assert [text["text"] for text in texts if text["cut"]] == []
        assert min(text["px"] for text in texts) >= 12
        assert tab.evaluate(SIZE) == [1920, 1080]


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1600, 900), (1024, 1366), (2560, 1440)])
def test_no_screen_scrolls_sideways(width, height, browser, tmp_path):
    with shown(browser, page("night", "ru"), tmp_path, width, height) as tab:
        assert tab.evaluate(SIZE)[0] == width
        assert min(text["px"] for text in tab.evaluate(TEXTS)) >= 12


@pytest.mark.browser
@needs_browser
def test_all_twelve_sections_are_in_sight_without_scrolling(browser, tmp_path):
    with shown(browser, page("night", "be"), tmp_path, 1920, 1080) as tab:
        panel = tab.locator("#sections").bounding_box()
        rows = [row.bounding_box() for row in tab.locator("#sections tbody tr").all()]
        assert len(rows) == 12
        assert max(row["y"] + row["height"] for row in rows) <= panel["y"] + panel["height"] + 1


@pytest.mark.browser
@needs_browser
def test_lost_contact_greys_the_picture_and_leaves_the_sections_readable(browser, tmp_path):
    with shown(browser, page("surge", "ru", contact="lost"), tmp_path, 1920, 1080) as tab:
        assert "grayscale(1)" in tab.evaluate("getComputedStyle(document.querySelector('.main')).filter")
        plate, sections = tab.locator("#cover").bounding_box(), tab.locator("#sections").bounding_box()
        assert plate["height"] == 120
        assert sections["y"] + sections["height"] <= plate["y"]
        assert tab.locator("#beat b.when-lost").is_visible()
        assert not tab.locator("#beat b.when-live").is_visible()


@pytest.mark.browser
@needs_browser
def test_the_shipped_typeface_is_the_one_that_is_drawn(browser, tmp_path):
    with shown(browser, page("surge", "be"), tmp_path, 1920, 1080) as tab:
        loaded = "() => [...document.fonts].filter((f) => f.status === 'loaded').map((f) => `${f.family} ${f.weight}`)"
        faces = {face.replace('"', "") for face in tab.evaluate(loaded)}
        assert {"Noto Sans 400", "Noto Sans 600"} <= faces
