"""The whole exercise as numbers: drawn once from scenario and seed, then only read."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.domain.moment import HOUR
from data.domain.places import Reference
from data.exercise.hospitals import Beds, fill_beds
from data.exercise.hourly import Hourly, report_crossings, report_detections
from data.exercise.hours import Hours
from data.exercise.people import People, move_people
from data.exercise.plan import Scenario
from data.exercise.traffic import CrossingTraffic, run_traffic
from data.exercise.weather import Nights, make_nights


@dataclass(frozen=True, slots=True, repr=False)
class World:
    """Everything that the agencies of an exercise know, at any moment."""

    scenario: Scenario
    reference: Reference
    seed: int
    hours: Hours
    people: People
    traffic: Mapping[str, CrossingTraffic]
    detections: tuple[Hourly, ...]
    crossings: tuple[Hourly, ...]
    nights: Nights
    beds: Mapping[str, Beds]


def make_world(scenario: Scenario, reference: Reference, seed: int | None = None) -> World:
    """Draw a world; the same scenario and seed give the same numbers, whenever they are asked for."""
    drawn = scenario.seed if seed is None else seed
    count = scenario.history_days * 24 + scenario.hours + scenario.after_days * 24
    hours = Hours(scenario.begins - scenario.history_days * 24 * HOUR, scenario.begins, count)
    people = move_people(scenario, hours, drawn)
    traffic = run_traffic(scenario, reference, hours, drawn)
    return World(
        scenario=scenario,
        reference=reference,
        seed=drawn,
        hours=hours,
        people=people,
        traffic=traffic,
        detections=report_detections(scenario, reference, people, hours, drawn),
        crossings=report_crossings(scenario, traffic, hours, drawn),
        nights=make_nights(scenario, hours, drawn),
        beds=fill_beds(scenario, hours, drawn),
    )
