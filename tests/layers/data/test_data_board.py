"""The board of feeds: every state with glyph and word, every number with its unit, unknown never a zero."""

from dataclasses import replace

import pytest

from data.i18n import LANGUAGES
from layers.data import draw_feed_board, draw_figures
from layers.data.rows import COLUMNS
from layers.data.texts import carrier
from layers.glyphs import feed_glyph
from layers.markup import text_of
from tests.layers.speech import found, nodes, speak
from tests.scenes import NOW, SCENES, scene
from tests.troubled_feeds import troubled

WORDS = speak()
STATES = ("error", "stale", "partial", "late", "manual", "current", "not_configured")


def board(situation=None, words=WORDS, theme: str = "dark"):
    return draw_feed_board(situation or troubled(), words, theme)


def row(name: str, **changes) -> str:
    situation = troubled()
    feeds = tuple(replace(f, **changes) if f.name == name else f for f in situation.feeds)
    (line,) = found(board(replace(situation, feeds=feeds)), data_feed=name)
    return " ".join(text_of(line).replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*SCENES, "troubled"])
def test_the_board_speaks_every_language_in_every_scene(name, language):
    situation = troubled() if name == "troubled" else scene(name)
    words = speak(language)
    assert text_of(board(situation, words))
    assert text_of(draw_figures(situation, words, "light"))


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_glyph_and_its_word(state):
    content = board()
    assert found(content, src=feed_glyph(state, "dark"))
    assert WORDS.t(f"feed_{state}") in text_of(content)


def test_every_row_has_a_cell_for_each_column_named_as_its_head():
    for line in found(board(), aria_selected="false"):
        labels = [cell["props"]["data-label"] for cell in line["props"]["children"]]
        assert labels == [WORDS.t(f"data_column_{name}") for name in COLUMNS]


def test_the_table_is_a_named_grid_with_a_caption_and_heads():
    content = board()
    (table,) = found(content, role="grid")
    assert table["props"]["aria-labelledby"] == "data-board-title"
    assert [node for node in nodes(content) if node["type"] == "Caption"]
    assert len(found(content, scope="col")) == len(COLUMNS)
    assert len(found(content, scope="rowgroup")) == 5


def test_the_head_of_an_agency_names_whom_to_call():
    text = text_of(board())
    assert "State Border Committee" in text
    assert "data missing in 2 of 3" in text


def test_a_row_tells_when_what_and_why():
    text = row("gpk_equeue")
    assert "error 41 min HTTP status 500" in text
    assert "01:30 44 min" in text
    assert "01:35 ! overdue 39 min" in text
    assert "unknown checkpoint: 30; time cannot be read or has no offset: 7" in text
    assert "9 812" in text


def test_a_partial_feed_names_the_units_that_are_silent():
    assert "8 of 9 report; silent: Smorgon border group" in row("gpk_detections")


def test_many_silent_units_are_counted_and_three_of_them_named():
    (feed,) = (f for f in troubled().feeds if f.name == "gpk_detections")
    text = row("gpk_detections", units=tuple(replace(unit, state="stale") for unit in feed.units))
    assert "0 of 9 report" in text
    assert "and 6 more" in text


def test_a_share_below_its_target_is_marked():
    assert "! 74 %" in row("gpk_detections")
    assert "! 97 %" not in row("gpk_crossings")


def test_what_is_not_known_is_a_dash_and_never_zero():
    text = row("gpk_crossings", newest=None, accepted=0, completeness=None, timeliness=None, lag_s=None, last_run=None)
    assert text.count("—") == 8
    assert " 0 " not in text


def test_a_day_without_rejects_is_zero_and_that_is_a_fact():
    assert "2 880 0 0 100 %" in row("gpk_crossings")


def test_a_next_report_ahead_counts_down_and_one_that_is_overdue_counts_up():
    due = next(feed.next_due for feed in troubled().feeds if feed.name == "gpk_crossings")
    (ahead,) = found(found(board(), data_feed="gpk_crossings"), data_until=due)
    assert text_of(ahead) == WORDS.age(due - NOW)
    assert found(found(board(), data_feed="gpk_equeue"), class_="late")


def test_a_report_within_its_tolerance_is_awaited_and_not_overdue():
    assert "02:08 awaited 6 min" in row("gpk_crossings", next_due=NOW - 6 * 60)
    assert "!" not in row("gpk_crossings", next_due=NOW - 6 * 60)


def test_outages_are_told_in_words_too():
    text = row("gpk_equeue")
    assert "3 outages in 30 days, 1 d 5 h in all" in text
    assert "no outage in 30 days" in row("gpk_crossings")


def test_feeds_without_a_source_are_one_calm_line():
    (button,) = found(board(), data_feed="mchs_cap_alerts")
    assert button["type"] == "Button"
    assert "1 not configured:" in text_of(board())
    assert not found(button, class_="trouble")


def test_trouble_alone_is_coloured():
    assert not found(found(board(), data_feed="gpk_crossings"), class_="trouble")
    assert not found(found(board(), data_feed="hydromet_night"), class_="trouble")


def test_one_row_alone_can_be_reached_by_tab():
    assert {line["props"]["tabIndex"] for line in found(board(), aria_selected="false")} == {-1}


def test_a_deployment_without_feeds_says_so():
    assert "No feed is set up." in text_of(board(replace(troubled(), feeds=())))


def test_the_head_answers_whose_data_are_missing_since_when_and_whether_it_gets_better():
    text = " ".join(text_of(draw_figures(troubled(), WORDS, "dark")).replace("\u00a0", " ").split())
    assert "Data missing from 2 agencies MZ 2 d 20 h GPK 4 h 54 min 3 feeds with data missing, a day ago 1" in text
    assert "2 of 4 MZ, GPK target: 80 % of the reports due came" in text
    assert "2 of 4 GPK, MVD target: 90 % of those that came were in time" in text
    assert "41 rejected" in text


def test_a_calm_day_says_that_nobody_is_missing():
    text = text_of(draw_figures(scene("calm"), WORDS, "dark"))
    assert "no agency" in text
    assert "no figure yet" in text


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("CSV, hourly", "CSV"),
        ("XLSX, ODS or CSV, every 4 h", "XLSX / ODS / CSV"),
        ("CAP 1.2 in Atom", "CAP 1.2 / Atom"),
        ("CSV with HXL, daily", "CSV + HXL"),
        ("JSON, portal", "JSON"),
        ("", ""),
    ],
)
def test_a_form_is_shown_by_its_names_alone(form, shown):
    assert carrier(form) == shown
