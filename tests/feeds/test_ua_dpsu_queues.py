"""The map of the Ukrainian border guard: numbers or sentences, and a stamp for each crossing point."""

from html import escape

import pytest

from data.domain.moment import parse_iso
from data.feeds.contract import Context, FeedError
from data.feeds.ua_dpsu_queues import parse
from data.reference import load

NOW = parse_iso("2026-06-17T20:30:00+03:00")
CARS = "Кількість легкових авто перед ППр"
RATE = "Швидкість оформлення легкових авто"
TRUCKS = "Кількість вантажних авто перед ППр"
SUSPENDED = (
    f"{CARS}: Пропуск легкових автомобілів тимчасово не здійснюється <br> {RATE}: 58 авто/год <br> {TRUCKS}: 2251"
)


def option(busy, name="Ягодин - Дорогуськ", at="2026-06-17 18:42:36", country="poland", kind="car"):
    values = {"country": country, "created_at": at, "type": kind, "state_of_busy": busy, "color": "green"}
    written = " ".join(f'data-{key}="{escape(value)}"' for key, value in values.items())
    return f'<option {written} value="{escape(name)}">{escape(name)}</option>'


@pytest.fixture
def read(reference):
    def read(*options):
        page = f"<select id='by_name'><option value=''>Усі</option>{''.join(options)}</select>"
        return parse(page.encode(), Context(reference, "report", NOW))

    return read


def values(report):
    return {o.metric: o.value for o in report.observations}


def reasons(report):
    return [(reject.column, reject.reason) for reject in report.rejects]


def test_the_sample_page(samples, context):
    report = parse((samples / "ua_dpsu_queues.html").read_bytes(), context)
    assert {(o.place, o.metric): o.value for o in report.observations} == {
        ("PL-UA-dorohusk", "queue_cars"): 12,
        ("PL-UA-dorohusk", "rate_cars"): 58,
        ("PL-UA-dorohusk", "queue_trucks"): 2251,
        ("PL-UA-medyka", "queue_cars"): 40,
        ("PL-UA-medyka", "rate_cars"): 68,
        ("PL-UA-medyka", "queue_trucks"): 966,
    }
    assert report.rejects == ()


def test_a_sentence_in_place_of_a_number_is_missing_with_a_reason(read):
    report = read(option(SUSPENDED))
    assert values(report) == {"rate_cars": 58, "queue_trucks": 2251}
    assert reasons(report) == [("queue_cars", "words_for_number")]
    assert report.units == {"PL-UA-dorohusk"}


@pytest.mark.parametrize("busy", ["Пропуск тимчасово не здійснюється", "дані відсутні", f"{CARS}: черги немає"])
def test_no_sentence_is_ever_a_zero(read, busy):
    report = read(option(busy))
    assert report.observations == ()
    assert [reason for _, reason in reasons(report)] == ["words_for_number"]


def test_nothing_said_is_missing_and_no_fault(read):
    for busy in ("", " <br> ", f"{CARS}: <br> {TRUCKS}:"):
        report = read(option(busy))
        assert report.observations == report.rejects == ()


@pytest.mark.parametrize("written", ["5.5", "-5", "5 6", "10-20", "≈ 30", "٣", "12345678"])
def test_other_numbers_are_words(read, written):
    assert reasons(read(option(f"{CARS}: {written}"))) == [("queue_cars", "words_for_number")]


def test_a_number_beyond_all_measure_is_rejected(read):
    assert reasons(read(option(f"{CARS}: 999999"))) == [("queue_cars", "out_of_bounds")]


def test_the_same_part_twice_counts_once(read):
    report = read(option(f"{CARS}: 1 <br> {CARS}: 2"))
    assert values(report) == {"queue_cars": 1}
    assert reasons(report) == [("queue_cars", "duplicate_row")]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-06-17 18:42:36", "2026-06-17T18:42:36+03:00"),
        ("2026-01-15 10:00:00", "2026-01-15T10:00:00+02:00"),
        ("2026-06-17 20:34:59", "2026-06-17T20:34:59+03:00"),  # the source's clock is some minutes ahead
        ("2024-09-24 08:00:00", "2024-09-24T08:00:00+03:00"),  # frozen: it ages
    ],
)
def test_the_stamp_is_the_time_of_observation_and_of_issue(read, written, moment):
    report = read(option(SUSPENDED, at=written))
    assert {(o.valid_to, o.issued) for o in report.observations} == {(parse_iso(moment),) * 2}


def test_the_same_stamp_gives_the_same_observations_whenever_it_is_asked(reference):
    body = option(SUSPENDED).encode()
    first, later = (parse(body, Context(reference, "report", NOW + s)) for s in (0, 40_000))
    assert first.observations == later.observations


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2026-06-17 20:36:00", "after_report"),
        ("17.06.2026 18:42", "bad_time"),
        ("", "bad_time"),
        ("2026-02-30 10:00:00", "bad_time"),
    ],
)
def test_a_point_without_a_usable_stamp_is_rejected(read, at, reason):
    report = read(option(SUSPENDED, at=at))
    assert report.observations == ()
    assert reasons(report) == [("data-created_at", reason)]
    assert not report.units


@pytest.mark.parametrize(
    ("written", "moment"),
    [("2025-10-26 03:30:00", "2025-10-26T03:30:00+03:00"), ("2026-03-29 03:30:00", "2026-03-29T03:30:00+02:00")],
)
def test_while_the_clocks_are_changed_the_first_reading_is_taken_and_said(read, written, moment):
    report = read(option(f"{CARS}: 1", at=written))
    assert report.observations[0].issued == parse_iso(moment)
    assert reasons(report) == [("data-created_at", "ambiguous_time")]


@pytest.mark.parametrize("name", ["Ягодин – Дорогуськ", "Ягодин-Дорогуськ", "ЯГОДИН —  Дорогуськ"])
def test_dashes_spaces_and_capitals_of_a_name_do_not_matter(read, name):
    assert read(option(SUSPENDED, name)).units == {"PL-UA-dorohusk"}


def test_a_name_is_never_guessed(read):
    report = read(option(SUSPENDED, "Ягодин - Дорогусь"))
    assert report.observations == ()
    assert reasons(report) == [("value", "unknown_place")]


def test_what_is_no_road_crossing_of_this_deployment_is_left_out(read):
    report = read(
        option(SUSPENDED, "Лудин (пункт контролю)"),
        option(SUSPENDED, "Ягодин залізничний", kind="train"),
        option(SUSPENDED, "Паланка", country="moldova"),
        option(SUSPENDED, kind='["car","person"]'),
    )
    assert report.units == {"PL-UA-dorohusk"}
    assert len(report.rejects) == 1


def test_a_second_entry_of_the_same_point_is_rejected(read):
    report = read(option(f"{CARS}: 1"), option(f"{CARS}: 2", "Ягодин – Дорогуськ"))
    assert values(report) == {"queue_cars": 1}
    assert reasons(report) == [("value", "duplicate_row")]


def test_line_breaks_may_be_escaped_or_not(read):
    whole = option(SUSPENDED)
    assert read(whole).observations == read(whole.replace("&lt;br&gt;", "<br>")).observations


@pytest.mark.parametrize("page", ["<html>403</html>", "<select id='by_name'></select>", "<option value='x'>x</option>"])
def test_a_page_without_the_list_is_no_table(context, page):
    with pytest.raises(FeedError, match="no_table"):
        parse(page.encode(), context)


def test_a_page_of_full_size_is_read():
    filler = "".join(option("", f"Пункт {n}", kind="marine") for n in range(300))
    page = filler + "<p>" + "x" * 600_000 + "</p>" + option(SUSPENDED)
    assert len(parse(page.encode(), Context(load(), "report", NOW)).observations) == 2


def test_a_crossing_point_without_its_numbers_was_not_heard(reference):
    known = 'data-country="poland" data-type="car" data-created_at="2026-11-18 10:42:36" value="Шегині - Медика"'
    page = f"<option {known} {{}}>"
    stamp = 1_795_000_000
    drifted = parse(page.format('data-busy="1"').encode(), Context(reference, "map", stamp))
    assert (drifted.units, [r.reason for r in drifted.rejects]) == (frozenset(), ["missing_element"])
    assert parse(page.format('data-state_of_busy=""').encode(), Context(reference, "map", stamp)).units
