"""Contact lost, clock silent, picture stuck: the page says so in time, and recovers by itself."""

import re
import time
from dataclasses import replace

import pytest

from data.i18n.calendar import write_clock as clock
from tests.browser.waiting import until
from tests.dashboard import stage

COVER = "#cover:not([hidden])"
HIDDEN = "#cover[hidden]"
AGE = re.compile(r"(?P<n>\d+)\s(?P<unit>s|min) ago")


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
    assert page.inner_text("#beat .two-lines > .when-lost") == "No contact"
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


def test_in_a_fast_exercise_the_cover_counts_the_minutes_of_the_room(desk, state, web, version):
    begun = stage.base(60)
    stage.beat(state, version, timebase=begun)
    page = desk.open("/?lang=en&watch_s=12")
    until(page, "mezha.time.isFast()")
    web.stop()
    stopped = time.time()
    page.wait_for_selector(COVER, timeout=25_000)
    heard = page.evaluate("mezha.time.wall() - (performance.now() - mezha.delivery.contact.at) / 1000")
    since, text = page.inner_text("#cover-title"), page.inner_text("#cover-text")
    waited = time.time() - begun.wall0
    assert abs(stopped - heard) < 12
    assert clock(begun.now(heard)) == since.removeprefix("No contact since ")
    assert text.startswith("Picture of 02:14, ")
    age = AGE.fullmatch(text.removeprefix("Picture of 02:14, "))
    assert age is not None
    seconds = int(age["n"]) * (60 if age["unit"] == "min" else 1)
    assert waited - 65 <= seconds <= waited
    assert waited < 300 < (begun.now(time.time()) - begun.t0)


def test_the_page_knows_when_a_moment_of_the_picture_was_shown(desk, state, version):
    stage.beat(state, version, timebase=replace(stage.base(60), until=stage.NOW + 7200))
    page = desk.open("/")
    until(page, "mezha.time.isFast()")
    for moment in (stage.NOW - 600, stage.NOW, stage.NOW + 3600, stage.NOW + 7200, stage.NOW + 9000):
        assert page.evaluate(f"mezha.time.pictureOf(mezha.time.wallOf({moment}))") == pytest.approx(moment, abs=1e-3)


def test_a_silent_clock_is_told_apart_from_a_silent_server(desk, state, version):
    page = desk.open("/?lang=en")
    stage.beat(state, version, at=time.time() - 40)
    page.wait_for_selector(COVER, timeout=25_000)
    assert page.get_attribute("html", "data-contact") == "silent"
    assert page.inner_text("#cover-title").startswith("Server alive, data clock silent since ")
    assert page.inner_text("#beat .two-lines > .when-lost").lower() == "data silent"
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
