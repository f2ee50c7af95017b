"""A value that has expired is not used at all."""

from dataclasses import replace

from data.domain.moment import DAY, HOUR
from data.indicators.bd7 import INDICATOR as BD7

NIGHT = "hydromet_night"


def inputs_with(told, expires_s):
    inputs = told.inputs
    feeds = {**inputs.feeds, NIGHT: replace(inputs.feeds[NIGHT], expires_s=expires_s)}
    return replace(inputs, feeds=feeds)


def test_a_value_is_there_up_to_its_age_and_not_a_second_longer(told):
    told.stands(NIGHT, "BY-HR", "night_min_c", -7.0, age_s=DAY)
    assert inputs_with(told, DAY).newest(NIGHT, "BY-HR", "night_min_c").value == -7.0
    assert inputs_with(told, DAY - 1).newest(NIGHT, "BY-HR", "night_min_c") is None


def test_without_an_age_of_expiry_a_value_is_stale_after_three_cycles_and_still_shown(told):
    told.stands(NIGHT, "BY-HR", "night_min_c", -7.0, age_s=4 * DAY)
    inputs = inputs_with(told, None)
    assert inputs.newest(NIGHT, "BY-HR", "night_min_c").value == -7.0
    assert not inputs.is_fresh(NIGHT, "BY-HR", inputs.now - 4 * DAY)


def test_a_period_that_has_expired_is_not_fresh_however_long_its_cycles(told):
    told.stands(NIGHT, "BY-HR", "night_min_c", -7.0, age_s=2 * HOUR)
    assert inputs_with(told, 3 * HOUR).is_fresh(NIGHT, "BY-HR", told.now - 2 * HOUR)
    assert not inputs_with(told, HOUR).is_fresh(NIGHT, "BY-HR", told.now - 2 * HOUR)


def test_a_report_of_the_present_that_is_confirmed_does_not_expire(told):
    told.stands("gpk_equeue", "BY-PL-01", "waiting_cars", 7.0, age_s=HOUR)
    told.heard["gpk_equeue", "BY-PL-01"] = told.now - 60
    inputs = told.inputs
    feeds = {**inputs.feeds, "gpk_equeue": replace(inputs.feeds["gpk_equeue"], expires_s=600)}
    assert replace(inputs, feeds=feeds).newest("gpk_equeue", "BY-PL-01", "waiting_cars").value == 7.0


def test_an_indicator_does_not_speak_of_an_expired_value(told):
    told.stands("gpk_detections", "grodno-pl", "persons_waiting_outdoors", 100)
    told.stands(NIGHT, "BY-HR", "night_min_c", -7.0, age_s=DAY)
    readings = {r.place: r for r in BD7.compute(inputs_with(told, DAY - 1))}
    assert readings["grodno-pl"].value is None
