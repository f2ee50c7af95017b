from dataclasses import replace

import pytest

from data.domain.moment import DAY, HOUR
from data.indicators.bd7 import INDICATOR as BD7
from data.indicators.in2 import INDICATOR as IN2
from data.indicators.in2 import bind_site

RECEPTION = "mvd_reception"
FULL = {"site_places": 100, "site_toilets": 10, "site_showers": 10, "site_water_l": 9000, "site_meals": 900}


def site(told, name, occupied, age_s=0, **supplies):
    told.stands(RECEPTION, name, "site_occupied", occupied, age_s)
    for metric, value in {**FULL, **supplies}.items():
        told.stands(RECEPTION, name, metric, value, age_s)


def test_exposure_is_people_outdoors_times_degrees_of_frost(told):
    told.stands("gpk_detections", "grodno-pl", "persons_waiting_outdoors", 267)
    told.stands("hydromet_night", "BY-HR", "night_min_c", -7, age_s=8 * HOUR)
    reading = told.read(BD7)
    assert (reading.value, reading.valid_to, reading.fresh) == (1869, told.now, True)


def test_a_mild_night_is_no_exposure(told):
    told.stands("gpk_detections", "grodno-pl", "persons_waiting_outdoors", 267)
    told.stands("hydromet_night", "BY-HR", "night_min_c", 4)
    assert told.read(BD7).value == 0


def test_exposure_without_a_temperature_is_unknown(told):
    told.stands("gpk_detections", "grodno-pl", "persons_waiting_outdoors", 267)
    assert (told.read(BD7).value, told.read(BD7).why) == (None, "no_report")


def test_an_old_night_makes_exposure_stale(told):
    told.stands("gpk_detections", "grodno-pl", "persons_waiting_outdoors", 267)
    told.stands("hydromet_night", "BY-HR", "night_min_c", -7, age_s=4 * DAY)
    assert not told.read(BD7).fresh


def test_the_fullest_site_speaks_for_the_section(told):
    site(told, "bruzgi", 87)
    site(told, "grodno-transit", 20)
    reading = told.read(IN2)
    assert (reading.value, reading.subject, reading.unit) == (pytest.approx(0.87), "bruzgi", "share")


def test_occupancy_is_against_the_binding_resource(told):
    site(told, "grodno-transit", 48, site_toilets=3)
    bound = bind_site(told.inputs, told.inputs.reference.site["grodno-transit"])
    assert (bound.resource, bound.capacity) == ("toilets", 60)
    assert told.read(IN2).value == pytest.approx(0.8)


def test_the_cold_asks_for_more_area(told):
    site(told, "grodno-transit", 48, site_places=5000, site_toilets=900, site_showers=900, site_water_l=1e6)
    told.stands(RECEPTION, "grodno-transit", "site_meals", 90_000)
    transit = replace(told.inputs.reference.site["grodno-transit"], area_m2=900.0, taps=100)
    assert bind_site(told.inputs, transit).capacity == 200
    told.stands("hydromet_night", "BY-HR", "night_min_c", 3)
    assert bind_site(told.inputs, transit).capacity == 257
    told.speak("hydromet_night", "BY-HR", "stale")
    assert bind_site(told.inputs, transit).capacity == 200


def test_a_silent_site_is_kept_beside_the_fresh_ones(told):
    site(told, "bruzgi", 97, age_s=14 * HOUR)
    site(told, "grodno-transit", 20)
    told.speak(RECEPTION, "bruzgi", "stale")
    reading = told.read(IN2)
    assert (reading.value, reading.silent) == (pytest.approx(0.2), pytest.approx(0.97))


def test_people_are_counted_though_supplies_are_not(told):
    told.stands(RECEPTION, "bruzgi", "site_occupied", 50)
    assert told.read(IN2).value is not None


def test_invented_sites_are_seen_only_in_exercises(told):
    site(told, "bruzgi", 87)
    told.exercise = False
    assert told.read(IN2) is None
