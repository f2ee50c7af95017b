"""The section list: order, companions of numbers, and the states in which something is not known."""

from dataclasses import replace

from data.domain.situation import Situation
from data.domain.warning import Missing
from layers.markup import text_of
from layers.panels.order import by_urgency
from layers.panels.sections import draw_sections
from tests.layers.speech import found, speak
from tests.scenes import scene, with_sections

WORDS = speak()


def row(situation: Situation, section: str):
    return found(draw_sections(situation, WORDS, "dark"), data_select=section)[0]


def test_raised_levels_come_first_then_no_data_then_routine_by_ratio():
    order = by_urgency(scene("surge").sections)
    assert [s.id for s in order[:4]] == ["grodno-pl", "grodno-lt", "brest-pl", "smorgon-lt"]
    ratios = [s.ratio for s in order[4:]]
    assert ratios == sorted(ratios, reverse=True)


def test_every_section_is_a_row_that_can_be_selected_and_focused():
    table = draw_sections(scene("surge"), WORDS, "dark")
    rows = [node for node in found(table) if node["type"] == "Tr" and "data-select" in node["props"]]
    assert len(rows) == 12
    assert all(node["props"]["tabIndex"] == 0 and node["props"]["key"] for node in rows)
    assert found(table, role="grid")[0]["props"]["aria-labelledby"] == "sections-title"


def test_a_row_says_level_name_since_count_and_ratio():
    text = text_of(row(scene("surge"), "grodno-pl"))
    assert text == "High Grodno · Poland proposed: Critical 21:40 393 5.7"


def test_a_silent_section_says_no_data_and_what_was_last_known():
    silent = row(scene("surge"), "smorgon-lt")
    assert text_of(silent) == "No data Smorgon · Lithuania last known: Routine 21:20 no data"
    assert "0" not in text_of(found(silent, class_="c-times_expected"))


def test_a_section_that_was_raised_and_fell_silent_stands_before_one_that_was_routine():
    changed = with_sections(scene("surge"), mozyr_ua={"level": None, "last_known": 2})
    order = [s.id for s in by_urgency(changed.sections)]
    assert order.index("mozyr-ua") < order.index("smorgon-lt")


def test_stale_arrivals_are_violet_and_in_brackets_with_their_ratio():
    arrivals = scene("surge").sections[0].arrivals
    changed = with_sections(scene("surge"), grodno_pl={"arrivals": replace(arrivals, stale=True)})
    stale = found(row(changed, "grodno-pl"), class_="stale")
    assert text_of(stale).replace("\u00a0", " ") == "(393) (5.7)"


def test_a_section_without_history_says_so_in_place_of_its_spark():
    changed = with_sections(scene("surge"), grodno_pl={"spark": None})
    assert text_of(found(row(changed, "grodno-pl"), class_="c-days7")) == "no data"


def test_missing_inputs_and_a_due_review_are_said():
    gone = with_sections(scene("calm"), brest_pl={"missing": (Missing("indicator", "BD4", "stale"),)})
    assert "1 input missing" in text_of(row(gone, "brest-pl"))
    assert "Median wait: stale" in found(row(gone, "brest-pl"), class_="c-level")[0]["props"]["title"]
    due = with_sections(scene("surge"), grodno_lt={"review_due": True})
    assert "! review due" in text_of(row(due, "grodno-lt"))


def test_the_level_carries_the_sentence_of_its_rule():
    title = found(row(scene("surge"), "grodno-pl"), class_="c-level")[0]["props"]["title"]
    assert "5.7 times the expected number" in title


def test_since_is_a_day_when_it_is_long_ago():
    assert "15\u00a0Nov" in text_of(row(scene("surge"), "brest-pl"))


def test_a_deployment_without_sections_says_so():
    assert "No sections" in text_of(draw_sections(replace(scene("calm"), sections=()), WORDS, "dark"))


def test_an_unknown_expectation_gives_no_ratio():
    changed = with_sections(scene("surge"), grodno_pl={"expected": None, "ratio": None})
    assert text_of(found(row(changed, "grodno-pl"), class_="c-times_expected")) == "no data"
