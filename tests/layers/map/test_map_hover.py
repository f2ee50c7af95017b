"""Texts under the pointer carry the companions of each number."""

from dataclasses import replace

import pytest

from data import reference
from data.i18n import LANGUAGES, load_words
from layers.map.frames import DESK
from layers.map.hover import crossing_text, section_text, site_text
from layers.map.scene import set_scene
from layers.panels.dates import source_date
from tests.scenes import scene

REFERENCE = reference.load("belarus")


def _scene(name="surge", language="en"):
    return set_scene(scene(name), load_words(language, REFERENCE), "dark", REFERENCE, DESK)


def _section(name, section, language="en"):
    standing = next(s for s in scene(name).sections if s.id == section)
    return section_text(_scene(name, language), REFERENCE.section[section], standing)


def _crossing(name, crossing):
    standing = next(c for c in scene(name).crossings if c.id == crossing)
    return crossing_text(_scene(name), REFERENCE.crossing[crossing], standing)


def test_a_section_tells_level_length_arrivals_expected_time_source_and_confidence():
    text = _section("surge", "grodno-pl")
    for part in ("Grodno · Poland", "High since 17 Nov 21:40".replace(" ", "\u00a0"), "160 km published", "5.7×", "A2"):
        assert part.replace("\u00a0", " ") in text.replace("\u00a0", " ")
    assert "393" in text
    assert "expected 69" in text
    assert "02:05" in text


def test_an_unknown_section_tells_its_last_known_level_and_no_zero():
    text = _section("surge", "smorgon-lt")
    assert "No data since" in text
    assert "last known: Routine" in text
    assert "Arrivals in 24 h: unknown" in text


def test_a_crossing_tells_status_date_note_queue_wait_and_that_its_position_is_approximate():
    text = _crossing("surge", "BY-PL-01").replace("\u00a0", " ")
    for part in ("Bruzgi", "29 Dec 2025", "cars only", "214 cars", "310 min", "position approximate, ±3 km"):
        assert part in text


def test_a_surveyed_crossing_is_not_called_approximate():
    assert "approximate" not in _crossing("surge", "BY-PL-06")


def test_a_load_names_its_basis():
    assert "Load of design capacity" in _crossing("surge", "BY-PL-01")


def test_a_status_without_a_dated_source_says_so():
    undated = next(c.id for c in scene("surge").crossings if c.since is None)
    assert "undated" in _crossing("surge", undated)


def test_a_stale_number_says_so():
    standing = next(c for c in scene("surge").crossings if c.id == "BY-PL-01")
    stale = replace(standing, wait=replace(standing.wait, stale=True))
    assert "stale" in crossing_text(_scene(), REFERENCE.crossing["BY-PL-01"], stale)


def test_a_site_tells_both_counts_its_limit_and_that_it_is_invented():
    standing = next(f for f in scene("surge").facilities if f.id == "bruzgi")
    text = site_text(_scene(), REFERENCE.site["bruzgi"], standing).replace("\u00a0", " ").replace("\u202f", " ")
    for part in ("87 %", "957 of 1 100", "limit: heated area", "invented for exercises", "A1"):
        assert part in text


def test_a_site_without_report_is_unknown_and_never_0_percent():
    standing = next(f for f in scene("blind").facilities if f.id == "bruzgi")
    text = site_text(_scene("blind"), REFERENCE.site["bruzgi"], standing)
    assert "Occupancy unknown" in text
    assert "0" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hover_word_exists_in_each_language(language):
    scenery = _scene("surge", language)
    strict = replace(scenery, words=load_words(language, REFERENCE, strict=True))
    for standing in scene("surge").crossings:
        crossing_text(strict, REFERENCE.crossing[standing.id], standing)
    for standing in scene("surge").facilities:
        site_text(strict, REFERENCE.site[standing.id], standing)
    for standing in (*scene("surge").sections, *scene("blind").sections):
        section_text(strict, REFERENCE.section[standing.id], standing)


def test_the_note_of_a_source_stays_out_of_other_languages():
    standing = next(c for c in scene("surge").crossings if c.id == "BY-PL-01")
    place = REFERENCE.crossing["BY-PL-01"]
    text = crossing_text(_scene(language="ru"), place, standing)
    assert "cars only" not in text
    for part in ("ограничен", "29.12.2025", "Польша"):
        assert part in text


def test_a_note_that_nobody_has_confirmed_is_not_shown():
    guessed = [p for p in REFERENCE.crossings if "guess" in p.status_note]
    standings = {c.id: c for c in scene("surge").crossings}
    texts = [crossing_text(_scene(), place, standings[place.id]) for place in guessed if place.id in standings]
    assert texts
    assert not [text for text in texts if "guess" in text or "not operating" in text]


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "2025-12-29", "29 Dec 2025"),
        ("en", "2025-09", "Sep 2025"),
        ("ru", "2025-09", "09.2025"),
        ("be", "2025-12-29", "29.12.2025"),
        ("en", "winter", "winter"),
    ],
)
def test_a_date_stands_in_the_form_of_the_language(language, text, shown):
    assert source_date(load_words(language, REFERENCE), text).replace("\u00a0", " ") == shown
