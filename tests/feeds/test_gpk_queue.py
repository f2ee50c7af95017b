"""The border committee's own count: a live table read by titles, an archive read by keys."""

import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.moment import HOUR, MINSK, parse_local
from data.feeds.contract import Context, FeedError
from data.feeds.gpk_queue import FEED, parse
from data.reference import load

MIDNIGHT = parse_local("18.11.2026", "%d.%m.%Y", MINSK)
NOW = MIDNIGHT + 14 * HOUR + 400


def values(report):
    return {(o.place, o.metric): o.value for o in report.observations}


def reasons(report):
    return [(reject.row, reject.column, reject.reason) for reject in report.rejects]


@pytest.fixture
def read(reference):
    return lambda body: parse(body if isinstance(body, bytes) else body.encode(), Context(reference, "report", NOW))


def page(*cells):
    return "<table><tr>" + "".join(f'<td title="{title}">{text}</td>' for title, text in cells) + "</tr></table>"


def archive(*items, **more):
    return json.dumps({"ITEMS": list(items), **more})


def item(name, **counts):
    return {"NAME": name, **{f"PROPERTY_BREST_OUT_{letter}_VALUE": count for letter, count in counts.items()}}


def test_the_sample_page_is_read_by_its_titles(samples, read):
    report = read((samples / "gpk_queue_live.html").read_bytes())
    assert values(report) == {
        ("BY-PL-05", "queue_cars"): 214,
        ("BY-PL-05", "queue_buses"): 17,
        ("BY-PL-01", "queue_cars"): 43,
        ("BY-PL-01", "queue_trucks"): 0,
    }
    assert {(o.valid_to, o.issued) for o in report.observations} == {(NOW, NOW)}
    assert report.units == {"BY-PL-01", "BY-PL-05"}
    assert report.rejects == ()


def test_the_order_of_columns_does_not_matter(read):
    cars, buses = ("Брест: выезд легковых автомобилей", "5"), ("Брест: выезд автобусов", "7")
    assert values(read(page(cars, buses))) == values(read(page(buses, cars)))


@pytest.mark.parametrize("text", ["-", "", " ", "&nbsp;", "–", "<span>-</span>"])
def test_a_dash_or_an_empty_cell_is_missing_and_the_crossing_point_has_spoken(read, text):
    report = read(page(("Брест: выезд грузовых автомобилей", text)))
    assert report.observations == report.rejects == ()
    assert report.units == {"BY-PL-05"}


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("(123)", 123), ("( 7 )", 7), ("&nbsp;12", 12), ("<b>9</b>", 9)])
def test_a_count_stands_plain_or_in_brackets(read, text, value):
    assert values(read(page(("Брест: выезд автобусов", text)))) == {("BY-PL-05", "queue_buses"): value}


@pytest.mark.parametrize("text", ["12.5", "-3", "12 34", "много", "1e3", "٣", "1234567"])
def test_another_cell_is_no_count(read, text):
    assert reasons(read(page(("Брест: выезд автобусов", text)))) == [(1, "queue_buses", "bad_number")]


def test_a_count_beyond_all_measure_is_rejected(read):
    report = read(page(("Брест: выезд автобусов", "99999")))
    assert reasons(report) == [(1, "queue_buses", "out_of_bounds")]


def test_what_is_not_known_is_named_by_reason_alone(read):
    report = read(
        page(
            ("Нарния: выезд автобусов", "1"),
            ("Брест: выезд мотоциклов", "2"),
            ("Брест: выезд автобусов", "3"),
            ("Брест: выезд автобусов", "4"),
        )
    )
    assert reasons(report) == [
        (1, "title", "unknown_place"),
        (2, "title", "unknown_vehicle_class"),
        (4, "queue_buses", "duplicate_row"),
    ]
    assert "Нарния" not in repr(report)


def test_the_way_into_the_country_is_another_table(read):
    report = read(page(("Брест: въезд автобусов", "1"), ("Брест: выезд автобусов", "2")))
    assert values(report) == {("BY-PL-05", "queue_buses"): 2}


def test_a_page_without_titled_cells_is_no_table(read):
    with pytest.raises(FeedError, match="no_table"):
        read("<table><tr><td>Брест</td><td>214</td></tr></table>")


def test_titles_and_spaces_may_be_written_otherwise(read):
    report = read("<TD class=x TITLE='БРЕСТ  (Варшавский\nмост): выезд легковых   автомобилей'>8</TD>")
    assert values(report) == {("BY-PL-05", "queue_cars"): 8}


def test_the_sample_archive_has_a_time_for_each_item(samples, read):
    report = read((samples / "gpk_queue_archive.json").read_bytes())
    assert {(o.metric, (o.valid_to - MIDNIGHT) // HOUR): o.value for o in report.observations} == {
        ("queue_cars", 0): 120,
        ("queue_buses", 0): 9,
        ("queue_cars", 2): 131,
        ("queue_buses", 2): 11,
        ("queue_cars", 4): 128,
        ("queue_trucks", 4): 0,
        ("queue_cars", 6): 140,
        ("queue_buses", 6): 12,
    }
    assert all(o.issued == o.valid_to for o in report.observations)
    assert report.rejects == ()


def test_the_archive_confirms_no_crossing_point(samples, read):
    assert not read((samples / "gpk_queue_archive.json").read_bytes()).units


def test_an_hour_that_has_not_come_yet_is_a_placeholder(read):
    report = read(archive(item("18.11.2026 14:00", L="5"), item("18.11.2026 16:00", L="0")))
    assert values(report) == {("BY-PL-05", "queue_cars"): 5}
    assert reasons(report) == [(2, "NAME", "after_report")]


def test_an_unknown_letter_is_reported_where_it_counts_something(read):
    report = read(archive(item("18.11.2026 02:00", L="5", T="6", M="-", Q=None)))
    assert reasons(report) == [(1, "letter", "unknown_vehicle_class")]


def test_an_unknown_code_is_reported(read):
    report = read(archive({"NAME": "18.11.2026 02:00", "PROPERTY_NARNIA_OUT_L_VALUE": "5", "PROPERTY_X_OUT_L": "1"}))
    assert reasons(report) == [(1, "code", "unknown_place")]
    assert "NARNIA" not in repr(report)


@pytest.mark.parametrize("name", ["31.02.2026 02:00", "2026-11-18", "вчера", "", None, 5, "18.11.1026"])
def test_an_item_without_a_time_is_rejected(read, name):
    assert reasons(read(archive(item(name, L="5")))) == [(1, "NAME", "bad_time")]


@pytest.mark.parametrize("count", ["12,5", "x", 1.5, True, [], {}])
def test_a_value_of_the_archive_that_is_no_count_is_rejected(read, count):
    assert reasons(read(archive(item("18.11.2026 02:00", L=count)))) == [(1, "queue_cars", "bad_number")]


def test_the_same_hour_twice_counts_once(read):
    report = read(archive(item("18.11.2026", L="5"), item("18.11.2026 00:00", L="6")))
    assert values(report) == {("BY-PL-05", "queue_cars"): 5}
    assert reasons(report) == [(2, "queue_cars", "duplicate_row")]


@pytest.mark.parametrize("items", ["null", "[]"])
def test_a_day_without_items_yet_is_no_fault(read, items):
    report = read('{"ITEMS": ' + items + "}")
    assert report.observations == report.rejects == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty_body"),
        ("blad", "not_json"),
        ("{}", "unknown_shape"),
        ("[]", "unknown_shape"),
        ('{"ITEMS": {"0": {}}}', "unknown_shape"),
        ('{"ITEMS": [], "isSuccess": false}', "sender_error"),
        ('{"ITEMS": [{"NAME"', "truncated"),
        ("<p>", "no_table"),
        (b"<\xff", "not_utf8"),
        (archive(*[item("18.11.2026", L="1")] * 300), "too_many_rows"),
        ("<td>" * 6000, "too_many_rows"),
        ("<" + " " * 5_000_000, "too_large"),
    ],
)
def test_what_is_neither_is_refused_by_reason(read, body, reason):
    with pytest.raises(FeedError) as refusal:
        read(body)
    assert refusal.value.reason == reason


def test_an_item_that_is_none_costs_itself_alone(read):
    report = read(archive(None, 5, "x", item("18.11.2026 02:00", L="5")))
    assert values(report) == {("BY-PL-05", "queue_cars"): 5}
    assert [reason for _, _, reason in reasons(report)] == ["bad_row"] * 3


def test_what_is_asked(reference):
    live, *archives = FEED.requests(reference, MIDNIGHT + 60)
    assert (live.method, live.path) == ("GET", "/situation-at-the-border/")
    assert [ask.name for ask in archives] == ["archive-bruzgi", "archive-brest"]
    assert {ask.method for ask in archives} == {"POST"}
    assert archives[1].content_type == "application/x-www-form-urlencoded"
    assert archives[1].headers["Referer"].startswith("https://gpk.gov.by/")
    assert parse_qs(archives[1].body.decode()) == {"ppr": ["brest"], "date": ["18.11.2026"]}


def test_seven_crossing_points_are_expected_and_all_of_the_list_may_speak():
    belarus = load()
    assert len(FEED.units(belarus)) == 7
    assert len(FEED.places(belarus)) == 26


def test_each_metric_is_another_than_those_of_the_electronic_queue():
    from data.feeds.gpk_equeue import FEED as EQUEUE

    assert not {m.name for m in FEED.metrics} & {m.name for m in EQUEUE.metrics}


TEXTS = st.sampled_from(["PX7777-7", "стоит 7777 PX-7", "12", "-", "Брест"])


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, text=TEXTS, name=TEXTS, key=TEXTS)
def test_no_text_of_the_sender_comes_out(reference, title, text, name, key):
    context = replace(Context(reference, "report", NOW))
    bodies = (page((f"{title}: выезд автобусов", text)), archive({"NAME": name, f"PROPERTY_{key}_OUT_L_VALUE": text}))
    for body in bodies:
        assert "7777" not in repr(parse(body.encode(), context))


def test_a_count_at_which_the_page_was_cut_off_is_not_read(read):
    report = read('<td title="Брест: выезд автобусов">7</td><td title="Брест: выезд легковых автомобилей">21')
    assert values(report) == {("BY-PL-05", "queue_buses"): 7}
    assert reasons(report) == [(2, "queue_cars", "truncated")]


def test_a_crossing_point_whose_counts_cannot_be_read_was_not_heard(read):
    assert read(page(("Брест: выезд автобусов", "7 авт."))).units == frozenset()
    assert read(page(("Брест: выезд автобусов", "-"))).units == {"BY-PL-05"}


def test_a_zero_of_an_hour_just_come_is_left_to_the_next_asking(read):
    report = read(archive(item("18.11.2026 12:00", L="0"), item("18.11.2026 14:00", L="0", A="(0)", G="3")))
    assert {(o.metric, o.valid_to): o.value for o in report.observations} == {
        ("queue_cars", MIDNIGHT + 12 * HOUR): 0,
        ("queue_trucks", MIDNIGHT + 14 * HOUR): 3,
    }
    assert report.rejects == ()


def test_an_item_without_one_known_key_is_named(read):
    assert reasons(read(archive({"NAME": "18.11.2026 12:00", "PROPERTY_BREST_L": "4"}))) == [
        (1, None, "nothing_reported")
    ]
