"""The alert list: priority, place, what, age; empty as a fact; a flood in ten rows."""

from dataclasses import replace

import pytest

from data.domain.moment import MINUTE
from data.domain.situation import AlertStanding, Notice
from layers.markup import text_of
from layers.panels.alerts import draw_alerts, flood_size, grouped
from tests.layers.speech import found, speak
from tests.scenes import NOW, scene

WORDS = speak()
PLACES = [section.id for section in scene("surge").sections]


def rows(situation, language="en"):
    return [
        " ".join(text_of(node).split())
        for node in found(draw_alerts(situation, speak(language), "dark"), class_="alert")
    ]


def flood(count: int) -> tuple[AlertStanding, ...]:
    return tuple(
        AlertStanding(
            f"a{i}", PLACES[i % 12], "level", (1, 2, 3)[i % 3], "active", NOW - i % 9 * MINUTE, Notice("routine")
        )
        for i in range(count)
    )


def test_a_row_says_priority_state_place_what_age_and_kind():
    assert rows(scene("surge"))[0] == (
        "P1 active Grodno · Poland Critical proposed: arrivals 393, expected 69 for 8 min Decision wanted"
    )


def test_every_kind_of_alert_has_its_words_in_every_language():
    for language in ("en", "ru", "be"):
        for name in ("surge", "night", "blind"):
            assert len(rows(scene(name), language)) == len(scene(name).alerts)


def test_a_site_is_named_with_what_limits_it():
    assert "P2 active Bruzgi reception site 87 % full, limit: heated area data 12 min old Capacity" in rows(
        scene("surge")
    )


def down(**below):
    notice = Notice("alert_feed_stale", {"agency": "gpk", "reason": "", "children": sum(below.values()), **below})
    alert = AlertStanding("feed:gpk_detections", "gpk_detections", "feed", 2, "active", NOW - MINUTE, notice)
    return replace(scene("surge"), alerts=(alert,))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "58 alarms below it: 9 units, 12 sections, 37 indicators"),
        ("ru", "под ней 58 тревог: 9 отправителей, 12 участков, 37 показателей"),
        ("be", "пад ёй 58 трывог: 9 адпраўнікоў, 12 участкаў, 37 паказчыкаў"),
    ],
)
def test_a_feed_that_is_down_says_what_it_covers(language, words):
    assert words in rows(down(units=9, sections=12, indicators=37), language)[0]


def test_a_feed_that_covers_nothing_else_says_nothing_of_it():
    assert "below" not in rows(down(units=1, sections=0, indicators=0))[0]


def test_a_hazard_warning_speaks_the_language_of_the_screen_where_it_can():
    assert any("Severe: Severe frost, icy roads, until 22:14" in row for row in rows(scene("surge")))
    assert any("Сильный мороз" in row for row in rows(scene("surge"), "ru"))


def test_a_feed_is_named_by_its_words_and_selects_nothing():
    content = draw_alerts(scene("surge"), WORDS, "dark")
    feeds = [node for node in found(content, class_="alert") if "Data feed" in text_of(node)]
    assert text_of(feeds[0]).startswith("P2 active Hospital places")
    assert all("data-select" not in node["props"] for node in feeds)


def test_no_alert_is_a_fact_in_one_line():
    content = draw_alerts(scene("calm"), WORDS, "dark")
    assert text_of(found(content, class_="fact")) == "No active alerts."


def test_a_place_selects_itself():
    assert found(draw_alerts(scene("surge"), WORDS, "dark"), data_select="bruzgi")


def test_two_hundred_alerts_in_ten_minutes_are_a_banner_and_at_most_ten_rows():
    situation = replace(scene("calm"), alerts=flood(200))
    content = draw_alerts(situation, WORDS, "dark")
    assert text_of(found(content, class_="banner")) == "Flood: 200 alerts in 10 min, grouped by place"
    assert len(found(content, class_="alert")) == 10


def test_a_flood_loses_no_alert_and_keeps_the_most_urgent_first():
    groups = grouped(flood(200))
    assert sum(group.count for group in groups) == 200
    assert [group.alert.priority for group in groups] == sorted(group.alert.priority for group in groups)


def test_nine_alerts_are_no_flood():
    situation = replace(scene("calm"), alerts=flood(9))
    assert flood_size(situation.alerts, NOW) == 9
    assert not found(draw_alerts(situation, WORDS, "dark"), class_="banner")


def test_an_alert_without_a_place_concerns_the_whole_country():
    lone = AlertStanding(
        "h", "", "hazard", 2, "Actual", NOW, Notice("alert_hazard", {"severity": "Severe", "event": "frost"})
    )
    assert "Whole country Severe: frost" in rows(replace(scene("calm"), alerts=(lone,)))[0]


def raised(at: int):
    args = {"level": 2, "indicator": "BD1", "observed": 50.0, "expected": 30.0, "unit": "persons", "at": at}
    alert = AlertStanding(
        "level:grodno-pl", "grodno-pl", "level", 2, "active", NOW - 5 * MINUTE, Notice("alert_level_raised", args)
    )
    return replace(scene("surge"), alerts=(alert,))


def test_numbers_older_than_those_of_the_list_say_their_time():
    newest = next(s for s in scene("surge").sections if s.id == "grodno-pl").arrivals.valid_to
    assert "arrivals 50, expected 30, at 01:05 for 5 min" in rows(raised(newest - 60 * MINUTE))[0]
    assert "expected 30 for 5 min" in rows(raised(newest))[0]


def hazard(since: int, **args):
    notice = Notice("alert_hazard", {"severity": "Severe", "event": "frost", **args})
    return replace(scene("calm"), alerts=(AlertStanding("h", "grodno-pl", "hazard", 2, "Actual", since, notice),))


def test_a_warning_that_lies_ahead_says_from_when():
    row = rows(hazard(NOW + 120 * MINUTE))[0]
    assert "from 04:14" in row
    assert "0 s" not in row


def test_a_warning_names_its_oblast_or_counts_its_sections():
    assert "Severe: frost" in rows(hazard(NOW, sections=3, oblast="BY-HR"))[0]
    assert "active " + WORDS.name("BY-HR") in rows(hazard(NOW, sections=3, oblast="BY-HR"))[0]
    assert "active 3 sections" in rows(hazard(NOW, sections=3))[0]
    assert "active Grodno · Poland" in rows(hazard(NOW, sections=1))[0]


def test_a_feed_of_which_no_unit_is_heard_is_not_called_partly_silent():
    situation = scene("surge")
    feed = next(f for f in situation.feeds if f.units)
    silent = replace(feed, state="partial", units=tuple(replace(u, state="stale") for u in feed.units))
    alert = AlertStanding("f", feed.name, "feed", 3, "active", NOW, Notice("alert_feed_partial", {"agency": "gpk"}))
    row = rows(replace(situation, feeds=(silent,), alerts=(alert,)))[0]
    assert "No unit is heard" in row
