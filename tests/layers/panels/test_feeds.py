"""The feed strip: current ones counted, every other one with glyph, word and age."""

from dataclasses import replace

import pytest

from layers.glyphs import feed_glyph
from layers.markup import text_of
from layers.panels.feeds import LISTED, draw_feeds
from tests.layers.speech import found, speak
from tests.scenes import scene

WORDS = speak()


def strip(situation) -> str:
    return text_of(draw_feeds(situation, WORDS, "dark")).replace("\u00a0", " ")


def only(state: str):
    situation = scene("blind")
    return replace(situation, feeds=(replace(situation.feeds[0], state=state),))


def test_current_feeds_are_counted_with_the_oldest():
    assert "7 current   oldest  12 min" in strip(scene("calm"))


def test_feeds_in_trouble_are_listed_the_worst_first():
    text = strip(scene("surge"))
    places = [text.index(name) for name in ("Hospital places", "Border detections", "Night temperature")]
    assert places == sorted(places)
    assert "Hospital places stale , data 2 d 20 h old" in " ".join(text.split())
    assert "partial 8 of 9" in text


@pytest.mark.parametrize("state", ["late", "stale", "error", "partial", "manual", "not_configured"])
def test_every_state_has_its_glyph_and_its_word(state):
    content = draw_feeds(only(state), WORDS, "dark")
    assert found(content, src=feed_glyph(state, "dark"))
    assert WORDS.t(f"feed_{state}") in text_of(content)


def test_a_feed_in_trouble_leads_to_the_data_page():
    (link,) = found(draw_feeds(only("stale"), WORDS, "dark"), href="/data?feed=gpk_equeue")
    assert link["type"] == "A"


def test_what_is_missing_may_be_entered_by_hand_where_a_contract_allows_it():
    (button,) = found(draw_feeds(only("stale"), WORDS, "dark", {"gpk_equeue"}), data_enter="gpk_equeue")
    assert button["props"]["aria-label"] == "Enter by hand"
    assert not found(draw_feeds(only("stale"), WORDS, "dark", {"mvd_reception"}), class_="by-hand")
    assert not found(draw_feeds(only("manual"), WORDS, "dark", {"gpk_equeue"}), class_="by-hand")


def test_trouble_is_violet_and_a_feed_entered_by_hand_is_not():
    assert found(draw_feeds(only("error"), WORDS, "dark"), class_="trouble")
    assert not found(draw_feeds(only("manual"), WORDS, "dark"), class_="trouble")


def test_the_reason_of_an_error_is_at_hand():
    named = found(draw_feeds(scene("blind"), WORDS, "dark"), class_="feed")
    assert any(node["props"].get("title") for node in named)


def test_the_next_report_is_named():
    assert strip(scene("calm")).endswith("next due Electronic queue   02:15")


def test_no_time_is_given_where_none_is_known():
    situation = scene("calm")
    feeds = tuple(replace(feed, next_due=None) for feed in situation.feeds)
    assert "next due" not in strip(replace(situation, feeds=feeds))


def test_a_deployment_without_feeds_says_so():
    assert strip(replace(scene("calm"), feeds=())) == "Feeds No feed is set up."


def test_more_feeds_in_trouble_than_there_is_room_for_are_counted():
    situation = scene("blind")
    feeds = tuple(replace(situation.feeds[0], state="stale") for _ in range(LISTED + 5))
    assert "and 5 more" in strip(replace(situation, feeds=feeds))


def test_a_feed_of_which_no_unit_is_heard_says_so():
    feed = next(feed for feed in scene("surge").feeds if feed.units)
    silent = replace(feed, state="partial", units=tuple(replace(unit, state="stale") for unit in feed.units))
    assert "no unit is heard" in strip(replace(scene("blind"), feeds=(silent,)))


@pytest.mark.parametrize(("troubled", "look"), [(3, None), (4, "dense")])
def test_more_in_trouble_than_one_line_holds_stand_on_two(troubled, look):
    situation = scene("blind")
    feeds = tuple(replace(situation.feeds[0], state="late") for _ in range(troubled))
    content = draw_feeds(replace(situation, feeds=feeds), WORDS, "dark")
    assert [node["props"].get("className") for node in content if node["type"] == "Div"] == [look]
