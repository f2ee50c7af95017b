"""The status language: glyph, word and colour; unknown is loud; stale is violet; hidden stays hidden."""

import pytest

from data.domain.moment import HOUR, MINUTE
from data.domain.situation import Measured
from layers.markup import text_of
from layers.panels import status
from tests.layers.speech import found, speak
from tests.scenes import NOW

WORDS = speak()


def measured(value: float, unit: str = "persons", *, stale: bool = False) -> Measured:
    return Measured(value, unit, NOW - 12 * MINUTE, "gpk_detections", "A2", stale)


@pytest.mark.parametrize("level", [0, 1, 2, 3, None])
def test_a_level_is_glyph_and_word(level):
    chip = status.level_chip(WORDS, "dark", level)
    assert found(chip, class_="glyph")
    assert text_of(chip) == WORDS.level(level)


def test_a_reading_names_time_age_source_and_confidence():
    title = status.reading(WORDS, measured(393), NOW)["props"]["title"]
    assert title.replace("\u00a0", " ") == "02:02 · 12 min · Border detections · A2"


def test_a_stale_reading_is_marked_and_an_unknown_one_is_in_words():
    stale = status.reading(WORDS, measured(393, stale=True), NOW)
    assert "stale" in stale["props"]["className"]
    assert text_of(stale).replace("\u00a0", " ") == "(393 people)"
    unknown = status.reading(WORDS, None, NOW)
    assert text_of(unknown) == "no data"
    assert unknown["props"]["className"] == "trouble"


def test_an_age_beyond_its_cycle_is_late():
    assert status.age(WORDS, NOW - HOUR, NOW, HOUR)["props"]["className"] == "age"
    late = status.age(WORDS, NOW - 2 * HOUR, NOW, HOUR)["props"]
    assert late["className"] == "age late"
    assert late["data-age"] == NOW - 2 * HOUR


@pytest.mark.parametrize(("value", "strong"), [(1.79, False), (1.8, True), (5.7, True)])
def test_a_ratio_is_bold_from_one_point_eight(value, strong):
    assert ("strong" in status.ratio(WORDS, value)["props"]["className"]) is strong


def test_where_nothing_is_expected_the_numbers_stand_instead_of_a_ratio():
    assert text_of(status.ratio(WORDS, None, 6, 2)) == "6 / 0–2"
    assert text_of(status.ratio(WORDS, None)) == "no data"


def test_a_bullet_has_four_ticks_and_a_heavy_one_at_the_limit():
    bullet = status.bullet(WORDS, 0.87, 2)
    ticks = found(bullet, class_="tick")
    assert len(ticks) == 4
    assert [t["props"]["style"]["left"] for t in ticks if "heavy" in t["props"]["className"]] == ["86.96%"]
    assert found(bullet, class_="level-2")[0]["props"]["style"]["width"] == "75.7%"
    assert bullet["props"]["aria-label"].replace("\u00a0", " ") == "87 %, High"


def test_a_bullet_beyond_its_scale_says_so():
    bullet = status.bullet(WORDS, 1.4, 3)
    assert found(bullet, class_="fill")[0]["props"]["style"]["width"] == "100.0%"
    assert text_of(found(bullet, class_="beyond")) == ">"


def test_an_unknown_share_is_an_empty_dashed_track_and_never_zero():
    bullet = status.bullet(WORDS, None, None)
    assert "empty" in bullet["props"]["className"]
    assert not found(bullet, class_="fill")
    assert bullet["props"]["aria-label"] == "No data"


def test_a_stale_bullet_is_hatched():
    assert "stale" in status.bullet(WORDS, 0.5, 0, stale=True)["props"]["className"]


def test_a_hidden_number_is_not_in_the_component():
    assert text_of(status.hidden(WORDS, "small")) == "<10"
    assert text_of(status.hidden(WORDS, "small", 5)) == "<5"
    assert text_of(status.hidden(WORDS, "complement")) == "•"


def test_nothing_known_is_a_dashed_box_and_an_empty_fact_is_one_muted_line():
    box = status.unknown_box(WORDS, "dark", "No data since 21:20")
    assert text_of(box) == "No data No data since 21:20"
    assert box["props"]["className"] == "unknown-box"
    assert status.fact("No active alerts.")["props"]["className"] == "fact"
