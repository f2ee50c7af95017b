"""A page that is opened before there is a picture: it says so, and fills itself when the picture comes."""

import pytest

from data.i18n import load_words
from data.reference import load
from tests.browser.conftest import watching
from tests.browser.waiting import until
from tests.dashboard import stage

WAITING = "#waiting:not([hidden])"
LATE = """() => {
    const mount = document.getElementById.bind(document);
    const late = new Set(["cover", "waiting", "status", "alarm", "card", "page", "wall-rows"]);
    document.getElementById = (id) => (window.mounted || !late.has(id) ? mount(id) : null);
    const query = document.querySelector.bind(document);
    document.querySelector = (found) => (window.mounted || !/#(cover|waiting)/.test(found) ? query(found) : null);
}"""
"""Hides what lies over the page, as if Dash had not laid it out yet."""


@pytest.fixture
def web(tmp_path):
    with stage.running(tmp_path, app="dashboard.server") as process:
        yield process


@pytest.fixture
def early(chromium, web):
    with watching(chromium, web) as watched:
        yield watched


def said(language):
    return load_words(language, load(), strict=True).t("shell_waiting")


def in_the_middle(page):
    box, size = page.locator("#waiting").bounding_box(), page.viewport_size
    off = (box["x"] + box["width"] / 2 - size["width"] / 2, box["y"] + box["height"] / 2 - size["height"] / 2)
    return max(map(abs, off)) <= 1


@pytest.mark.parametrize("language", ["en", "ru", "be"])
@pytest.mark.parametrize(("path", "filled"), [("/", "#sections tr[data-select]"), ("/wall", "#wall-rows .wall-row")])
def test_a_page_opened_before_the_first_picture_says_so_and_fills_itself(early, tmp_path, path, filled, language):
    page = early.page
    page.goto(f"{early.url}{path}?lang={language}")
    page.wait_for_selector(WAITING)
    assert page.inner_text("#waiting") == said(language)
    assert in_the_middle(page)
    until(page, "document.getElementById('status').textContent === document.getElementById('waiting').textContent")
    assert page.locator("#cover").is_hidden()
    assert page.locator(filled).count() == 0
    page.evaluate("window.marker = 1")
    stage.publish(tmp_path, stage.surge())
    page.wait_for_selector("html[data-board=shown]")
    page.wait_for_selector(filled)
    assert page.locator("#waiting").is_hidden()
    assert page.get_attribute("html", "data-contact") == "live"
    assert page.evaluate("window.marker") == 1
    assert early.errors == []


def test_the_words_follow_the_language_and_the_wall_reads_them_from_afar(early):
    page = early.page
    page.goto(f"{early.url}/?lang=en")
    page.wait_for_selector(WAITING)
    page.click("[data-language=be]")
    until(page, f"document.getElementById('waiting').textContent === {said('be')!r}")
    page.goto(f"{early.url}/wall?lang=en")
    page.wait_for_selector(WAITING)
    until(page, "parseFloat(getComputedStyle(document.getElementById('waiting')).fontSize) >= mezha.wall.floorPx()")
    assert in_the_middle(page)
    assert early.errors == []


def test_keys_and_buttons_pressed_while_there_is_nothing_yet_break_nothing(early):
    page = early.page
    page.goto(f"{early.url}/?lang=en")
    page.wait_for_selector(WAITING)
    page.wait_for_selector("#map-tools [data-view='+']")
    for key in ("j", "k", "1", "9", "m", "+", "-", "0", "ArrowLeft", "?", "Escape", "v", "l"):
        page.keyboard.press(key)
    page.click("#map-tools [data-view='+']")
    page.click("#theme-switch")
    assert early.errors == []


def test_news_that_come_before_the_page_is_laid_out_break_nothing(early, tmp_path):
    page = early.page
    page.add_init_script(f"({LATE})()")
    page.goto(f"{early.url}/?lang=en&watch_s=12")
    until(page, "window.mezha?.delivery.contact.everAt !== null")
    page.evaluate("mezha.delivery.contact.beat = 0; mezha.emit('contact')")
    assert page.get_attribute("html", "data-contact") == "silent"
    page.keyboard.press("?")
    page.evaluate("mezha.delivery.contact.beat = null; mezha.emit('contact'); window.mounted = true")
    page.evaluate("document.body.append(document.createElement('i'))")
    page.wait_for_selector(WAITING)
    stage.publish(tmp_path, stage.surge())
    page.wait_for_selector("#sections tr[data-select]")
    assert page.locator("#waiting").is_hidden()
    assert early.errors == []


def test_without_contact_a_waiting_page_says_that_too(early, web):
    page = early.page
    page.goto(f"{early.url}/?lang=en&watch_s=12")
    page.wait_for_selector(WAITING)
    web.stop()
    page.wait_for_selector("#cover:not([hidden])", timeout=25_000)
    assert page.inner_text("#cover-title").startswith("No contact since ")
    assert page.inner_text("#cover-text") == ""
    assert page.locator("#waiting").is_visible()


def test_a_page_asked_for_visitors_shows_the_wall_which_alone_has_a_form_for_them(early, tmp_path):
    stage.publish(tmp_path, stage.surge())
    page = early.page
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/board/" in request.url else None)
    page.goto(f"{early.url}/?lang=en&audience=visitors")
    page.wait_for_url("**/wall?lang=en&audience=visitors")
    page.wait_for_selector(".wall-list[data-audience=visitors]")
    assert all("/board/wall/" in url for url in asked)
