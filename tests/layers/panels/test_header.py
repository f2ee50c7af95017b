"""Header and stripe: the national level never reads calmer than what is known."""

from dataclasses import replace

from data.domain.roll_up import RollUp
from layers.markup import text_of
from layers.panels import header
from layers.panels.order import national_level
from tests.layers.speech import found, speak
from tests.scenes import scene, with_sections

WORDS = speak()


def test_the_worst_level_stands_with_counts():
    text = text_of(header.draw_national(scene("surge"), WORDS, "dark"))
    assert text == "High worst of 12 · 1 high · 2 elevated · 1 no data"


def test_all_routine_is_said():
    assert text_of(header.draw_national(scene("calm"), WORDS, "dark")) == "Routine worst of 12 · 12 routine"


def test_silent_sections_outweigh_routine_ones():
    assert text_of(header.draw_national(scene("blind"), WORDS, "dark")) == "No data worst of 12 · 6 no data · 6 routine"
    assert national_level(RollUp(0, {0: 11}, 1, 12)) is None
    assert national_level(RollUp(1, {1: 1, 0: 10}, 1, 12)) == 1
    assert national_level(RollUp(None, {}, 12, 12)) is None
    assert national_level(RollUp(0, {0: 12}, 0, 12)) == 0


def test_nothing_known_at_all_is_no_data():
    blank = with_sections(scene("calm"), **{s.id.replace("-", "_"): {"level": None} for s in scene("calm").sections})
    assert text_of(header.draw_national(blank, WORDS, "dark")).startswith("No data worst of 12 · 12 no data")


def test_the_stripe_stands_in_exercises_only():
    stripe = text_of(header.draw_stripe(scene("surge"), WORDS))
    assert stripe.startswith("EXERCISE")
    assert "all data are simulated" in stripe
    assert "not for operational use" in stripe
    assert header.draw_stripe(scene("surge", "live"), WORDS) == []


def test_an_unnamed_scenario_shows_its_id():
    named = replace(scene("surge"), exercise=replace(scene("surge").exercise, scenario="winter-27"))
    assert "winter-27" in text_of(header.draw_stripe(named, WORDS))


def test_navigation_leads_to_pages_that_exist_and_marks_the_present_one():
    links = header.draw_nav(WORDS, "page_duty")
    assert [(a["props"]["href"], a["props"].get("aria-current")) for a in links] == [
        ("/", "page"),
        ("/wall", None),
        ("/data", None),
    ]


def test_the_clock_says_whose_time_it_is():
    assert text_of(header.draw_clock(scene("surge"), WORDS)).endswith("exercise time")
    assert text_of(header.draw_clock(scene("surge", "live"), WORDS)).endswith("Minsk time")


def test_what_the_page_writes_is_left_empty():
    spans = found([*header.draw_clock(scene("surge"), WORDS), *header.draw_beat(WORDS, "dark")])
    own = [s for s in spans if s["props"].get("id") in {"clock-time", "clock-seconds", "beat-text"}]
    assert len(own) == 3
    assert all("children" not in s["props"] for s in own)


def test_the_picture_has_its_time_and_version():
    known = header.draw_known(scene("surge"), WORDS)
    assert text_of(known) == "As known now picture of 02:14"
    assert "version" in known["props"]["title"]
