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


def forget(files):
    """What lies there when the exercise begins."""
    for file in files:
        file.unlink()


def test_a_report_is_dropped_minutes_after_its_moment(world, clock, office):
    clock.time = world.scenario.begins
    dropper = office[0]()
    assert {file.name for file in dropper.drop_due()} == {
        "reception_2026-11-16_1400.xlsx",
        "assistance_2026-11-16_0000.xlsx",
    }
    clock.time += 8 * MINUTE
    assert dropper.drop_due() == []
    clock.time += MINUTE
    (file,) = dropper.drop_due()
    assert (file.name, file.parent.name) == ("reception_2026-11-16_1800.xlsx", "mvd_reception")
    assert dropper.drop_due() == []


def test_a_day_brings_six_reports_and_no_half_file(world, clock, office, tmp_path):
    clock.time = world.scenario.begins
    dropper = office[0]()
    forget(dropper.drop_due())
    for _ in range(24 * 4):
        clock.time += HOUR // 4
        dropper.drop_due()
    assert not [path for path in tmp_path.rglob("*.part") if path.is_file()]
    files = sorted((tmp_path / "mvd_reception").iterdir())
    assert [file.name[-9:-5] for file in files] == ["1800", "2200", "0200", "0600", "1000", "1400"]
    feed = all_feeds()["mvd_reception"]
    for file in files:
        context = Context(world.reference, file.name, int(clock.time), exercise=True)
        assert feed.parse(file.read_bytes(), context).rejects == ()


def test_after_a_restart_the_newest_report_is_dropped_again(world, clock, office):
    clock.time = world.scenario.moment(32.5)
    files = {file.parent.name: file.name for file in office[0]().drop_due()}
    assert files["mvd_reception"] == "reception_2026-11-18_0200.xlsx"


def test_a_clock_that_leaps_loses_no_report(world, clock, office):
    clock.time = world.scenario.begins
    dropper = office[0]()
    forget(dropper.drop_due())
    clock.time += 24 * HOUR
    files = [file.parent.name for file in dropper.drop_due()]
    assert files.count("mvd_reception") == 6
    assert files.count("mz_assistance") == 1


@pytest.mark.parametrize(("kind", "size"), [("silent", None), ("off", None), ("status500", None), ("not_json", 4)])
def test_a_misbehaving_office_sends_nothing_or_something_else(world, clock, office, kind, size):
    open_office, faults = office
    clock.time = world.scenario.begins + 8 * MINUTE
    dropper = open_office()
    forget(dropper.drop_due())
    faults.misbehave(Misbehaviour("mvd_reception", kind, 3600.0))
    clock.time += 5 * MINUTE
    assert [file.stat().st_size for file in dropper.drop_due()] == ([] if size is None else [size])


def test_a_folder_that_takes_no_file_holds_up_no_other(world, clock, office, tmp_path):
    clock.time = world.scenario.begins
    (tmp_path / "mvd_reception").write_text("no folder")
    assert [file.parent.name for file in office[0]().drop_due()] == ["mz_assistance"]
