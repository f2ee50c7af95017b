"""Capacity of a section: limits are named, unknowns stay unknown, crossing points stand with their basis."""

from dataclasses import replace

import pytest

from data.domain.situation import Situation
from layers.markup import text_of
from layers.panels.capacity import draw_capacity, full_in
from tests.layers.speech import found, speak
from tests.scenes import scene

WORDS = speak()


def site(situation: Situation, name: str, section: str = "grodno-pl"):
    return found(draw_capacity(situation, WORDS, "dark", section), data_select=name)[0]


def said(node) -> str:
    return text_of(node).replace("\u00a0", " ").replace("\u202f", " ")


def changed(name: str, **values) -> Situation:
    situation = scene("surge")
    return replace(
        situation, facilities=tuple(replace(f, **values) if f.id == name else f for f in situation.facilities)
    )


def test_a_site_says_share_count_limit_age_and_source():
    assert (
        said(site(scene("surge"), "bruzgi"))
        == "Bruzgi reception site 87 % 957 / 1 100 people limit: heated area  ·  data  12 min  old  · MVD"
    )


def test_the_fullest_site_comes_first():
    sites = found(draw_capacity(scene("surge"), WORDS, "dark", "grodno-pl"), class_="site")
    assert [s["props"]["data-select"] for s in sites] == [
        "bruzgi",
        "grodno-transit",
        "berestovitsa-heating",
        "volkovysk-reserve",
    ]


def test_a_site_without_report_says_no_data_and_shows_no_bar():
    silent = site(scene("blind"), "bruzgi")
    assert "no data" in said(silent)
    assert "no report" in said(silent)
    assert "0" not in said(silent)
    assert found(silent, class_="empty")


def test_a_site_whose_limit_is_unknown_still_shows_its_people():
    unknown = site(changed("bruzgi", capacity=None, binding=None, occupancy=None, band=None), "bruzgi")
    assert "957 / limit unknown" in said(unknown)


def test_a_stale_report_hatches_the_bar():
    occupied = next(f for f in scene("surge").facilities if f.id == "bruzgi").occupied
    stale = site(changed("bruzgi", occupied=replace(occupied, stale=True)), "bruzgi")
    assert found(stale, class_="bullet")[0]["props"]["className"] == "bullet stale"
    assert found(stale, class_="share")[0]["props"]["className"] == "share stale"
    assert "(87 %)" in said(stale)


def test_stale_queues_stand_in_brackets_that_no_one_reads_as_a_minus():
    situation = scene("surge")
    old = tuple(
        replace(
            c,
            queue=replace(c.queue, cars=replace(c.queue.cars, stale=True)),
            wait=replace(c.wait, stale=True),
            load=replace(c.load, stale=True),
        )
        if c.id == "BY-PL-01"
        else c
        for c in situation.crossings
    )
    text = said(site(replace(situation, crossings=old), "BY-PL-01"))
    assert "(214)" in text
    assert "(310 min)" in text
    assert "%)" in text
    assert "–" not in text


def test_an_incomplete_limit_is_marked():
    marked = found(site(scene("surge"), "berestovitsa-heating"), title=WORDS.t("limit_incomplete"))
    assert found(marked, class_="glyph")


def test_time_to_full_stands_only_where_it_is_known():
    assert "full in" not in said(site(scene("surge"), "bruzgi"))
    assert "full in 8 h" in said(site(changed("bruzgi", hours_to_full=8.2), "bruzgi"))


@pytest.mark.parametrize(
    ("hours", "text"), [(0, "full"), (8.2, "full in 8 h"), (168, "full in 168 h"), (169, "not within 7 d")]
)
def test_time_to_full_is_never_beyond_a_week(hours, text):
    assert full_in(hours, WORDS).replace("\u00a0", " ") == text


def test_a_section_without_sites_and_crossings_says_so():
    bare = replace(scene("surge"), facilities=(), crossings=())
    text = said(draw_capacity(bare, WORDS, "dark", "polotsk-lt"))
    assert "0 sites" in text
    assert "No reception site is registered for this section." in text
    assert "No crossing point in this section." in text


def test_a_crossing_says_status_queue_wait_and_load_with_its_basis():
    text = said(site(scene("surge"), "BY-PL-01"))
    assert text.startswith("Bruzgi   restricted 214  /  ")
    assert "310 min" in text
    assert text.endswith("of design")


def test_crossings_with_a_queue_come_first_and_closed_ones_last():
    content = draw_capacity(scene("surge"), WORDS, "dark", "brest-pl")
    ids = [
        n["props"]["data-select"] for n in found(content) if str(n["props"].get("data-select", "")).startswith("BY-")
    ]
    assert set(ids[:2]) == {"BY-PL-04", "BY-PL-05"}
    assert {"BY-PL-03", "BY-PL-06"} == set(ids[-2:])


def test_a_crossing_without_a_norm_shows_no_load():
    assert "no norm known" in said(site(scene("surge"), "BY-PL-05", "brest-pl"))


def test_a_silent_queue_is_named_and_not_zero():
    assert said(site(scene("blind"), "BY-PL-01")).endswith("no queue feed")


def test_one_unknown_kind_of_vehicle_is_a_violet_question_mark():
    situation = scene("surge")
    crossings = tuple(
        replace(c, queue=replace(c.queue, trucks=None), wait=None, load=None) if c.id == "BY-PL-01" else c
        for c in situation.crossings
    )
    text = said(site(replace(situation, crossings=crossings), "BY-PL-01"))
    assert " ?  /  " in text
    assert text.count("no data") == 2


def test_a_handful_of_cars_has_no_median_and_that_is_no_trouble():
    situation = scene("surge")
    cars = situation.crossings[0].queue.cars
    few = tuple(
        replace(c, queue=replace(c.queue, cars=replace(cars, value=2.0)), wait=None) if c.id == "BY-PL-01" else c
        for c in situation.crossings
    )
    row = site(replace(situation, crossings=few), "BY-PL-01")
    assert found(row, title="fewer than 5 cars wait: no median", class_="muted")
    assert "no data" not in said(row)


def test_silence_of_all_sites_is_said_once_with_the_time_of_the_last_report():
    box = found(draw_capacity(scene("blind"), WORDS, "dark", "grodno-pl"), class_="unknown-box")
    assert [said(node) for node in box] == ["No data No usable reception report. Last heard 16 Nov 20:14."]
    never = replace(scene("blind"), feeds=())
    assert "No reception report yet." in said(draw_capacity(never, WORDS, "dark", "grodno-pl"))
    assert not found(draw_capacity(scene("surge"), WORDS, "dark", "grodno-pl"), class_="unknown-box")
