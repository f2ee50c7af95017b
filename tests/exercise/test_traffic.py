"""Vehicles are conserved in the queues, at every second."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.moment import DAY, HOUR
from data.exercise.hours import Hours
from data.exercise.queueing import waits
from data.exercise.traffic import Queue


def test_a_queue_is_what_came_less_what_was_let_out(world):
    for traffic in world.traffic.values():
        for vehicles, queue in traffic.queues.items():
            assert np.array_equal(np.diff(queue.sent), traffic.passed[f"out_{vehicles}"])
            assert (queue.come >= queue.sent).all()


def test_no_more_pass_than_the_crossing_can_let_out(world):
    cars = world.traffic["BY-PL-01"].passed["out_cars"]
    assert cars.max() <= 23 * 1.5


@given(hour=st.floats(0, 72))
def test_between_whole_hours_a_queue_is_never_negative(world, hour):
    moment = world.scenario.moment(hour)
    for queue in world.traffic["BY-PL-01"].queues.values():
        assert queue.come_by(moment) >= queue.sent_by(moment)


def test_the_day_in_the_queue_is_the_day_in_the_hourly_report(world):
    queue = world.traffic["BY-PL-05"].queues["cars"]
    end = world.scenario.begins
    hours = slice(world.hours.index(end) - 24, world.hours.index(end))
    assert queue.sent_by(end) - queue.sent_by(end - DAY) == world.traffic["BY-PL-05"].passed["out_cars"][hours].sum()


def test_a_vehicle_joins_before_it_is_called(world):
    queue = world.traffic["BY-PL-01"].queues["cars"]
    numbers = np.arange(1, queue.sent[-1] + 1)
    joined, called = queue.joined(numbers), queue.called(numbers)
    assert (joined <= called).all()
    assert (np.diff(joined) >= 0).all()


def test_refused_persons_are_not_counted_among_those_who_passed(world):
    passed = world.traffic["BY-PL-05"].passed
    assert passed["in_persons"].min() >= 0
    assert 0 < passed["in_refused"].sum() < 0.02 * passed["in_persons"].sum()


def test_a_queue_at_bruzgi_makes_people_wait_for_hours(world):
    mark = world.scenario.history_days * 24 + 32
    assert 200 <= waits(world.traffic["BY-PL-01"].queues["cars"], 0.5)[mark] <= 400


def test_waits_in_quiet_times_are_below_the_first_threshold(world):
    quiet = slice(24, world.scenario.history_days * 24)
    for traffic in world.traffic.values():
        median = waits(traffic.queues["cars"], 0.5)[quiet]
        assert np.nan_to_num(median).max() < 120


def test_a_wait_of_a_handful_is_worked_out_by_hand():
    hours = Hours(first=0, start=0, count=2)
    queue = Queue(hours.marks, np.array([0, 6, 6]), np.array([0, 0, 1]))
    # six join every ten minutes of the first hour; after the second hour the first one is gone
    assert np.isnan(waits(queue, 0.5)[0])
    assert waits(queue, 0.5)[1] == 25
    assert waits(queue, 0.5)[2] == 80
    assert queue.joined(np.array([1, 6])).tolist() == [600, HOUR]


@pytest.mark.parametrize("name", ["BY-PL-09", "BY-LT-20"])
def test_a_crossing_for_trains_sees_persons_but_no_vehicles(world, name):
    passed = world.traffic[name].passed
    assert passed["in_cars"].sum() == passed["out_trucks"].sum() == 0
    assert passed["in_persons"].sum() > 0
