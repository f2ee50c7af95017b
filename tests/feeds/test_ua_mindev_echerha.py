"""The electronic queue of Ukraine: several queues of one crossing point become one sum, or none."""

import itertools
import json

import pytest

from data.feeds.contract import Context, FeedError
from data.feeds.ua_mindev_echerha import FEED, parse
from data.reference import load

NOW = 1_795_000_000
MEDYKA = "Шегині – Медика"


NUMBERS = itertools.count(1)


def queue(title=MEDYKA, count=10, wait=3600, *, paused=False, kind=1, country=133, **more):
    return {
        "id": next(NUMBERS),
        "title": title,
        "country_id": country,
        "for_vehicle_type": kind,
        "is_paused": paused,
        "wait_time": wait,
        "vehicle_in_active_queues_counts": count,
        **more,
    }


@pytest.fixture
def read(reference):
    def read(*queues):
        return parse(json.dumps({"data": list(queues)}).encode(), Context(reference, "report", NOW))

    return read


def values(report):
    return {o.metric: o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


def test_the_sample_of_trucks(samples, context):
    report = parse((samples / "ua_mindev_echerha_trucks.json").read_bytes(), context)
    assert {(o.place, o.metric): o.value for o in report.observations} == {
        ("PL-UA-medyka", "virtual_queue_trucks"): 450,
        ("PL-UA-medyka", "virtual_wait_trucks"): 1500,
        ("PL-UA-medyka", "virtual_paused_trucks"): 0,
        ("PL-UA-dorohusk", "virtual_queue_trucks"): 1113,
        ("PL-UA-dorohusk", "virtual_wait_trucks"): 5465,
        ("PL-UA-dorohusk", "virtual_paused_trucks"): 1,
    }
    assert {(o.valid_to, o.issued) for o in report.observations} == {(context.stamp, context.stamp)}
    assert report.rejects == ()


def test_queues_that_move_are_summed_up_and_the_longest_wait_counts(read):
    report = read(queue(count=10, wait=3600), queue(f"{MEDYKA} (порожні)", 5, 7230))
    assert values(report) == {"virtual_queue_trucks": 15, "virtual_wait_trucks": 120, "virtual_paused_trucks": 0}


def test_a_paused_queue_is_counted_and_not_summed_up(read):
    report = read(queue(count=10), queue(count=999, wait=10**6, paused=True))
    assert values(report) == {"virtual_queue_trucks": 10, "virtual_wait_trucks": 60, "virtual_paused_trucks": 1}


def test_where_every_queue_is_paused_there_is_no_sum_and_no_zero(read):
    report = read(queue(paused=True), queue(paused=True))
    assert values(report) == {"virtual_paused_trucks": 2}
    assert report.units == {"PL-UA-medyka"}


def test_a_sum_with_a_part_missing_is_no_sum(read):
    report = read(queue(count=10, wait=60), queue(count=None, wait=120))
    assert values(report) == {"virtual_wait_trucks": 2, "virtual_paused_trucks": 0}
    assert report.rejects == ()


@pytest.mark.parametrize("count", ["10", -1, 1.5, True, [], 10**12])
def test_a_count_that_cannot_be_read_is_rejected_and_ends_the_sum(read, count):
    report = read(queue(count=10), queue(count=count))
    assert "virtual_queue_trucks" not in values(report)
    assert reasons(report) == [(2, "vehicle_in_active_queues_counts", "bad_number")]


def test_a_pause_that_cannot_be_read_leaves_nothing_certain(read):
    report = read(queue(), queue(is_paused="ні"))
    assert values(report) == {}
    assert reasons(report) == [(2, "is_paused", "bad_status")]
    assert values(read(queue(is_paused=None))) == {}


def test_a_sum_beyond_all_measure_is_rejected(read):
    report = read(queue(count=60_000, wait=10**8))
    assert values(report) == {"virtual_paused_trucks": 0}
    assert [reason for *_, reason in reasons(report)] == ["out_of_bounds"] * 2


def test_classes_of_vehicles_are_kept_apart(read):
    report = read(queue(count=10), queue(count=3, kind=2))
    assert values(report)["virtual_queue_trucks"] == 10
    assert values(report)["virtual_queue_buses"] == 3


@pytest.mark.parametrize(
    "title",
    [
        MEDYKA,
        "Шегині - Медика (для вантажівок ≥ 7,5 тонн)",
        "шегині—медика. Товари 1-24 групи УКТЗЕД (≥ 7,5 тонн)",
        " Шегині  –  Медика. Автобуси",
    ],
)
def test_dashes_spaces_and_capitals_of_a_title_do_not_matter(read, title):
    assert values(read(queue(title)))["virtual_queue_trucks"] == 10


@pytest.mark.parametrize("title", ["Шегині – Медика-2", "Шегині", "Медика – Шегині", "Нова – Назва", ""])
def test_a_title_is_never_guessed(read, title):
    assert reasons(read(queue(title))) == [(1, "title", "unknown_place")]


def test_other_countries_are_not_of_this_deployment(read):
    report = read(queue("Порубне – Сірет", country=136), queue())
    assert report.rejects == ()
    assert report.units == {"PL-UA-medyka"}


def test_what_is_no_queue_costs_itself_alone(read):
    report = read(None, 5, {"title": 5}, queue(kind=3), queue(kind="1"), queue())
    assert values(report)["virtual_queue_trucks"] == 10
    assert [reason for *_, reason in reasons(report)] == ["bad_row"] * 3 + ["unknown_vehicle_class"] * 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_body"),
        (b'{"data": []}', "empty_body"),
        (b'{"message": "Unauthorized"}', "unknown_shape"),
        (b'{"data": {}}', "unknown_shape"),
        (b"[]", "unknown_shape"),
        (b"<html>", "html"),
        (b'{"data": [', "truncated"),
        (json.dumps({"data": [0] * 3000}).encode(), "too_many_rows"),
    ],
)
def test_what_is_no_list_is_refused_by_reason(context, body, reason):
    with pytest.raises(FeedError) as refusal:
        parse(body, context)
    assert refusal.value.reason == reason


def test_trucks_and_buses_are_asked_with_the_headers_that_the_sender_demands():
    asks = FEED.requests(load(), NOW)
    assert [ask.path for ask in asks] == ["/api/v4/workload/1", "/api/v4/workload/2"]
    for ask in asks:
        assert ask.headers["X-Client-Locale"] == "uk"
        assert ask.headers["X-User-Agent"].startswith("UABorder/")
        assert ask.headers["User-Agent"].startswith("Mozilla/")


def test_a_title_with_brackets_in_its_own_name_is_known():
    body = json.dumps({"data": [queue("Чоп (Тиса) – Захонь (для порожніх вантажівок ≥ 3,5 тонн)", country=167)]})
    report = parse(body.encode(), Context(load(), "report", NOW))
    assert report.units == {"HU-UA-zahony"}


@pytest.mark.parametrize("country", [[], {}, [133]])
def test_a_country_that_is_a_list_is_not_ours_to_know(read, country):
    assert read(queue("Somewhere", country=country)).observations == ()


def test_a_queue_that_is_listed_twice_counts_once(read):
    listed = queue(count=10)
    report = read(listed, {**listed, "vehicle_in_active_queues_counts": 12})
    assert values(report)["virtual_queue_trucks"] == 10
    assert reasons(report) == [(2, "id", "duplicate_row")]


def test_a_queue_that_does_not_say_whether_it_moves_is_not_taken_for_moving(read):
    silent = queue()
    del silent["is_paused"]
    report = read(silent)
    assert (values(report), report.units) == ({}, frozenset())
    assert reasons(report) == [(1, "is_paused", "bad_status")]
