"""Waiting times that Poland declares: hours to minutes, out of Poland is entry, and what an answer is about."""

import csv
from pathlib import Path

import pytest

from data.domain.moment import parse_iso
from data.feeds.contract import Context, FeedError
from data.feeds.pl_kas_cells import METRICS
from data.feeds.pl_kas_waits import FEED, parse, place_of
from data.feeds.xml_body import read_xml
from data.reference import load

RECORDED = Path(__file__).resolve().parents[2] / ".." / "shared" / "feeds" / "pl_ua_border_queues" / "granica_waits.csv"
NOW = 1_795_000_000
WAITS = {
    "osobowe": "cars",
    "ciezarowe": "trucks",
    "autokary": "buses",
}


def answer(data="2026-11-18", godzina="11", **values):
    parts = {"data": data, "godzina": godzina, **values}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value is not None)
    return (
        '<E:Envelope xmlns:E="http://schemas.xmlsoap.org/soap/envelope/"><E:Body><n:R xmlns:n="granicaServiceOriginal">'
        f"<dane_out_wszystko>{inner}</dane_out_wszystko></n:R></E:Body></E:Envelope>"
    ).encode()


@pytest.fixture
def read(reference):
    return lambda body, source="medyka": parse(body, Context(reference, source, NOW))


def values(report):
    return {o.metric: o.value for o in report.observations}


def reasons(report):
    return [(reject.column, reject.reason) for reject in report.rejects]


def test_out_of_poland_is_entry_and_into_it_is_exit(read):
    report = read(answer(czas_osobowe_wyjazd="1", czas_osobowe_wjazd="2"))
    assert values(report) == {"wait_entry_cars": 60, "wait_exit_cars": 120}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("0", 0), ("31", 1860), ("0.5", 30), ("0,5", 30), ("1:20", 80), ("00:05", 5), ("0.33", 20), (" 2 ", 120)],
)
def test_hours_become_minutes(read, text, minutes):
    assert values(read(answer(czas_ciezarowe_wyjazd=text))) == {"wait_entry_trucks": minutes}


@pytest.mark.parametrize("text", ["-", "", "–"])
def test_a_dash_is_missing_and_no_fault(read, text):
    report = read(answer(czas_osobowe_wyjazd=text))
    assert report.observations == report.rejects == ()
    assert report.units == {"PL-UA-medyka"}


@pytest.mark.parametrize("text", ["1:60", "-1", "brak", "1h", "1.2.3", "٣", "nan", "99999"])
def test_another_value_is_no_number(read, text):
    assert reasons(read(answer(czas_osobowe_wyjazd=text))) == [("czas_osobowe_wyjazd", "bad_number")]


def test_a_wait_beyond_all_measure_is_rejected(read):
    assert reasons(read(answer(czas_osobowe_wyjazd="9999"))) == [("czas_osobowe_wyjazd", "out_of_bounds")]


@pytest.mark.parametrize(
    ("data", "godzina", "moment"),
    [
        ("2026-6-12", "6", "2026-06-12T06:00:00+02:00"),
        ("2026-8-7", "0:33", "2026-08-07T00:33:00+02:00"),
        ("2026-11-18", "11", "2026-11-18T11:00:00+01:00"),
    ],
)
def test_times_are_polish_and_not_padded(read, data, godzina, moment):
    report = read(answer(data, godzina, czas_osobowe_wyjazd="1"))
    assert [(o.valid_to, o.issued) for o in report.observations] == [(parse_iso(moment), parse_iso(moment))]


def test_an_hour_that_comes_twice_is_taken_first_and_said(read):
    report = read(answer("2026-10-25", "2", czas_osobowe_wyjazd="1"))
    assert report.observations[0].valid_to == parse_iso("2026-10-25T02:00:00+02:00")
    assert reasons(report) == [("godzina", "ambiguous_time")]


@pytest.mark.parametrize(("data", "godzina"), [("2026-2-30", "6"), (None, "6"), ("2026-2-3", None), ("2026-2-3", "25")])
def test_an_answer_without_a_time_is_rejected(read, data, godzina):
    assert reasons(read(answer(data, godzina, czas_osobowe_wyjazd="1"))) == [("godzina", "bad_time")]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("medyka", "PL-UA-medyka"),
        ("granica-medyka-2026-11-18.xml", "PL-UA-medyka"),
        ("terespol", "BY-PL-05"),
        ("report", None),
        ("medyka-dorohusk.xml", None),
        ("medykant", None),
    ],
)
def test_the_name_of_the_request_says_what_the_answer_is_about(reference, source, place):
    assert place_of(source, reference) == place


def test_an_answer_about_nobody_knows_what_is_rejected(read):
    report = read(answer(czas_osobowe_wyjazd="1"), "report")
    assert reasons(report) == [("jednostka", "unknown_place")]
    assert not report.units


def test_a_relay_may_say_what_the_answer_is_about(read):
    report = read(answer(jednostka="dorohusk", czas_osobowe_wyjazd="1"), "report")
    assert report.units == {"PL-UA-dorohusk"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"blad", "sender_error"),
        (b" BLAD\r\n", "sender_error"),
        ("błąd".encode(), "sender_error"),
        (b"<e:Envelope xmlns:e='x'><e:Body><e:Fault/></e:Body></e:Envelope>", "sender_error"),
        (b"", "empty_body"),
        (b"<html>503</html>", "html"),
        (b"<a/>", "unknown_shape"),
        (b"<dane_out_wszystko><data>2026-1-1</data></dane_out_wszystko>", "unknown_shape"),
        (b"<dane_out_wszystko>", "truncated"),
        (b"{}", "not_xml"),
        (b"<!DOCTYPE a><dane_out_wszystko/>", "entity_refused"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "entity_refused"),
        (b"<a>" * 250_000, "too_many_rows"),
    ],
)
def test_what_is_no_answer_is_refused_by_reason(read, body, reason):
    with pytest.raises(FeedError) as refusal:
        read(body)
    assert refusal.value.reason == reason
    assert (refusal.value.__cause__ or refusal.value.__context__) is None


def test_one_question_a_unit_about_the_hour_in_poland():
    belarus = load()
    asks = FEED.requests(belarus, parse_iso("2026-07-05T23:30:00Z"))
    assert len(asks) == 13
    assert {ask.method for ask in asks} == {"POST"}
    assert len({ask.name for ask in asks}) == 13
    asked = read_xml(next(ask.body for ask in asks if ask.name == "medyka"))
    assert {part.tag: part.text for part in asked.iter() if part.tag in {"rok", "miesiac", "dzien", "godzina"}} == {
        "rok": "2026",
        "miesiac": "7",
        "dzien": "6",
        "godzina": "1",
    }
    assert asked.find(".//jednostka").text == "medyka"


def test_every_question_names_the_place_that_its_answer_is_about():
    belarus = load()
    assert {place_of(ask.name, belarus) for ask in FEED.requests(belarus, NOW)} == set(FEED.units(belarus))


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not here")
def test_every_recorded_answer_is_read_as_it_was_recorded():
    belarus = load()
    names = {
        f"czas_{pl}_{way}": f"{ours}_{end}_min"
        for pl, ours in WAITS.items()
        for way, end in (("wyjazd", "exit"), ("wjazd", "entry"))
    }
    given, rejected, silent, keys = 0, 0, 0, []
    with RECORDED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = {name: f"{float(row[c]) / 60:g}" if row[c] else "-" for name, c in names.items()}
            report = parse(
                answer(row["data_timestamp"], row["source_hour"], **cells), Context(belarus, row["crossing_id"], NOW)
            )
            expected = {METRICS[name].name: float(row[c]) for name, c in names.items() if row[c]}
            assert values(report) == expected
            given, rejected = given + len(expected), rejected + len(report.rejects)
            silent += not expected
            keys.append((row["crossing_id"], row["scraped_at"]))
    assert len(keys) == 6021
    assert silent == 42
    assert rejected == 0
    assert given == 3 * 6021 - 735 - 719 - 92
    assert len(keys) - len(set(keys)) == 27


AT_11 = parse_iso("2026-11-18T10:00:00Z")


def at(reference, stamp, **values):
    return parse(answer(**values), Context(reference, "medyka", stamp))


def test_a_wait_that_is_given_twice_is_not_guessed(read):
    twice = answer(czas_osobowe_wyjazd="1").replace(b"</czas_osobowe_wyjazd>", b"</czas_osobowe_wyjazd>", 1)
    twice = twice.replace(b"</dane_out", b"<czas_osobowe_wyjazd>9</czas_osobowe_wyjazd></dane_out")
    report = read(twice)
    assert values(report) == {}
    assert reasons(report) == [("czas_osobowe_wyjazd", "duplicate_row")]


def test_a_second_answer_in_one_body_is_counted_not_read(read):
    one = (
        b"<dane_out_wszystko><data>2026-11-18</data><godzina>11</godzina><czas_osobowe_wyjazd>%d</czas_osobowe_wyjazd>"
    )
    body = b"<a>" + b"".join(one % hours + b"</dane_out_wszystko>" for hours in (1, 2)) + b"</a>"
    report = read(body)
    assert values(report) == {"wait_entry_cars": 60}
    assert [(reject.row, reject.reason) for reject in report.rejects] == [(2, "duplicate_row")]


def test_a_service_that_stands_still_confirms_nothing(reference):
    fresh = at(reference, AT_11 + 4 * 3600, czas_osobowe_wyjazd="1")
    still = at(reference, AT_11 + 4 * 3600 + 1, czas_osobowe_wyjazd="1")
    assert fresh.observations == still.observations
    assert (fresh.units, still.units) == ({"PL-UA-medyka"}, frozenset())


def test_an_hour_that_has_not_come_is_not_heard(reference):
    ahead = at(reference, AT_11 - 301, czas_osobowe_wyjazd="1")
    assert (ahead.observations, ahead.units, reasons(ahead)) == ((), frozenset(), [("godzina", "after_report")])


def test_an_answer_of_nothing_but_words_was_not_heard(reference):
    assert at(reference, AT_11, czas_osobowe_wyjazd="brak").units == frozenset()
    assert at(reference, AT_11, czas_osobowe_wyjazd="-").units == {"PL-UA-medyka"}
