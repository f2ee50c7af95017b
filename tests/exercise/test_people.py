"""People are conserved, and the surge comes as planned."""

import numpy as np
import pytest

from data.exercise.arrivals import rhythm
from data.exercise.hours import Hours, dice, whole
from data.exercise.people import move_people
from data.exercise.scenario import load_scenario
from data.exercise.world import make_world
from data.reference import load


def test_the_line_keeps_count_of_everybody(world):
    for line in world.people.sections.values():
        crossed = line.attempted - line.prevented
        change = line.arrived + line.returned - crossed - line.fetched - line.left
        assert np.array_equal(np.cumsum(change), line.waiting)
        for counts in (line.waiting, line.fetched, line.left, line.returned, line.prevented, crossed):
            assert counts.min() >= 0


def test_nobody_is_sent_back_who_had_not_crossed(world):
    for line in world.people.sections.values():
        assert (np.cumsum(line.returned) <= np.cumsum(line.attempted - line.prevented)).all()


def test_a_site_keeps_count_of_everybody(world):
    for name, site in world.people.sites.items():
        start = world.scenario.sites[name].start
        assert np.array_equal(start + np.cumsum(site.arrived - site.departed), site.occupied)
        assert site.occupied.min() >= 0


def test_no_site_takes_more_than_its_most(world):
    for name, site in world.people.sites.items():
        plan = world.scenario.sites[name]
        assert site.occupied.max() <= (plan.places if plan.most is None else plan.most)


def test_who_is_fetched_arrives_at_a_site(world):
    fetched = sum(line.fetched for line in world.people.sections.values())
    entered = sum(site.arrived for site in world.people.sites.values())
    brought = sum(whole(world.hours.follow(plan.brought)) for plan in world.scenario.sites.values())
    # the rest of the arrivals comes from other sites: no more than left them
    passed_on = entered - fetched - brought
    assert passed_on.min() >= 0
    assert (passed_on <= sum(site.departed for site in world.people.sites.values())).all()


def test_a_site_that_is_not_open_is_empty(world):
    closed = world.hours.of_scenario < 36
    assert world.people.sites["volkovysk-reserve"].occupied[closed].max() == 0


def test_the_same_seed_gives_the_same_people_and_another_seed_others(world):
    again = make_world(load_scenario("grodno-surge"), load())
    other = move_people(world.scenario, world.hours, world.seed + 1)
    first = world.people.sections["grodno-pl"].arrived
    assert np.array_equal(first, again.people.sections["grodno-pl"].arrived)
    assert not np.array_equal(first, other.sections["grodno-pl"].arrived)


def test_a_series_does_not_depend_on_the_others(world):
    sections = {name: plan for name, plan in world.scenario.sections.items() if name.startswith("grodno")}
    fewer = world.scenario.__class__(
        **{f: getattr(world.scenario, f) for f in world.scenario.__slots__} | {"sections": sections}
    )
    alone = move_people(fewer, world.hours, world.seed)
    assert np.array_equal(alone.sections["grodno-pl"].arrived, world.people.sections["grodno-pl"].arrived)


def _ratio(world, section, hour):
    """24-hour arrivals at an hour of the scenario against the median of the eight weeks before."""
    day = np.convolve(world.people.sections[section].arrived, np.ones(24))
    end = world.scenario.history_days * 24 + hour - 1
    return day[end] / np.median([day[end - 168 * week] for week in range(1, 9)])


@pytest.mark.parametrize(
    ("section", "hour", "low", "high"),
    [
        ("grodno-pl", 0, 1.2, 2.0),
        ("grodno-pl", 24, 1.7, 2.4),
        ("grodno-pl", 32, 4.2, 6.0),
        ("grodno-pl", 48, 8.0, 15.0),
        ("grodno-pl", 120, 0.7, 2.0),
        ("grodno-lt", 32, 1.6, 2.5),
        ("grodno-lt", 48, 2.5, 3.5),
        ("brest-pl", 24, 1.6, 2.4),
        ("brest-pl", 84, 0.6, 1.4),
        ("mozyr-ua", 48, 0.3, 2.0),
    ],
)
def test_the_surge_comes_as_planned(world, section, hour, low, high):
    assert low <= _ratio(world, section, hour) <= high


def test_two_hundred_people_freeze_outdoors_in_the_second_night(world):
    hour = world.scenario.history_days * 24 + 31
    assert 150 <= world.people.sections["grodno-pl"].outdoors[hour] <= 300


def test_the_bruzgi_site_is_nearly_full_in_the_second_night_and_full_on_the_third_day(world):
    start = world.scenario.history_days * 24
    occupied = world.people.sites["bruzgi"].occupied / 1100
    assert 0.85 <= occupied[start + 31] <= 0.92
    assert occupied[start + 44] >= 1.0


def test_nobody_waits_outdoors_at_the_airport(world):
    assert world.people.sections["minsk-air"].outdoors.max() == 0


def test_twenty_four_hours_make_about_one_day():
    hours = Hours(first=0, start=0, count=24 * 28)
    for kind in ("border", "airport"):
        assert rhythm(hours, kind).sum() == pytest.approx(28)


def test_rounding_loses_no_part():
    shares = dice(1, "shares").random(500)
    assert abs(whole(shares).sum() - shares.sum()) < 1
    assert whole(np.full(10, 0.1)).sum() == 1


def test_the_calendar_is_that_of_minsk(world):
    start = world.hours.index(world.scenario.begins)
    assert world.hours.clock[start] == 18
    assert world.hours.weekday[start] == 0
