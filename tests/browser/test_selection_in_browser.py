"""What is chosen is what is shown, and what is most urgent stands first, however somebody gets there."""

import time

from tests.browser.waiting import until
from tests.dashboard import stage

CHOSEN = "document.querySelector('#sections [aria-selected=true]').dataset.select"
NAME = f"document.querySelector('#sections tr[data-select=\"' + {CHOSEN} + '\"] .c-section b').textContent"
SHOWN = f"document.getElementById('capacity').textContent.includes({NAME})"
ORDER = "[...document.querySelectorAll('#sections tr[data-select]')].map(row => row.dataset.select)"


def test_capacity_follows_back_to_a_section_that_was_shown_before(desk):
    page = desk.open("/?lang=en")
    page.wait_for_selector("#capacity :text('Grodno · Poland')")
    page.click("#sections tr[data-select=brest-pl]")
    page.wait_for_selector("#capacity :text('Brest · Poland')")
    page.click("#sections tr[data-select=grodno-pl]")
    page.wait_for_selector("#capacity :text('Grodno · Poland')")
    assert page.evaluate(CHOSEN) == "grodno-pl"
    assert desk.errors == []


def test_capacity_follows_fast_keys_back_and_forth(desk):
    page = desk.open("/?lang=en")
    page.wait_for_selector("#capacity :text('Grodno · Poland')")
    for keys in ("jjk", "jk", "jjjkkk", "j1"):
        for key in keys:
            page.keyboard.press(key)
        until(page, SHOWN)
        page.wait_for_timeout(400)
        assert page.evaluate(SHOWN)
    assert desk.errors == []


def test_an_answer_that_comes_late_does_not_show_a_section_that_was_left(desk):
    page = desk.open("/?lang=en")
    page.wait_for_selector("#capacity :text('Grodno · Poland')")

    def late(route):
        time.sleep(0.7)
        route.continue_()

    page.route("**/board/section:brest-pl/**", late)
    page.click("#sections tr[data-select=brest-pl]")
    page.click("#sections tr[data-select=lida-lt]")
    page.wait_for_selector("#capacity :text('Lida · Lithuania')")
    page.wait_for_timeout(1000)
    assert page.evaluate(SHOWN)


def test_a_new_version_reaches_the_section_that_was_come_back_to(desk, state):
    page = desk.open("/?lang=en")
    page.wait_for_selector("#capacity :text('Grodno · Poland')")
    page.click("#sections tr[data-select=lida-lt]")
    page.wait_for_selector("#capacity :text('Lida · Lithuania')")
    stage.publish(state, stage.changed(stage.surge(), level=2))
    until(page, "document.querySelector('#sections tr[data-select=lida-lt]').classList.contains('level-2')")
    page.click("#sections tr[data-select=grodno-pl]")
    page.wait_for_selector("#capacity :text('Grodno · Poland')")
    assert page.evaluate(SHOWN)


def test_a_focus_that_only_rests_does_not_keep_the_most_urgent_from_coming_first(desk, state, version):
    page = desk.open("/?lang=en")
    page.click("#sections tr[data-select=brest-pl]")
    page.focus("#sections tr[data-select=brest-pl]")
    page.mouse.move(5, 5)
    before = page.evaluate(ORDER)
    with stage.beating(state, version):
        stage.publish(state, stage.changed(stage.surge(), level=3))
        until(page, "document.querySelector('#sections tr[data-select=lida-lt]').classList.contains('level-3')")
        assert page.evaluate(ORDER) == before
        until(page, f"({ORDER})[0] === 'lida-lt'")
    assert page.evaluate("document.activeElement.dataset.select") == "brest-pl"
    page.keyboard.press("1")
    assert page.evaluate(CHOSEN) == "lida-lt"


def test_a_pointer_that_only_rests_lets_a_list_be_put_in_order(desk, state, version):
    page = desk.open("/?lang=en")
    row = page.locator("#sections tr[data-select=minsk-air]").bounding_box()
    page.mouse.move(row["x"] + 20, row["y"] + 5)
    page.mouse.move(row["x"] + 30, row["y"] + 8)
    with stage.beating(state, version):
        stage.publish(state, stage.changed(stage.surge(), level=3))
        until(page, "document.querySelector('#sections tr[data-select=lida-lt]').classList.contains('level-3')")
        assert page.evaluate(f"({ORDER})[0]") != "lida-lt"
        until(page, f"({ORDER})[0] === 'lida-lt'")
