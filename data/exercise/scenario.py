"""Scenario files: found by name, read strictly, checked against the reference data."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import TypeAdapter, ValidationError

from data.domain.moment import HOUR
from data.domain.places import Reference
from data.exercise.plan import Scenario

FOLDER: Final = Path(__file__).parent / "scenarios"


class ScenarioError(Exception):
    """A scenario that does not exist or does not fit; the message names the place in the file."""


def scenario_names() -> tuple[str, ...]:
    """Names of the scenarios that can be played."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def load_scenario(name: str) -> Scenario:
    """Read a scenario by the name of its file.

    Raises:
        ScenarioError: there is none of that name, or a field of it is wrong.
    """
    if name not in scenario_names():
        raise ScenarioError(f"no scenario {name}; there are: {', '.join(scenario_names())}")
    content = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    try:
        scenario = TypeAdapter(Scenario).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(f"{name}.yaml: {place}: {first['msg']}") from error
    if scenario.begins % HOUR:
        raise ScenarioError(f"{name}.yaml: start: must be a whole hour")
    return replace(scenario, id=name)


def faults_of(scenario: Scenario, reference: Reference) -> tuple[str, ...]:
    """Places of a scenario that the reference data do not know, and places of theirs that it leaves out."""
    return tuple(_faults(scenario, reference))


def _faults(scenario: Scenario, reference: Reference) -> Iterator[str]:
    known = {
        "sections": (set(scenario.sections), {s.id for s in reference.sections}),
        "sites": (set(scenario.sites), {s.id for s in reference.sites}),
        "hospitals": (set(scenario.hospitals), {h.id for h in reference.hospitals}),
        "nights": (set(scenario.nights), {o.id for o in reference.oblasts}),
    }
    for group, (named, real) in known.items():
        yield from (f"{group}: {name}: not in the reference data" for name in sorted(named - real))
        yield from (f"{group}: {name}: missing" for name in sorted(real - named))
    for name in sorted(set(scenario.crossings) - set(reference.crossing)):
        yield f"crossings: {name}: not in the reference data"
    targets = [name for plan in scenario.sections.values() for name, _ in plan.fetched_to]
    targets += [name for plan in scenario.sites.values() for name, _ in plan.passes_on]
    targets += [name for move in scenario.transfers for name in (move.source, move.target)]
    yield from (
        f"sites: {name}: people are brought there, but it is not planned" for name in set(targets) - set(scenario.sites)
    )
