"""Every page in every language and theme: whole, quiet, and talking to nobody but its own server."""

import pytest

from tests.browser.waiting import until

GRAPHS = {"/": "map", "/wall": "wall-map"}


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["en", "ru", "be"])
@pytest.mark.parametrize("path", GRAPHS)
def test_a_page_is_whole_and_asks_nobody_else(desk, path, language, theme):
    page = desk.open(f"{path}?lang={language}&theme={theme}")
    desk.drawn(GRAPHS[path])
    page.wait_for_timeout(300)
    assert desk.outside == []
    assert desk.errors == []
    root = page.evaluate("({...document.documentElement.dataset, lang: document.documentElement.lang})")
    assert (root["lang"], root["theme"], root["mode"], root["contact"]) == (language, theme, "exercise", "live")
    assert page.evaluate("document.fonts.check('600 14px \"Noto Sans\"')")
    assert page.title().endswith(page.locator("h1").inner_text())


def test_no_button_of_plotly_offers_to_share(desk):
    desk.open("/")
    desk.drawn()
    assert desk.page.locator(".modebar-btn").count() == 0


def test_the_policy_of_the_page_stops_inline_scripts(desk):
    desk.open("/")
    ran = desk.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
        " return window.ran === 1 }"
    )
    assert ran is False


def test_the_first_visit_takes_the_browsers_language(chromium, web):
    for locale, language in (("be-BY", "be"), ("de-DE", "ru"), ("en-US", "en")):
        context = chromium.new_context(locale=locale)
        page = context.new_page()
        page.goto(web.url)
        page.wait_for_selector("html[data-board=shown]")
        assert page.evaluate("document.documentElement.lang") == language
        context.close()


def test_language_and_theme_change_without_a_reload_and_are_kept(desk):
    page = desk.open("/?lang=en")
    page.evaluate("window.marker = 1")
    page.click("[data-language=be]")
    page.wait_for_selector("#sections-title:has-text('Участкі')")
    page.click("#theme-switch")
    page.wait_for_selector("html[data-theme=light]")
    assert page.evaluate("window.marker") == 1
    assert "lang=be" in page.url
    page.goto(desk.url)
    page.wait_for_selector("#sections-title:has-text('Участкі')")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert desk.errors == []


def test_the_skip_link_leads_to_the_alerts(desk):
    page = desk.open("/")
    until(page, "document.getElementById('skip').textContent !== ''")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    assert page.get_attribute("#skip", "href") == "#alerts"


def test_a_role_is_taken_in_the_header(desk):
    page = desk.open("/")
    page.wait_for_selector("#role-select")
    with page.expect_response("**/api/actor"):
        page.select_option("#role-select", "duty_mz")
    page.reload()
    until(page, "document.getElementById('role-select')?.value === 'duty_mz'")
