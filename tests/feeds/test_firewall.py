"""Columns that look personal are found in five languages, by header and by content; ours never are."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.feeds import all_feeds, firewall
from data.feeds.contract import FeedError
from data.feeds.firewall import (
    is_column_detail,
    is_redacted,
    kind_by_content,
    kind_by_header,
    known_ids,
    personal_columns,
    redact,
    refuse_personal,
)

HEADERS = {
    "name": "Surname|first_name|FirstName|full name|FAMILY NAME|Фамилия|Ф.И.О.|ФИО|Имя|Отчество|Прозвішча|Імя па бацьку"
    "|Імя|Nazwisko|Imię|Imię i nazwisko|Прізвище|По батькові|Ім'я|ПІБ|Name",
    "birth": "Date of birth|DOB|birth_date|Дата рождения|Год рождения|Дата нараджэння|Data urodzenia|Дата народження",
    "document": "Passport|passport_no|Document number|Паспорт|Номер документа|Серия и номер паспорта|Личный номер"
    "|Пашпарт|Нумар пашпарта|Асабісты нумар|Paszport|PESEL|Nr dowodu|Посвідчення|National ID",
    "phone": "Phone|phone_number|Tel.|Телефон|тел. моб.|Тэлефон|Telefon|mobile no|#contact+phone|Tелефон|контакты",
    "plate": "Plate|regnum|License plate|Vehicle No|Госномер|Гос. номер|Номер автомобиля|Номер ТС|Нумар аўтамабіля"
    "|Nr rej.|Numer rejestracyjny|Номерний знак",
    "address": "Address|home address|Адрес|Адрес проживания|Адрас|Adres zamieszkania|Адреса|Место жительства",
    "coordinates": "lat|Longitude|site_lat|#geo+lat|GPS|Координаты|Широта|Каардынаты|Współrzędne",
    "email": "E-mail|email|Эл. почта|Электронная почта|Электронная пошта|Poczta|Электронна пошта|#contact+email",
    "person": "case_id|Фото|photo|Отпечатки пальцев|fingerprints",
}
HARMLESS = (
    "site name|#loc+name|#adm1+name|Country|Value|Number of cars|Число автомобилей|В том числе дети|households|births"
    "|0-5 lat|mobile_teams|Наименование объекта|Количество человек|документов проверено|Przejście|Kierunek"
    "|Liczba osób|Граница|Пункт пропуска|wait_min|load factor|Дата|Время ожидания|№ п/п|Примечание|Область"
    "|Мест|Вода, л/сут|Питание, порц."
)


@pytest.mark.parametrize(("kind", "header"), [(kind, h) for kind, hs in HEADERS.items() for h in hs.split("|")])
def test_a_personal_header_is_known_in_five_languages(kind, header):
    assert kind_by_header(header) in {kind, "phone" if header == "#contact+email" else kind, "email"}
    assert kind_by_header(header.upper()) is not None
    assert kind_by_header(f"  {header} ") is not None


@pytest.mark.parametrize("header", HARMLESS.split("|"))
def test_a_harmless_header_is_left_alone(header):
    assert kind_by_header(header) is None


@pytest.mark.parametrize("name", [name for name, feed in all_feeds().items() if "CSV" in feed.format])
def test_the_columns_of_our_tables_are_not_personal(name):
    assert [column for column in all_feeds()[name].columns if kind_by_header(column)] == []


@pytest.mark.parametrize(
    "values",
    [
        ["Иванов И.И.", "Petrov Ivan", "Ahmed Hassan", "Li"],
        ["1234 AB-7", "AB 1234-7", "EX 12345"],
        ["+375 29 123-45-67", "8 029 123 45 67", "375291234567"],
        [375291234567, 375331234567, 375441234567],
        ["MP1234567", "KH7654321", "3010190A001PB5"],
        ["a@b.by", "c@d.by", "e@f.by"],
        ["53.54041, 23.65301", "53.10011 24.00012", "52.09001;23.68001"],
        ["ул. Мира 5", "г. Гродно, вул. Новая, 7", "ul. Polna 3"],
        ["x" * 1001] * 3,
    ],
)
def test_a_column_is_known_by_its_content(values):
    assert kind_by_content(values) is not None
    assert kind_by_content([*values, *range(len(values))]) is not None
    assert kind_by_content([*values, *range(100)]) is None
    assert kind_by_content(values[:2]) is None


@pytest.mark.parametrize(
    "values",
    [
        ["BY-PL-01", "BY-AIR-62", "BY-HR"] * 3,
        ["2026-11-18T06:00:00+03:00"] * 5,
        ["12,5", "16 800", "-", "3 354"] * 3,
        ["bruzgi", "grodno-transit", "SC", "in", "food"] * 3,
        ["3b797d4d-706a-440f-a1a4-826c191e1e36"] * 4,
        [26.123456, 0.333333, 12.5],
        ["Kamenny Log", "Novaya Guta"] * 4,
    ],
)
def test_values_of_ours_are_not_personal(values):
    assert kind_by_content(values, frozenset({"Kamenny Log", "Novaya Guta"})) is None


def test_two_columns_of_fine_numbers_are_positions():
    rows = [[1, "53,5404", 23.65301], [2, 52.0791, 23.6551], [3, 51.7655, 23.5929]]
    (found,) = personal_columns(["n", "a", "b"], rows)
    assert (found.position, found.kind, found.by) == (3, "coordinates", "content")
    assert personal_columns(["n", "a", "b"], [[n, 53.5, 23.6] for n in range(9)]) == ()


def test_a_column_of_names_that_we_know_is_none_of_persons():
    rows = [["bruzgi"], ["grodno-transit"]]
    assert personal_columns(["Name"], rows, {"bruzgi", "grodno-transit"}) == ()
    assert personal_columns(["Name"], [*rows, ["x"]], {"bruzgi", "grodno-transit"})
    assert personal_columns(["Surname of the site"], [["x"]])


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("phone_number", "2 phone_number"),
        ("Дата рождения", "2 Дата рождения"),
        ("телефон Иванова", "2"),
        ("phone 1234567", "2"),
        ("phoneivanovich", "2"),
    ],
)
def test_a_refusal_names_the_column_and_no_one(header, detail):
    with pytest.raises(FeedError) as refusal:
        refuse_personal(["site", header], [["bruzgi", "x"]])
    assert (refusal.value.reason, refusal.value.detail) == ("personal_column", detail)
    assert is_column_detail(detail)


@pytest.mark.parametrize("detail", ["", "x", "5 Иванов", "5 phoneivanovich", "5555", "5  phone", "phone", "5 phone\n"])
def test_other_details_are_not_believed(detail):
    assert not is_column_detail(detail)


KNOWN = frozenset({"BY-PL-01", "bruzgi", "in"})


def test_a_redacted_row_keeps_numbers_times_and_known_ids(reference):
    row = ["BY-PL-01", 12.5, "16 800,5", "2026-11-18T06:00:00+03:00", "06:30", None, "in", "2026-11-18", -7, 1118.0]
    assert redact(row, KNOWN) == (
        "BY-PL-01 | 12.5 | 16800,5 | 2026-11-18T06:00:00+03:00 | 06:30 |  | in | 2026-11-18 | -7 | 1118"
    )
    assert known_ids(reference, "in") > {"bruzgi", "in", "BY-PL-01"}


@pytest.mark.parametrize(
    "cell",
    [
        "Иванов", "1234567", 1234567, "+375 29 123-45-67", "29 123 45 67", "1987-05-12", "2011-05-12", "12.05.1987",
        True,
        "53.54041", 53.5404123, "1234 AB-7", "x | y", "bruzgi | x", "BRUZGI", "2026-13-01", "2026-11-18 Иванов", "1e9",
        "⁷⁷⁷",
        10**40, float("nan"),
    ],
)  # fmt: skip
def test_everything_else_is_a_mark(cell):
    assert redact(["bruzgi", cell], KNOWN) == "bruzgi | •"


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40), st.dates(), st.datetimes(), st.times(),
    st.sampled_from(sorted(KNOWN)), st.from_regex(r"[\d .,|•…:T+-]{0,24}"),
)  # fmt: skip


@given(st.lists(CELLS, max_size=60))
@example(["…"])
@example(["bruzgi"] * 60)
def test_what_was_redacted_stays_as_it_is(row):
    text = redact(row, KNOWN)
    assert len(text) <= 200
    assert is_redacted(text, KNOWN)


@given(st.text(max_size=60))
@example("bruzgi | Иванов")
@example("1234567")
@example("bruzgi|12")
@example("•\n")
@example("bruzgi | … | x")
def test_free_text_is_never_taken_for_redacted(text):
    parts = text.split(" | ")
    if is_redacted(text, KNOWN):
        assert all(redact([part], KNOWN) == part or part == "…" for part in parts)
    else:
        assert redact(parts, KNOWN) != text


def test_a_longer_row_is_not_taken():
    assert not is_redacted(" | ".join(["12"] * 60), KNOWN)


@pytest.mark.parametrize(
    "cells",
    [
        ("8", "029", "123", "45", "67"),
        ("375", 29, 123, 45, 67),
        ("8029", "123", "4567"),
        ("12", "05", "1987"),
        (1987, 5, 12),
    ],
)
def test_a_phone_or_a_birthday_split_over_cells_is_hidden(cells):
    row = redact(["bruzgi", *cells, 7], {"bruzgi"})
    assert row == " | ".join(["bruzgi", *["•"] * len(cells), "7"])
    assert is_redacted(row, {"bruzgi"})
    assert not is_redacted(" | ".join(["bruzgi", *map(str, cells)]), {"bruzgi"})


def test_counts_beside_each_other_stay():
    assert redact([120, 29, 415, 12, 5, 2026, 18], ()) == "120 | 29 | 415 | 12 | 5 | 2026 | 18"


def test_no_cell_keeps_the_firewall_busy():
    hostile = ["1.000" + " " * 990 + "!"] * 300
    assert kind_by_content(hostile) is None


def test_of_long_texts_fewer_are_looked_at(monkeypatch):
    looked = []
    monkeypatch.setattr(firewall, "looks_personal", lambda text: looked.append(len(text)) or False)
    assert kind_by_content(["абвгд " * 160] * 5_000) is None
    assert sum(looked) < 8_000


def test_a_phone_deep_in_long_remarks_is_seen():
    assert kind_by_content(["количество " * 60 + "+375 29 123-45-67"] * 20) == "person"
