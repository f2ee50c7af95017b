"""One invented section with one invented indicator, played hour by hour through the level engine."""

from dataclasses import dataclass, field, replace

import pytest

from data.domain.moment import HOUR
from data.domain.warning import Answer, Condition, LevelRules, Reading, Rule
from data.warning import CoreStanding, assess, unassessed

START = 1_790_000_000 // HOUR * HOUR
PLACE = "grodno-pl"
LADDER = LevelRules(
    version="7",
    effective="2026-01-01",
    rules=tuple(Rule(f"X-{n}", n, all=(Condition("x", 100.0 * 2 ** (n - 1)),)) for n in (1, 2, 3)),
)
"""Thresholds 100, 200, 400."""
HEARD = CoreStanding(stale=False, feeds={"feed": True})
SILENT = CoreStanding(stale=True, since=START, feeds={"feed": False})
AGREEING = (("duty_gpk", "gpk"), ("duty_mvd", "mvd"), ("duty_mchs", "mchs"), ("duty_mz", "mz"))


def reading(value, end, indicator="x", **changes):
    base = Reading(
        indicator=indicator, place=PLACE, value=value, unit="count", valid_to=end, source="feed", step_s=HOUR
    )
    return replace(base, **changes)


@dataclass
class Course:
    """Plays reports into the engine and keeps what it says."""

    rules: LevelRules = LADDER
    now: int = START
    state: object = None
    changes: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    last: object = None
    sight: tuple = ()

    def __post_init__(self):
        self.state = self.state or unassessed(PLACE, START)

    def look(self, *readings, core=HEARD):
        """One assessment at the present moment; without new readings those of before stay in sight."""
        if readings:
            self.sight = readings
        readings = self.sight if not core.stale or readings else tuple(replace(r, fresh=False) for r in self.sight)
        self.last = assess(self.state, readings, self.rules, self.now, core=core, answers=self.answers)
        self.state = self.last.state
        self.changes.extend(self.last.changes)
        return self.state

    def hear(self, *values, core=HEARD, **changes):
        """One report an hour."""
        for value in values:
            self.now += HOUR
            self.look(reading(value, self.now, **changes), core=core)
        return self.state

    def wait(self, hours, core=HEARD):
        """Hours without a report; with a silent core what is in sight is stale."""
        for _ in range(hours):
            self.now += HOUR
            self.look(core=core)
        return self.state

    def say(self, role, agency, level, *, agrees=True, at=None):
        self.answers.append(Answer(PLACE, level, role, agency, agrees, self.now if at is None else at))

    def agree(self, level, voices=AGREEING):
        for role, agency in voices:
            self.say(role, agency, level)

    @property
    def levels(self):
        return [(c.old, c.new) for c in self.changes]


@pytest.fixture
def course() -> Course:
    return Course()


@pytest.fixture
def critical(course) -> Course:
    """A section that people have set to critical."""
    course.hear(500, 500)
    course.agree(3)
    course.look()
    assert course.state.level == 3
    return course
