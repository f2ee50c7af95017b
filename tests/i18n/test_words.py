"""Words of one language: plurals, numbers, times, ages and notices."""

from dataclasses import replace

import pytest

from data.domain.moment import DAY, HOUR, parse_iso
from data.domain.situation import Notice
from data.i18n import LANGUAGES, Words, load_words
from data.reference import load

NOW = parse_iso("2026-11-18T02:14:36+03:00")


@pytest.fixture(params=LANGUAGES)
def words(request) -> Words:
    return load_words(request.param, load(), strict=True)


def speak(language: str) -> Words:
    return load_words(language, load(), strict=True)


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", {1: "1 site", 2: "2 sites", 5: "5 sites", 21: "21 sites"}),
        ("ru", {1: "1 пункт", 2: "2 пункта", 5: "5 пунктов", 11: "11 пунктов", 21: "21 пункт", 1.5: "2 пункта"}),
        ("be", {1: "1 пункт", 3: "3 пункты", 12: "12 пунктаў", 21: "21 пункт", 0: "0 пунктаў"}),
    ],
)
def test_counts_take_the_plural_form_of_the_language(language, counts):
    assert {number: speak(language).n("sites", number) for number in counts} == counts


@pytest.mark.parametrize(
    ("language", "value", "digits", "text"),
    [
        ("en", 1870, 0, "1\u202f870"),
        ("ru", 1234567.25, 1, "1\u202f234\u202f567,2"),
        ("be", 5.7, 1, "5,7"),
        ("en", -7, 0, "\u22127"),
        ("en", -0.04, 0, "0"),
        ("ru", 0, 1, "0,0"),
    ],
)
def test_numbers_have_thin_thousands_and_a_true_minus(language, value, digits, text):
    assert speak(language).number(value, digits) == text


def test_a_unit_never_breaks_from_its_number(words):
    assert "\u00a0" in words.measured(310, "minutes")
    assert words.measured(0.87, "share") == words.percent(0.87) == "87\u00a0%"
    assert words.percent(0.69999) == "69\u00a0%"
    assert words.percent(0.29) == "29\u00a0%"
    assert words.measured(12, "count") == "12"


@pytest.mark.parametrize(
    ("language", "seconds", "text"),
    [
        ("en", 35, "35 s"),
        ("en", 12 * 60, "12 min"),
        ("en", HOUR + 120, "1 h 02 min"),
        ("en", 2 * DAY + 20 * HOUR, "2 d 20 h"),
        ("ru", HOUR + 120, "1 ч 02 мин"),
        ("be", 2 * DAY, "2 дз 0 гадз"),
        ("en", -5, "0 s"),
    ],
)
def test_ages_are_exact(language, seconds, text):
    assert speak(language).age(seconds).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(300, "5 min"), (11 * HOUR, "11 h"), (47 * HOUR, "47 h"), (3 * DAY, "3 d")]
)
def test_far_readers_get_the_largest_unit_alone(seconds, text):
    assert speak("en").coarse(seconds).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("language", "moment", "text"),
    [
        ("en", "2026-11-18T00:05:00+03:00", "00:05"),
        ("en", "2026-11-17T21:40:00+03:00", "17 Nov 21:40"),
        ("ru", "2026-11-17T21:40:00+03:00", "17.11 21:40"),
        ("en", "2026-11-17T22:40:00Z", "01:40"),
    ],
)
def test_another_day_is_named(language, moment, text):
    assert speak(language).when(parse_iso(moment), NOW).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("language", "date", "full"),
    [
        ("en", "Wed 18 Nov", "Wednesday, 18 November"),
        ("ru", "Ср, 18 ноября", "Среда, 18 ноября"),
        ("be", "Ср, 18 лістапада", "Серада, 18 лістапада"),
    ],
)
def test_months_stand_in_the_genitive(language, date, full):
    words = speak(language)
    assert words.date(NOW).replace("\u00a0", " ") == date
    assert words.full_date(NOW).replace("\u00a0", " ") == full


def test_table_days_keep_their_width(words):
    day = words.day(parse_iso("2026-11-02T12:00:00+03:00"))
    assert day.startswith("02")


def test_a_missing_key_raises_when_strict_and_shows_itself_otherwise(words):
    with pytest.raises(KeyError, match="no word for no_such_key"):
        words.t("no_such_key")
    assert replace(words, strict=False).t("no_such_key") == "no_such_key"


def test_a_missing_argument_raises_when_strict_and_stands_otherwise(words):
    with pytest.raises(KeyError):
        words.t("no_data_since", clock="02:14")
    assert "{time}" in replace(words, strict=False).t("no_data_since", clock="02:14")


def test_names_come_from_the_reference(words):
    assert words.name("grodno-pl") == load().section["grodno-pl"].names.in_language(words.language)
    assert words.short("bruzgi") == load().site["bruzgi"].short.in_language(words.language)
    assert words.short("BY-PL-01") == words.name("BY-PL-01")
    assert replace(words, strict=False).name("nowhere") == "nowhere"
    with pytest.raises(KeyError):
        words.name("nowhere")


def test_no_level_is_no_data(words):
    assert words.level(None) == words.t("unknown")
    assert words.level(0) == words.t("routine")


def test_a_notice_is_worded_by_the_names_of_its_arguments():
    words = speak("en")
    filling = words.say(Notice("alert_site_filling", {"occupancy": 0.87, "resource": "area"}), NOW)
    assert filling.replace("\u00a0", " ") == "87 % full, limit: heated area"
    unknown = words.say(Notice("alert_section_unknown", {"level": 0, "why": "stale"}), NOW)
    assert unknown == "Level unknown, last known Routine"
    late = words.say(Notice("alert_feed_late", {"agency": "mchs", "reason": ""}), NOW)
    assert late == "Late, MChS is to report"


def test_a_detail_that_is_a_reason_is_worded_and_any_other_stays_as_it_is():
    words = speak("en")
    unusable = words.say(Notice("reason_nothing_usable", {"detail": "after_report", "source": "map"}), NOW)
    assert unusable == "no usable row: period ends after its report"
    assert words.say(Notice("reason_http_status", {"detail": "500", "source": ""}), NOW) == "HTTP status 500"
    assert words.detail("") == ""


def test_an_unknown_argument_of_a_notice_is_never_zero():
    words = speak("en")
    assert "unknown" in words.say(Notice("alert_site_filling", {"occupancy": None, "resource": "area"}), NOW)
    assert words.say(Notice("alert_level_raised", {"level": None}), NOW) == "No data"


def test_a_plural_notice_takes_its_form_from_n():
    assert speak("ru").say(Notice("sites", {"n": 3}), NOW) == "3 пункта"


def test_a_headline_speaks_the_own_language_else_another_else_the_event():
    args = {"severity": "Severe", "event": "frost", "headline_ru": "Мороз", "headline_be": "Мароз"}
    assert speak("be").say(Notice("alert_hazard", args), NOW) == "Моцная: Мароз"
    assert speak("en").say(Notice("alert_hazard", args), NOW) == "Severe: Мороз"
    assert speak("en").say(Notice("alert_hazard", {"severity": "Severe", "event": "frost"}), NOW) == "Severe: frost"
