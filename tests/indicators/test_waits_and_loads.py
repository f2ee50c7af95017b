import pytest

from data.domain.moment import HOUR, MINUTE
from data.indicators.bd4 import INDICATOR as BD4
from data.indicators.load import INDICATOR as LOAD
from data.indicators.load import crossing_loads, passed_in_day

QUEUE, PASSED = "gpk_equeue", "gpk_crossings"
BRUZGI, BERESTOVITSA = "BY-PL-01", "BY-PL-02"


def queue(told, crossing, waiting, minutes=None, age_s=0):
    told.stands(QUEUE, crossing, "waiting_cars", waiting, age_s)
    if minutes is not None:
        told.stands(QUEUE, crossing, "wait_p50_cars", minutes, age_s)


def throughput(told, crossing, per_hour, hours=range(24)):
    for way in ("in", "out"):
        for kind in ("cars", "trucks", "buses"):
            told.hours(PASSED, crossing, f"{way}_{kind}", {h: per_hour.get(kind, 0) for h in hours})


def test_the_slowest_crossing_point_speaks_for_the_section(told):
    queue(told, BRUZGI, 90, 310)
    queue(told, BERESTOVITSA, 40, 95)
    reading = told.read(BD4)
    assert (reading.value, reading.subject, reading.silent) == (310, BRUZGI, None)


def test_fewer_than_five_cars_are_no_queue(told):
    queue(told, BRUZGI, 90, 310, age_s=30 * MINUTE)
    queue(told, BRUZGI, 3)
    assert (told.read(BD4).value, told.read(BD4).why) == (0, "few_vehicles")


def test_a_queue_without_median_is_unknown_and_keeps_what_it_last_said(told):
    told.stands(QUEUE, BRUZGI, "wait_p50_cars", 310, age_s=30 * MINUTE)
    told.stands(QUEUE, BRUZGI, "waiting_cars", 80)
    assert (told.read(BD4).value, told.read(BD4).silent) == (None, 310)


def test_a_silent_crossing_point_is_kept_beside_the_fresh_ones(told):
    queue(told, BRUZGI, 90, 310, age_s=40 * MINUTE)
    queue(told, BERESTOVITSA, 40, 95)
    told.speak(QUEUE, BRUZGI, "stale")
    reading = told.read(BD4)
    assert (reading.value, reading.subject, reading.silent, reading.fresh) == (95, BERESTOVITSA, 310, True)


def test_only_silent_crossing_points_make_a_stale_reading(told):
    queue(told, BRUZGI, 90, 310, age_s=40 * MINUTE)
    told.speak(QUEUE, BRUZGI, "stale")
    assert (told.read(BD4).value, told.read(BD4).fresh) == (310, False)


def test_answers_of_one_round_are_one_evaluation(told):
    told.now = told.now // 300 * 300 + 200
    queue(told, BRUZGI, 90, 310, age_s=90)
    first = told.read(BD4).valid_to
    queue(told, BERESTOVITSA, 40, 95, age_s=5)
    assert told.read(BD4).valid_to == first == told.now // 300 * 300


def test_an_unchanged_answer_is_a_new_evaluation(told):
    queue(told, BRUZGI, 90, 310, age_s=2 * HOUR)
    told.heard[QUEUE, BRUZGI] = told.now - 60
    assert told.read(BD4).valid_to == (told.now - 60) // 300 * 300
    assert told.read(BD4).fresh


def test_a_section_without_an_open_queue_has_no_wait(told):
    assert told.read(BD4, "minsk-air") is None
    assert told.read(BD4, "brest-ua") is None


def test_load_is_throughput_against_the_named_basis(told):
    throughput(told, BRUZGI, {"cars": 90, "trucks": 5, "buses": 5})
    reading = told.read(LOAD)
    assert reading.value == pytest.approx(24 * 2 * 100 / 5000)
    assert (reading.subject, reading.valid_to, reading.unit) == (BRUZGI, told.now, "share")


def test_a_norm_of_trucks_counts_trucks_alone(told):
    throughput(told, "BY-PL-04", {"cars": 500, "trucks": 20})
    assert told.read(LOAD, "brest-pl").value == pytest.approx(24 * 2 * 20 / 1200)


def test_a_missing_hour_makes_the_load_unknown_and_keeps_the_last_whole_day(told):
    throughput(told, BRUZGI, {"cars": 100}, hours=[h for h in range(40) if h != 2])
    reading = told.read(LOAD)
    assert (reading.value, reading.why) == (None, "window_incomplete")
    assert reading.silent == pytest.approx(24 * 2 * 100 / 5000)
    assert passed_in_day(told.inputs, BRUZGI) is None


def test_each_crossing_point_with_a_basis_has_its_own_load(told):
    throughput(told, BRUZGI, {"cars": 100})
    throughput(told, BERESTOVITSA, {"cars": 90})
    assert {r.subject for r in crossing_loads(told.inputs, "grodno-pl")} >= {BRUZGI, BERESTOVITSA}
    assert told.read(LOAD).subject == BERESTOVITSA


def test_a_section_without_basis_has_no_load(told):
    assert told.read(LOAD, "minsk-air") is None
