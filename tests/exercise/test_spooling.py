"""Reception reports appear in the spool when they are due, whole, once."""

import pytest

from data.domain.moment import HOUR, MINUTE
from data.exercise.faults import Faults, Misbehaviour
from data.exercise.spooling import Dropper
from data.feeds import all_feeds
from data.feeds.contract import Context


@pytest.fixture
def office(world, pace, tmp_path):
    def open_office():
        return Dropper(world, pace, faults, tmp_path)

    faults = Faults(world.scenario, pace)
    return open_office, faults


def test_a_report_is_dropped_minutes_after_its_moment(world, clock, office):
    clock.time = world.scenario.begins
    dropper = office[0]()
    assert dropper.drop_due() == []
    clock.time += 8 * MINUTE
    assert dropper.drop_due() == []
    clock.time += MINUTE
    (file,) = dropper.drop_due()
    assert (file.name, file.parent.name) == ("reception_2026-11-16_1800.xlsx", "mvd_reception")
    assert dropper.drop_due() == []


def test_a_day_brings_six_reports_and_no_half_file(world, clock, office, tmp_path):
    clock.time = world.scenario.begins
    dropper = office[0]()
    for _ in range(24 * 4):
        clock.time += HOUR // 4
        dropper.drop_due()
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert [file.name[-9:-5] for file in files] == ["1800", "2200", "0200", "0600", "1000", "1400"]
    feed = all_feeds()["mvd_reception"]
    for file in files:
        context = Context(world.reference, file.name, int(clock.time), exercise=True)
        assert feed.parse(file.read_bytes(), context).rejects == ()


def test_after_a_restart_the_newest_report_is_dropped_again(world, clock, office):
    clock.time = world.scenario.moment(32.5)
    assert [file.name for file in office[0]().drop_due()] == ["reception_2026-11-18_0200.xlsx"]


def test_a_clock_that_leaps_loses_no_report(world, clock, office):
    clock.time = world.scenario.begins
    dropper = office[0]()
    clock.time += 24 * HOUR
    assert len(dropper.drop_due()) == 6


@pytest.mark.parametrize(("kind", "size"), [("silent", None), ("off", None), ("status500", None), ("not_json", 4)])
def test_a_misbehaving_office_sends_nothing_or_something_else(world, clock, office, kind, size):
    open_office, faults = office
    clock.time = world.scenario.begins + 8 * MINUTE
    dropper = open_office()
    faults.misbehave(Misbehaviour("mvd_reception", kind, 3600.0))
    clock.time += 5 * MINUTE
    assert [file.stat().st_size for file in dropper.drop_due()] == ([] if size is None else [size])
