"""The map in a panel of any size: no label is cut, none lies on another, and nothing on it looks like a level."""

from itertools import combinations

import pytest

from tests.browser.waiting import until

LABELS = """[...document.querySelectorAll('#map .infolayer > .annotation .annotation-text')]
    .filter(text => getComputedStyle(text).visibility !== 'hidden' && getComputedStyle(text).display !== 'none')
    .map(text => text.getBoundingClientRect().toJSON())"""
OVER = "[...document.querySelectorAll('#map-tools, .map-legend')].map(part => part.getBoundingClientRect().toJSON())"
AREA = "document.querySelector('#map .main-svg').getBoundingClientRect().toJSON()"


def _meet(one, other):
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1.5 and down > 1.5


def _check(page):
    boxes, over, area = (page.evaluate(asked) for asked in (LABELS, OVER, AREA))
    assert boxes
    for box in boxes:
        assert box["left"] >= area["left"] - 1.5
        assert box["right"] <= area["right"] + 1.5
        assert not any(_meet(box, part) for part in over)
    assert not any(_meet(one, other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("size", [(1366, 768), (1600, 900), (1920, 1080)], ids=str)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_labels_are_whole_and_apart(desk, size, language):
    desk.page.set_viewport_size({"width": size[0], "height": size[1]})
    page = desk.open(f"/?lang={language}")
    desk.drawn()
    until(page, f"({LABELS}).length > 3")
    page.wait_for_timeout(400)
    _check(page)
    assert not _meet(*page.evaluate(OVER))
    assert desk.errors == []


def test_labels_stay_whole_and_apart_in_a_view_that_was_moved(desk):
    page = desk.open("/?lang=en")
    desk.drawn()
    page.click("#map-tools [data-view='+']")
    page.click("#map-tools [data-view='+']")
    page.wait_for_timeout(500)
    _check(page)
    page.click("#map-tools [data-view='0']")
    page.wait_for_timeout(500)
    _check(page)


def test_no_button_on_the_map_reads_like_a_level(desk):
    page = desk.open("/?lang=en")
    desk.drawn()
    assert page.locator("#map-tools").get_by_role("button", name="Whole country").inner_text() == "Whole country"
    assert not any(text.strip().isdigit() for text in page.locator("#map-tools button").all_inner_texts())
