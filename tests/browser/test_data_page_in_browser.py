"""The data page in a real browser: whole in every language, worked by keyboard, steady under new versions."""

from dataclasses import replace

import pytest

from data.domain.moment import HOUR
from data.domain.observation import Observation, Reject, Report
from data.store import open_store
from data.store.contract import Run
from tests.browser.waiting import until
from tests.dashboard import stage
from tests.scenes import NOW
from tests.troubled_feeds import troubled

CHOSEN = "document.querySelector('#data-board [data-selected]')?.dataset.feed"
TITLE = "document.getElementById('data-detail-title')?.textContent"
CUT = """() => [...document.querySelectorAll('.feed-table td, .feed-table th, .figure *, #data-detail td, .header *')]
  .filter(e => e.clientWidth > 0 && getComputedStyle(e).display !== 'inline' && !e.closest('.visually-hidden'))
  .filter(e => e.scrollWidth > e.clientWidth + 1 && !e.matches('.source, select, code'))
  .map(e => e.textContent)"""


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    folder = tmp_path_factory.mktemp("state")
    stage.publish(folder, troubled())
    store = open_store(stage.run_on(folder), write=True)
    rejects = (Reject("hour-1.csv", 14, "arrived", "bad_number", "", "grodno-pl, •, 4"),)
    arrived = Observation("grodno-pl", "arrived", NOW - 3 * HOUR, NOW - 2 * HOUR, NOW - 2 * HOUR, 40.0)
    run = Run("gpk_detections", NOW - HOUR, NOW - HOUR + 2, "used", "hour-1.csv", digest="a")
    store.record("gpk_detections", Report((arrived,), rejects), run, NOW - HOUR + 2, {"grodno-pl": "grodno"})
    store.close()
    return folder


@pytest.fixture
def version(state, web):
    number = stage.publish(state, troubled())
    stage.wait_until(lambda: web.get("/version").json()["version"] == number)
    return number


def opened(desk, feed: str = "gpk_detections", **query: str):
    """The data page with a feed chosen, its account there."""
    more = "".join(f"&{name}={value}" for name, value in query.items())
    page = desk.open(f"/data?lang=en&feed={feed}{more}")
    page.wait_for_selector("#data-account :text('Last runs')")
    return page


def take_role(page, role: str) -> None:
    page.wait_for_selector("#role-select")
    with page.expect_response("**/api/actor"):
        page.select_option("#role-select", role)
    until(page, f"document.documentElement.dataset.role === '{role}'")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["en", "ru", "be"])
def test_the_page_is_whole_and_asks_nobody_else(desk, language, theme):
    page = desk.open(f"/data?lang={language}&theme={theme}&feed=gpk_detections")
    page.wait_for_selector("#data-account table")
    assert page.evaluate(CUT) == []
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        1920,
        1080,
    ]
    assert page.locator("#data-board tr[data-feed]").count() == 6
    assert page.locator("#data-board button.absent").count() == 1
    assert desk.outside == []
    assert desk.errors == []


def test_before_anybody_chooses_the_worst_feed_is_shown(desk):
    page = desk.open("/data?lang=en&feed=nothing")
    until(page, f"{TITLE} === 'Electronic queue'")
    assert page.evaluate(CHOSEN) == "gpk_equeue"
    assert desk.errors == []


def test_arrows_and_letters_choose_a_feed_and_the_address_keeps_it(desk):
    page = desk.open("/data?lang=en")
    until(page, f"{CHOSEN} === 'gpk_equeue'")
    page.focus("#data-board tr[data-feed=gpk_equeue]")
    page.keyboard.press("ArrowDown")
    until(page, f"{TITLE} === 'Border detections'")
    page.keyboard.press("j")
    until(page, f"{TITLE} === 'Crossings, traffic'")
    page.keyboard.press("k")
    until(page, f"{TITLE} === 'Border detections'")
    assert "feed=gpk_detections" in page.url
    page.keyboard.press("End")
    until(page, f"{TITLE} === 'Hazard warnings'")
    page.reload()
    until(page, f"{TITLE} === 'Hazard warnings'")
    assert desk.errors == []


def test_one_row_is_reached_by_tab_and_says_that_it_is_selected(desk):
    page = opened(desk)
    reached = "[...document.querySelectorAll('#data-board [data-feed][tabindex=\"0\"]')].map(row => row.dataset.feed)"
    assert page.evaluate(reached) == ["gpk_detections"]
    assert page.get_attribute("#data-board tr[data-feed=gpk_detections]", "aria-selected") == "true"
    assert page.get_attribute("#data-board tr[data-feed=gpk_equeue]", "aria-selected") == "false"


def test_enter_leads_into_the_details_and_escape_back(desk):
    page = opened(desk)
    page.focus("#data-board tr[data-feed=gpk_detections]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#data-detail') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.feed") == "gpk_detections"


def test_a_new_version_leaves_choice_focus_scroll_and_what_is_unfolded(desk, state):
    page = opened(desk)
    page.focus("#data-board tr[data-feed=gpk_detections]")
    page.click("#data-about summary")
    page.focus("#data-board tr[data-feed=gpk_detections]")
    page.evaluate("document.querySelector('#data-detail .scroll').scrollTop = 120")
    feeds = tuple(replace(f, accepted=7_777) if f.name == "gpk_detections" else f for f in troubled().feeds)
    stage.publish(state, replace(troubled(), feeds=feeds))
    page.wait_for_selector("#data-board tr[data-feed=gpk_detections] :text('7\u202f777'), td:has-text('7\u202f777')")
    assert page.evaluate(CHOSEN) == "gpk_detections"
    assert page.evaluate("document.activeElement.dataset.feed") == "gpk_detections"
    assert page.evaluate("document.querySelector('#data-about details').open")
    assert page.evaluate("document.querySelector('#data-detail .scroll').scrollTop") == 120
    assert desk.errors == []


def test_rejected_rows_are_shown_and_downloaded_for_the_sender(desk, web):
    page = opened(desk)
    assert "hour-1.csv" in page.inner_text("#data-account")
    assert "not a number" in page.inner_text("#data-account")
    answer = web.get(page.get_attribute("#data-account a.button", "href"))
    assert answer.status_code == 200
    assert "hour-1.csv" in answer.text


def test_a_feed_is_run_by_the_administrator_alone(desk, state):
    page = opened(desk)
    page.click("[data-run=gpk_detections]", force=True)
    page.wait_for_selector("#data-told:has-text('Only the role Administrator')")
    take_role(page, "admin")
    until(page, "document.querySelector('[data-run]').getAttribute('aria-disabled') === 'false'")
    page.click("[data-run=gpk_detections]")
    page.wait_for_selector("#data-told:has-text('Asked for at')")
    assert (stage.run_on(state).folder / "wishes" / "gpk_detections").exists()
    assert desk.errors == []


def test_an_entry_by_hand_is_checked_before_it_is_sent(desk):
    page = opened(desk)
    page.click("[data-enter=gpk_detections]")
    page.wait_for_selector("dialog[open] input[name=arrived]")
    assert page.input_value("dialog input[name=valid_from]") == "2026-11-18T01:00"
    assert page.input_value("dialog input[name=valid_to]") == "2026-11-18T02:00"
    page.click("dialog [type=submit]")
    page.wait_for_selector("#entry-told:has-text('Nothing was entered')")
    page.fill("dialog input[name=arrived]", "-4")
    page.click("dialog [type=submit]")
    page.wait_for_selector("#entry-told:has-text('outside its bounds'), #entry-told:has-text('outside')")
    assert page.evaluate("document.activeElement.name") == "arrived"
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('dialog[open]')")
    assert page.evaluate("document.activeElement.dataset.enter") == "gpk_detections"
    assert desk.errors == []


def test_an_entry_by_hand_is_for_the_agency_that_owes_the_data(desk):
    page = opened(desk)
    take_role(page, "duty_mz")
    page.click("[data-enter=gpk_detections]")
    page.fill("dialog input[name=arrived]", "412")
    page.click("dialog [type=submit]")
    page.wait_for_selector("#entry-told:has-text('another agency')")


def test_an_entry_by_hand_is_handed_over(desk):
    page = opened(desk)
    take_role(page, "duty_gpk")
    page.click("[data-enter=gpk_detections]")
    page.select_option("dialog [name=place]", "grodno-pl")
    page.fill("dialog input[name=arrived]", "412")
    with page.expect_response("**/api/manual/gpk_detections") as answer:
        page.click("dialog [type=submit]")
    assert answer.value.status in {200, 202}
    until(page, "document.getElementById('entry-told').textContent !== ''")
    assert "act" not in (page.get_attribute("#entry-told", "class") or "").split()


def test_the_duty_desk_leads_to_the_feed_and_to_entry_by_hand(desk):
    page = desk.open("/?lang=en")
    page.click("#feeds .by-hand")
    page.wait_for_selector("dialog[open] :text('Entry by hand: Hospital places')")
    page.select_option("dialog [name=feed]", "hydromet_night")
    page.wait_for_selector("dialog[open] input[name=night_min_c]")
    page.keyboard.press("Escape")
    page.click("#feeds a[href='/data?feed=gpk_equeue']")
    until(page, f"{TITLE} === 'Electronic queue'")
    assert desk.errors == []


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_smaller_screens_show_everything_without_sideways_scroll(desk, width, height):
    desk.page.set_viewport_size({"width": width, "height": height})
    page = opened(desk)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("#data-terms :text('Owner')").count() == 1
