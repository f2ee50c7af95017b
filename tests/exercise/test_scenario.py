"""Scenario files are read strictly and fit the reference data."""

from dataclasses import replace

import pytest

from data.exercise import scenario as scenarios
from data.exercise.scenario import ScenarioError, faults_of, load_scenario, scenario_names
from data.reference import load, load_rules


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_fits_the_reference_data(name):
    assert faults_of(load_scenario(name), load()) == ()


def test_an_unknown_scenario_is_named_with_those_that_exist():
    with pytest.raises(ScenarioError, match="grodno-surge"):
        load_scenario("calm")


@pytest.mark.parametrize(
    ("line", "fault"),
    [("daily: 69", "sections.grodno-pl.daily"), ("seed: 20261116", "seed"), ("hours: 72", "hours")],
)
def test_a_wrong_field_is_named_by_its_place(tmp_path, monkeypatch, line, fault):
    text = (scenarios.FOLDER / "grodno-surge.yaml").read_text("utf-8")
    (tmp_path / f"bad-{fault}.yaml").write_text(text.replace(line, line.split(":")[0] + ": many", 1), "utf-8")
    monkeypatch.setattr(scenarios, "FOLDER", tmp_path)
    with pytest.raises(ScenarioError, match=fault):
        load_scenario(f"bad-{fault}")


def test_an_unknown_field_is_refused(tmp_path, monkeypatch):
    text = (scenarios.FOLDER / "grodno-surge.yaml").read_text("utf-8")
    (tmp_path / "typo.yaml").write_text(text.replace("    outdoors: false", "    outdoor: false", 1), "utf-8")
    monkeypatch.setattr(scenarios, "FOLDER", tmp_path)
    with pytest.raises(ScenarioError, match="outdoor"):
        load_scenario("typo")


def test_a_start_within_an_hour_is_refused(tmp_path, monkeypatch):
    text = (scenarios.FOLDER / "grodno-surge.yaml").read_text("utf-8")
    (tmp_path / "crooked.yaml").write_text(text.replace("T18:00:00", "T18:20:00"), "utf-8")
    monkeypatch.setattr(scenarios, "FOLDER", tmp_path)
    with pytest.raises(ScenarioError, match="whole hour"):
        load_scenario("crooked")


def test_a_place_that_does_not_exist_is_named():
    scenario = load_scenario("grodno-surge")
    sections = dict(scenario.sections)
    sections["atlantis"] = sections.pop("pinsk-ua")
    faults = faults_of(replace(scenario, sections=sections), load())
    assert "sections: atlantis: not in the reference data" in faults
    assert "sections: pinsk-ua: missing" in faults


def test_every_agency_whose_consent_is_needed_has_an_actor():
    agencies = {policy.agency for policy in load_scenario("grodno-surge").policies if policy.agrees}
    assert set(load_rules().concurrence) <= agencies
