"""The wall: large enough for its room, turning only what may turn, private while guests are in."""

import math

import pytest

from tests.browser.waiting import until
from tests.dashboard import stage
from tests.scenes import scene


def floor_px(distance_m: float, height_mm: float, inner_height: int) -> int:
    cap_mm = 2 * distance_m * 1000 * math.tan(16 / 60 / 2 * math.pi / 180)
    return math.ceil(cap_mm / (height_mm / inner_height) / 0.70)


@pytest.mark.parametrize(("distance", "height_mm", "floor"), [(5, 685, 53), (5, 934, 39), (5, 1220, 30), (5, 1370, 27)])
def test_the_floor_follows_distance_and_height_of_the_screen(desk, distance, height_mm, floor):
    page = desk.open(f"/wall?distance={distance}&height_mm={height_mm}")
    desk.drawn("wall-map")
    assert page.evaluate("document.documentElement.style.getPropertyValue('--wall-px')") == f"{floor}px"
    assert floor_px(distance, height_mm, 1080) == floor


@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_no_text_is_smaller_than_the_floor(desk, language):
    page = desk.open(f"/wall?lang={language}")
    desk.drawn("wall-map")
    smallest = page.evaluate("""() => {
        const sizes = [];
        const walk = document.createTreeWalker(document.querySelector('.page-wall'), NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const element = walk.currentNode.parentElement;
            const shown = element.getClientRects().length && !element.closest('.visually-hidden, script, style');
            if (shown && walk.currentNode.data.trim()) sizes.push(parseFloat(getComputedStyle(element).fontSize));
        }
        return Math.min(...sizes);
    }""")
    assert smallest >= 53 - 0.01


def test_rows_below_high_take_turns_and_a_fresh_rise_holds_still(desk, state):
    version = stage.publish(state, scene("blind", stage.MODE))
    with stage.beating(state, version):
        check_turning(desk.open("/wall"))


def check_turning(page):
    until(page, "Number(document.querySelector('.wall-list').dataset.pages) > 1")
    showing = "document.getElementById('wall-rows').dataset.showing"
    assert page.evaluate(showing) == "1"
    until(page, f"{showing} === '2'")
    page.evaluate("""() => {
        const row = document.querySelector('#wall-rows .wall-row[data-page="1"]');
        row.dataset.risen = String(Math.floor(mezha.time.now()) - 60);
        mezha.emit('applied', 'wall');
    }""")
    assert page.evaluate(showing) == "1"
    page.wait_for_timeout(16_000)
    assert page.evaluate(showing) == "1"


def test_guests_see_no_section_and_no_site(desk):
    page = desk.open("/wall?lang=en")
    page.keyboard.press("v")
    page.wait_for_selector(".wall-list[data-audience=visitors]")
    assert page.locator(".wall-site").count() == 0
    page.keyboard.press("v")
    page.wait_for_selector(".wall-list:not([data-audience])")


def test_the_setup_card_says_what_is_assumed_and_draws_a_bar_of_100_mm(desk):
    page = desk.open("/wall?setup&lang=en")
    page.wait_for_selector("#card:visible .ruler")
    assert "5 m and 685 mm are assumed" in page.inner_text("#card")
    assert page.locator("#card .ruler").bounding_box()["width"] == pytest.approx(100 / 685 * 1080, abs=1)


def test_nothing_is_selected_on_a_wall(desk):
    page = desk.open("/wall")
    assert page.locator("[data-selected]").count() == 0


def test_without_the_frame_of_an_exercise_the_wall_keeps_its_margin(desk):
    page = desk.open("/wall?lang=en")
    inset = "parseFloat(getComputedStyle(document.querySelector('.page-wall')).paddingLeft)"
    framed = page.evaluate(inset)
    page.evaluate("document.documentElement.dataset.mode = 'live'; document.querySelector('.wall-plate')?.remove()")
    assert page.evaluate(inset) == framed > 10
    assert page.locator("#wall-date").bounding_box()["x"] > framed
    assert "gradient" not in page.evaluate("getComputedStyle(document.querySelector('.page-wall')).backgroundImage")


def test_every_sign_is_there_before_contact_is_lost(desk):
    page = desk.open("/wall?lang=en")
    until(page, "[...document.fonts].every(face => face.status === 'loaded')")
    assert page.evaluate("document.fonts.size") > 4
