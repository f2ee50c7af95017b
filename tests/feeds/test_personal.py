"""Patterns of personal data."""

import pytest

from data.feeds.personal import count_values, looks_personal

PLATES = (
    "1234 AB-7", "1234AB-7", "1234AB7", "AB 1234-7", "AB1234-7", "АВ 1234-7", "A1234B-7", "E001AA-7",  # Belarus
    "WX 12345", "WA 1234A", "DW 5A123", "PO 12ABC",  # Poland
    "ABC 123", "ABC123", "ABC-123",  # Lithuania
    "AB-1234", "AB 1234", "HK-1",  # Latvia
    "AA1234BB", "AA 1234 BB", "КА1234ІВ",  # Ukraine
    "А123ВС77", "A123BC777", "А 123 ВС 77",  # Russia
)  # fmt: skip


@pytest.mark.parametrize("plate", PLATES)
def test_a_plate_is_seen_anywhere_in_a_text(plate):
    assert looks_personal(plate)
    assert looks_personal(f"машина {plate}, стоит", names=False)


@pytest.mark.parametrize("plate", ["1234ab-7", "ab1234-7", "aa1234bb", "а123вс77"])
def test_small_letters_do_not_hide_a_plate(plate):
    assert looks_personal(plate)


@pytest.mark.parametrize(
    "text",
    ["+375 29 123-45-67", "8 (029) 123 45 67", "8029 123-45-67", "80291234567", "375291234567", "тел. 123-45-67",
     "+48 22 123 45 67", "who@mail.example", "AB1234567", "MP 1234567", "3141592A001PB7"],
)  # fmt: skip
def test_phones_addresses_and_documents_are_seen(text):
    assert looks_personal(text, names=False)


@pytest.mark.parametrize(
    "text", ["Иванов И.И.", "И. И. Иванов", "Іваноў Іван Іванавіч", "Ivanov Ivan", "Исп. Петров П.П., каб. 5"]
)
def test_names_of_persons_are_seen(text):
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    ["", "0", "1200", "16 800,5", "2026-11-18T02:00:00+03:00", "18.11.2026 06:00", "06:00 18 ноября 2026 г.",
     "Ночью мороз до 18 градусов", "Flash Flood Watch issued August 30 at 4:07AM", "ШТОРМОВОЕ ПРЕДУПРЕЖДЕНИЕ ДО 20 М/С",
     "UNTIL NOV 18 2026", "IN 2026", "BY-HR", "Пункт временного размещения «Брузги»", "трасса М-1, 42 км"],
)  # fmt: skip
def test_ordinary_texts_are_left_alone(text):
    assert not looks_personal(text, names=False)


def test_values_are_counted_by_key_and_by_look():
    document = {"phone": "112", "name": "", "list": [{"phone": None}, {"note": "1234 AB-7", "n": 5}], "address": ["x"]}
    assert count_values(document, frozenset({"phone", "address"})) == 3
    assert count_values(document, frozenset({"phone"}), scan=False) == 1
    assert count_values(document, skip=frozenset({"note"})) == 0


def test_depth_costs_no_recursion():
    value = "1234 AB-7"
    for _ in range(100_000):
        value = [value]
    assert count_values(value) == 1


@pytest.mark.parametrize(
    "text",
    ["8\u00a0029\u00a0123\u00a045\u00a067", "+375 29 123\u201145\u201167", "8 (029) 123\u201345\u201367",
     "8\t029\t123\t45\t67", "+375\u200b29\u200b1234567", "МР\u00a01234567", "1234 AB\u20137", "АВ\u00ad1234-7",
     "who\uff20mail.example"],
)  # fmt: skip
def test_signs_that_office_programs_set_hide_nothing(text):
    assert looks_personal(f"звонить {text}", names=False)


@pytest.mark.parametrize("text", ["ИВАНОВ ИВАН ИВАНОВИЧ", "старшая: ПЕТРОВА АННА СЕРГЕЕВНА", "ІВАНОЎ ІВАН ІВАНАВІЧ"])
def test_names_in_capitals_are_seen(text):
    assert looks_personal(text)


@pytest.mark.parametrize("text", ["ПУНКТ ПРОПУСКА БРУЗГИ", "скорость ветра равна 12–15 м/с", "до –25 °С"])
def test_capitals_and_dashes_alone_are_nobody(text):
    assert not looks_personal(text)
