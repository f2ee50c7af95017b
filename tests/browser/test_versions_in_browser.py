"""New versions in an open page: applied at once, without taking focus, view or selection from anybody."""

from dataclasses import replace

from tests.browser.waiting import until
from tests.dashboard import stage

ROW = "#sections tr[data-select=lida-lt]"


def applied(page, version):
    until(page, f"document.querySelector('{ROW}').classList.contains('level-{version}')")


def test_a_new_version_keeps_the_focus_the_view_and_the_order_under_the_hand(desk, state):
    page = desk.open("/")
    desk.drawn()
    order = "[...document.querySelectorAll('#sections tr[data-select]')].map(row => row.dataset.select)"
    page.mouse.move(900, 400)
    page.mouse.wheel(0, -600)
    page.wait_for_timeout(400)
    view = page.evaluate("document.querySelector('#map .js-plotly-plot').layout.xaxis.range.slice()")
    page.focus(ROW)
    page.evaluate(
        "() => { window.element = document.activeElement; window.blurs = 0; element.onblur = () => blurs++; }"
    )
    before = page.evaluate(order)
    stage.publish(state, stage.changed(stage.surge(), level=3))
    applied(page, 3)
    assert page.evaluate("document.activeElement === window.element && window.blurs === 0")
    assert page.evaluate(order) == before
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('#map .js-plotly-plot').layout.xaxis.range.slice()") == view
    page.evaluate("document.activeElement.blur()")
    until(page, f"({order})[0] === 'lida-lt'")
    assert desk.errors == []


def test_a_rise_is_told_to_those_who_listen_once_and_in_words(desk, state):
    page = desk.open("/")
    stage.publish(state, stage.changed(stage.surge(), level=2))
    until(page, "document.getElementById('alarm').textContent !== ''")
    assert page.inner_text("#alarm") == "Lida · Lithuania: High, was Routine"


def test_a_new_alert_of_first_priority_is_told_and_counted_in_the_title(desk, state):
    page = desk.open("/?lang=en")
    until(page, "document.title.startsWith('(1) ')")
    alerts = stage.surge().alerts
    raised = replace(alerts[1], priority=1)
    stage.publish(state, replace(stage.surge(), alerts=(alerts[0], raised, *alerts[2:])))
    until(page, "document.title.startsWith('(2) ')")
    until(page, "document.getElementById('alarm').textContent.startsWith('P1: ')")


def test_only_what_changed_is_fetched_and_touched(desk, state):
    page = desk.open("/")
    desk.drawn()
    page.evaluate("window.touched = 0; new MutationObserver(() => window.touched++).observe("
                  "document.getElementById('feeds'), {childList: true, subtree: true, attributes: true})")  # fmt: skip
    with page.expect_response(lambda answer: "/board/duty/" in answer.url) as caught:
        stage.publish(state, stage.changed(stage.surge()))
    assert caught.value.headers["x-board"] == "since"
    assert "feeds" not in caught.value.json()
    applied(page, 1)
    assert page.evaluate("window.touched") == 0


def test_an_older_version_never_follows_a_newer_one(desk, state, version):
    page = desk.open("/")
    second = stage.publish(state, stage.changed(stage.surge()))
    applied(page, 1)
    page.evaluate(f"mezha.boards.update({version})")
    page.wait_for_timeout(500)
    assert page.locator(f"{ROW}.level-1").count() == 1
    assert second > version


def test_without_events_the_page_asks_by_itself(desk, state):
    desk.page.route("**/events", lambda route: route.abort())
    page = desk.open("/")
    stage.publish(state, stage.changed(stage.surge()))
    applied(page, 1)


def test_a_hidden_page_waits_and_then_shows_the_last_version_alone(desk, state):
    page = desk.open("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/board/duty/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    stage.publish(state, stage.changed(stage.surge(), level=1))
    page.wait_for_timeout(700)
    last = stage.publish(state, stage.changed(stage.surge(), level=2))
    page.wait_for_timeout(700)
    assert asked == []
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    applied(page, 2)
    assert len(asked) == 1
    assert str(last) in asked[0]


def test_a_section_is_chosen_by_click_key_and_map_and_stays_chosen(desk, state):
    page = desk.open("/")
    desk.drawn()
    chosen = "document.querySelector('#sections [aria-selected=true]').dataset.select"
    assert page.evaluate(chosen) == "grodno-pl"
    page.click("#sections tr[data-select=brest-pl]")
    page.wait_for_selector("#capacity :text('Brest · Poland')")
    page.keyboard.press("k")
    until(page, f"{chosen} === 'grodno-lt'")
    page.keyboard.press("4")
    until(page, f"{chosen} === 'smorgon-lt'")
    page.evaluate("window.dash_clientside.set_props('map', {clickData: {points: [{customdata: 'BY-PL-01'}]}})")
    until(page, f"{chosen} === mezha.words.shell().section_of['BY-PL-01']")
    page.focus("#sections tr[data-select=minsk-air]")
    page.keyboard.press("Enter")
    until(page, f"{chosen} === 'minsk-air'")
    stage.publish(state, stage.changed(stage.surge()))
    applied(page, 1)
    assert page.evaluate(chosen) == "minsk-air"
    assert desk.errors == []


def test_letters_act_only_while_they_are_switched_on_and_nobody_types(desk):
    page = desk.open("/")
    page.wait_for_selector("#role-select")
    chosen = "document.querySelector('#sections [aria-selected=true]').dataset.select"
    page.focus("#role-select")
    page.keyboard.press("j")
    assert page.evaluate(chosen) == "grodno-pl"
    page.focus("#keys-button")
    page.keyboard.press("?")
    page.wait_for_selector("#card:visible")
    page.uncheck("#letters")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "keys-button"
    page.keyboard.press("j")
    assert page.evaluate(chosen) == "grodno-pl"


def test_groups_and_window_are_the_viewers_own(desk, state):
    page = desk.open("/")
    desk.drawn()
    page.click("[data-window='24h']")
    page.click("[data-group=operational]")
    shown = "document.querySelector('#lanes .js-plotly-plot').layout.xaxis.range[0]"
    day = page.evaluate(shown)
    stage.publish(state, stage.changed(stage.surge()))
    applied(page, 1)
    assert page.get_attribute("[data-window='24h']", "aria-pressed") == "true"
    assert page.get_attribute("[data-group=operational]", "aria-pressed") == "false"
    page.wait_for_timeout(400)
    assert page.evaluate(shown) == day
    hidden = "document.querySelector('#map .js-plotly-plot').data.filter(t => t.meta?.group === 'operational')"
    assert page.evaluate(f"{hidden}.every(t => t.visible === false)")


def test_ages_go_on_in_the_pictures_time(desk, state, version):
    stage.beat(state, version, timebase=stage.base(60))
    page = desk.open("/")
    until(page, "mezha.time.isFast()")
    age = "document.querySelector('#alerts time[data-age]').textContent"
    before = page.evaluate(age)
    until(page, f"{age} !== '{before}'")
    assert page.inner_text("#clock-seconds") == ""


def test_the_view_of_the_map_moves_by_buttons_and_keys_and_comes_home(desk):
    page = desk.open("/")
    desk.drawn()
    width = (
        "(([low, high]) => Math.round(high - low))(document.querySelector('#map .js-plotly-plot').layout.xaxis.range)"
    )
    home = page.evaluate(width)
    page.click("#map-tools [data-view='+']")
    until(page, f"{width} < {home}")
    page.keyboard.press("m")
    page.keyboard.press("-")
    until(page, f"Math.abs({width} - {home}) < 10")
    left = "Math.round(document.querySelector('#map .js-plotly-plot').layout.xaxis.range[0])"
    page.keyboard.press("+")
    until(page, f"{width} < {home} - 100")
    before = page.evaluate(left)
    page.keyboard.press("ArrowRight")
    until(page, f"{left} > {before}")
    page.keyboard.press("0")
    until(page, f"Math.abs({width} - {home}) < 10")
