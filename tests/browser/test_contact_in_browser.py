"""Contact lost, clock silent, picture stuck: the page says so in time, and recovers by itself."""

import time

import pytest

from tests.browser.waiting import until
from tests.dashboard import stage

COVER = "#cover:not([hidden])"
HIDDEN = "#cover[hidden]"


@pytest.fixture
def state(tmp_path):
    stage.publish(tmp_path, stage.surge())
    return tmp_path


@pytest.fixture
def web(state):
    with stage.running(state, app="dashboard.server") as process:
        yield process


def test_without_contact_the_page_covers_itself_within_35_seconds_and_recovers_without_a_reload(
    desk, state, web, version
):
    page = desk.open("/?lang=en")
    desk.drawn()
    page.evaluate("window.marker = 1")
    lost_at = page.inner_text("#clock-time")
    web.stop()
    start = time.monotonic()
    page.wait_for_selector(COVER, timeout=40_000)
    assert 20 < time.monotonic() - start < 36
    assert page.get_attribute("html", "data-contact") == "lost"
    title = page.inner_text("#cover-title")
    assert title.startswith("No contact since ")
    assert title.removeprefix("No contact since ") >= lost_at
    assert page.inner_text("#cover-text").startswith("Picture of 02:14, ")
    assert page.locator("#sections tr[data-select=grodno-pl]").is_visible()
    assert page.locator("#role-select").is_disabled()
    with stage.running(state, port=web.port, app="dashboard.server"):
        stage.beat(state, version)
        page.wait_for_selector(HIDDEN, state="attached", timeout=20_000)
        assert page.get_attribute("html", "data-contact") == "live"
        assert page.evaluate("window.marker") == 1
        until(page, "document.getElementById('status').textContent.startsWith('Contact restored ')")
        changed = stage.publish(state, stage.changed(stage.surge()))
        assert changed > version
        page.wait_for_selector("#sections tr.level-1[data-select=lida-lt]")


def test_a_silent_clock_is_told_apart_from_a_silent_server(desk, state, version):
    page = desk.open("/?lang=en")
    stage.beat(state, version, at=time.time() - 40)
    page.wait_for_selector(COVER, timeout=25_000)
    assert page.get_attribute("html", "data-contact") == "silent"
    assert page.inner_text("#cover-title").startswith("Server alive, data clock silent since ")
    stage.beat(state, version)
    page.wait_for_selector(HIDDEN, state="attached", timeout=25_000)
    assert page.get_attribute("html", "data-contact") == "live"


def test_a_picture_that_cannot_be_renewed_is_said_to_be_old(desk, state, version):
    page = desk.open("/?lang=en&watch_s=12")
    with stage.beating(state, version):
        page.route("**/board/**", lambda route: route.fulfill(status=500, body="{}"))
        stage.publish(state, stage.changed(stage.surge()))
        page.wait_for_selector(COVER, timeout=25_000)
        assert page.inner_text("#cover-title").startswith("Picture not renewed since ")
        page.unroute("**/board/**")
        page.wait_for_selector(HIDDEN, state="attached", timeout=25_000)
        page.wait_for_selector("#sections tr.level-1[data-select=lida-lt]")


def test_the_time_to_the_cover_can_be_made_shorter_but_never_longer(desk, web):
    for asked, used in (("12", 12), ("1", 12), ("300", 30), ("x", 30)):
        page = desk.open(f"/?watch_s={asked}")
        assert page.evaluate("mezha.cover.limitS") == used


def test_the_wall_keeps_its_levels_readable_under_the_cover(desk, web):
    page = desk.open("/wall?lang=ru&watch_s=12")
    desk.drawn("wall-map")
    web.stop()
    page.wait_for_selector(COVER, timeout=20_000)
    assert page.inner_text("#cover-title").startswith("Нет связи с ")
    row, cover = (page.locator(name).bounding_box() for name in ("#wall-rows .wall-row >> nth=0", "#cover"))
    assert row["y"] + row["height"] <= cover["y"]
    assert page.evaluate("getComputedStyle(document.getElementById('wall-clock'), '::before').content") == '"≈"'


def test_a_page_reloads_for_a_new_build_only_when_nobody_uses_it(desk):
    page = desk.open("/wall")
    page.evaluate("window.marker = 1; mezha.emit('new-build')")
    page.wait_for_timeout(1500)
    assert page.evaluate("window.marker") == 1
    with page.expect_navigation(timeout=20_000):
        pass
