from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.capacity import Supplies, band, binding, occupancy, phase_of, supplies_of
from data.domain.capacity import ByPhase, Standards
from data.domain.moment import DAY, parse_iso
from data.domain.names import Names
from data.domain.places import Site

STANDARDS = Standards(
    version="1",
    effective="2026-01-01",
    area_m2_person=3.5,
    area_m2_person_cold=4.5,
    cold_below_c=0,
    toilets=ByPhase(50, 20),
    showers=ByPhase(50, 20),
    taps=ByPhase(250, 100),
    water_l_person_day=ByPhase(15, 20),
    water_usable_share=0.8,
    meals_person_day=3,
    phase_days=14,
    occupancy_bands=((0.70, 1), (0.85, 2), (0.95, 3), (1.0, 3)),
    time_to_full_bands=((72, 1), (24, 2), (8, 3), (0, 3)),
    release_delta=0.05,
)
SUPPLIES = Supplies(area_m2=700, places=180, toilets=6, showers=8, taps=3, water_l=4000, meals=450)
NAMES = Names("Site", "Пункт", "Пункт")
SITE = Site(
    id="bruzgi", names=NAMES, short=NAMES, kind="reception", section="grodno-pl", oblast="BY-HR", operator="oi",
    lat=53.5, lon=23.7, demo=True, opened="2026-11-09", valid_from="2026-08-01", source="invented", area_m2=700, taps=3,
)  # fmt: skip


def persons(bound):
    return {limit.resource: limit.persons for limit in bound.limits}


def test_the_worked_example_after_the_emergency_phase_is_bound_by_toilets():
    bound = binding(SUPPLIES, STANDARDS, phase="post", cold=False)
    assert list(persons(bound).values()) == [200, 180, 120, 160, 300, 160, 150]
    assert (bound.capacity, bound.resource, bound.incomplete) == (120, "toilets", False)


def test_the_worked_example_in_the_emergency_phase_is_bound_by_meals():
    bound = binding(SUPPLIES, STANDARDS, phase="emergency", cold=False)
    assert list(persons(bound).values()) == [200, 180, 300, 400, 750, 213, 150]
    assert (bound.capacity, bound.resource) == (150, "meals")


def test_cold_asks_for_more_area_and_unknown_weather_counts_as_cold():
    assert persons(binding(SUPPLIES, STANDARDS, phase="post", cold=True))["area"] == 155
    assert persons(binding(SUPPLIES, STANDARDS, phase="post", cold=None))["area"] == 155


def test_staff_binds_only_once_a_ratio_is_set():
    staffed = replace(SUPPLIES, staff=10)
    assert "staff" not in persons(binding(staffed, STANDARDS, phase="post", cold=False))
    bound = binding(staffed, replace(STANDARDS, persons_per_staff=8), phase="post", cold=False)
    assert (bound.capacity, bound.resource) == (80, "staff")


@pytest.mark.parametrize("resource", ["area_m2", "places", "toilets", "showers", "taps", "water_l", "meals"])
def test_an_unknown_resource_makes_the_capacity_incomplete(resource):
    bound = binding(replace(SUPPLIES, **{resource: None}), STANDARDS, phase="post", cold=False)
    assert bound.incomplete
    assert None in persons(bound).values()


def test_nothing_known_is_no_capacity_and_no_zero():
    bound = binding(Supplies(), STANDARDS, phase="post", cold=False)
    assert (bound.capacity, bound.resource, bound.incomplete) == (None, None, True)
    assert occupancy(40, bound.capacity) is None


@settings(deadline=None)
@given(
    st.lists(st.none() | st.floats(0, 5000), min_size=7, max_size=7),
    st.integers(0, 6),
    st.floats(0, 5000),
    st.sampled_from(["emergency", "post"]),
    st.booleans(),
)
def test_learning_of_one_more_resource_never_makes_the_capacity_larger(values, learnt, amount, phase, cold):
    fields = ("area_m2", "places", "toilets", "showers", "taps", "water_l", "meals")
    known = dict(zip(fields, values, strict=True))
    before = binding(Supplies(**{**known, fields[learnt]: None}), STANDARDS, phase=phase, cold=cold)
    after = binding(Supplies(**{**known, fields[learnt]: amount}), STANDARDS, phase=phase, cold=cold)
    assert before.capacity is None or after.capacity <= before.capacity


def test_the_emergency_phase_ends_after_fourteen_days_in_minsk():
    opened = parse_iso("2026-11-09T00:00:00+03:00")
    assert phase_of(SITE, STANDARDS, opened) == "emergency"
    assert phase_of(SITE, STANDARDS, opened + 14 * DAY - 1) == "emergency"
    assert phase_of(SITE, STANDARDS, opened + 14 * DAY) == "post"


def test_supplies_come_from_reference_data_and_reports():
    supplies = supplies_of(SITE, {"site_places": 180, "site_toilets": 6, "site_occupied": 99})
    assert supplies == Supplies(area_m2=700, places=180, toilets=6, taps=3)


@pytest.mark.parametrize(
    ("share", "level"),
    [(None, None), (0.0, 0), (0.69, 0), (0.70, 1), (0.849, 1), (0.85, 2), (0.95, 3), (1.0, 3), (1.4, 3)],
)
def test_a_band_holds_from_its_share_on(share, level):
    assert band(share, STANDARDS) == level


def test_people_in_a_site_without_toilets_are_far_over_and_an_empty_one_is_empty():
    bound = binding(replace(SUPPLIES, toilets=0), STANDARDS, phase="post", cold=False)
    assert bound.capacity == 0
    assert occupancy(12, bound.capacity) == 12
    assert occupancy(0, bound.capacity) == 0
