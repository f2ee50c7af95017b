"""One feed: why it stands as it does, who must be asked, its units, outages, contract, and entry by hand."""

from dataclasses import replace

import orjson
import pytest

from data.feeds import all_feeds
from data.i18n import LANGUAGES
from data.reference import load
from layers.board import has_view, render
from layers.data import draw_entry, draw_feed, draw_terms
from layers.data.entry import places_of
from layers.markup import text_of
from tests.layers.speech import found, nodes, speak
from tests.troubled_feeds import DRESS, troubled

WORDS, REFERENCE = speak(), load()
BY_HAND = [name for name, feed in all_feeds().items() if feed.manual_allowed]


def detail(name: str, situation=None, words=WORDS):
    return draw_feed(situation or troubled(), words, "dark", name, all_feeds())


def said(content) -> str:
    return " ".join(text_of(content).replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DRESS)
def test_every_feed_speaks_every_language(name, language):
    boards = render(f"feed:{name}", troubled(), speak(language), "light", "staff", REFERENCE)
    assert set(boards) == {"data-about", "data-terms"}
    assert orjson.dumps(boards)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", all_feeds())
def test_the_contract_of_every_feed_can_be_put_into_words(name, language):
    assert text_of(draw_terms(speak(language), name, all_feeds(), REFERENCE))


def test_trouble_says_since_when_why_and_who_must_be_asked():
    text = said(detail("gpk_equeue"))
    assert "error , for 41 min · data 44 min old HTTP status 500 To be asked: State Border Committee" in text


def test_a_feed_in_order_asks_nobody():
    assert "To be asked" not in said(detail("gpk_crossings"))


def test_units_in_trouble_are_listed_and_the_others_folded():
    content = detail("gpk_detections")
    assert "Smorgon border group stale" in said(found(content, class_="silent"))
    (folded,) = [node for node in nodes(content) if node["type"] == "Details"]
    assert "8 units report" in said(folded)


def test_outages_are_listed_with_their_reasons():
    text = said(detail("gpk_equeue"))
    assert "01:33 lasts 41 min error HTTP status" in text
    assert "09 Nov 02:14 09 Nov 07:14 5 h 00 min error no answer in time" in text


def test_a_feed_that_is_not_configured_says_what_to_do_and_cannot_be_run():
    content = detail("mchs_cap_alerts")
    assert "No source is set up" in said(content)
    assert not found(content, data_run="mchs_cap_alerts")


def test_running_a_feed_is_for_the_administrator():
    (button,) = found(detail("gpk_crossings"), data_run="gpk_crossings")
    assert button["props"]["data-for-role"] == "admin"


def test_entry_by_hand_is_offered_where_the_contract_allows_it():
    assert found(detail("gpk_detections"), data_enter="gpk_detections")
    assert not found(detail("gpk_crossings"), data_enter="gpk_crossings")


def test_the_contract_names_owner_rhythm_times_and_retention():
    text = said(draw_terms(WORDS, "mvd_reception", all_feeds(), REFERENCE))
    assert "Owner Ministry of Internal Affairs" in text
    assert "Rhythm every 4 h" in text
    assert "Due at 02:00, 06:00, 10:00, 14:00, 18:00, 22:00, Minsk time" in text
    assert "No rows mean missing, never zero" in text
    assert "A value expires after 12 h" in text


def test_metrics_stand_with_unit_kind_and_bounds():
    text = said(draw_terms(WORDS, "hydromet_night", all_feeds(), REFERENCE))
    assert "at a moment · −60 – 60 °C" in text


def test_the_sample_is_marked_as_invented():
    text = said(draw_terms(WORDS, "gpk_detections", all_feeds(), REFERENCE))
    assert "Sample of the form (invented) section_id,period_start" in text


def test_a_feed_whose_contract_is_not_known_here_says_so():
    text = said(draw_terms(WORDS, "gpk_detections", {}, REFERENCE))
    assert "not known to this server" in text
    assert said(draw_feed(troubled(), WORDS, "dark", "gpk_detections", {}))


def test_a_feed_that_the_situation_does_not_hold_is_no_feed():
    with pytest.raises(KeyError):
        detail("gpk_detections", replace(troubled(), feeds=()))


def test_views_of_feeds_are_known_before_rendering():
    assert has_view("data", REFERENCE)
    assert has_view("feed:gpk_equeue", REFERENCE)
    assert has_view("entry:gpk_detections", REFERENCE)
    strange = ("feed:", "feed:nothing", "feed", "entry:gpk_equeue", "entry:nothing", "data:x", "feed:../../etc")
    assert not any(has_view(view, REFERENCE) for view in strange)
    assert not has_view("feed:gpk_equeue", REFERENCE, {})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BY_HAND)
def test_a_form_has_a_field_for_each_metric_with_its_unit_and_bounds(name, language):
    feed = all_feeds()[name]
    content = draw_entry(feed, all_feeds(), speak(language), REFERENCE)
    fields = {node["props"]["name"]: node["props"] for node in found(content, type="number")}
    assert set(fields) == {metric.name for metric in feed.metrics}
    for metric in feed.metrics:
        props = fields[metric.name]
        assert (props["min"], props["max"]) == (metric.low, metric.high)
        assert found(content, id=props["aria-describedby"])


@pytest.mark.parametrize("name", BY_HAND)
def test_a_form_offers_the_places_that_are_expected_to_report(name):
    feed = all_feeds()[name]
    places = places_of(feed, REFERENCE)
    assert places
    assert {feed.unit_of(place, REFERENCE) for place in places} <= set(feed.units(REFERENCE))


def test_flows_are_entered_with_their_period_and_stocks_without():
    assert found(draw_entry(all_feeds()["gpk_detections"], all_feeds(), WORDS, REFERENCE), name="valid_from")
    night = draw_entry(all_feeds()["hydromet_night"], all_feeds(), WORDS, REFERENCE)
    assert not found(night, name="valid_from")
    assert "at the moment of entry" in said(night)
