"""The exercise's clock: written, read, followed, resumed; and the command line around it."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest

from data.domain.timebase import TimeBase
from data.exercise.__main__ import main
from data.exercise.pace import Pace, PaceError, beat, begin, read_timebase, resume, write_timebase
from data.exercise.scenario import load_scenario


def test_a_clock_begins_with_the_scenario():
    scenario = load_scenario("grodno-surge")
    base = begin(scenario, wall=1000.0)
    assert base.now(1000.0) == scenario.begins
    assert base.now(1060.0) == scenario.begins + 3600
    assert base.now(1000.0 + 72 * 60 + 5) == scenario.ends + 5


@pytest.mark.parametrize("speed", [0.0, -60.0, float("nan"), float("inf")])
def test_a_speed_at_which_time_stands_still_is_refused(speed):
    with pytest.raises(PaceError):
        begin(load_scenario("grodno-surge"), 1000.0, speed)


def test_a_clock_is_read_as_it_was_written(tmp_path):
    base = TimeBase(t0=5, wall0=2.5, speed=60.0, until=99)
    write_timebase(tmp_path / "exercise" / "timebase.json", base)
    assert read_timebase(tmp_path / "exercise" / "timebase.json") == base
    assert json.loads((tmp_path / "exercise" / "timebase.json").read_text()) == {
        "t0": 5,
        "wall0": 2.5,
        "speed": 60.0,
        "until": 99,
    }


def test_a_clock_that_is_none_is_refused(tmp_path):
    with pytest.raises(PaceError):
        read_timebase(tmp_path / "none.json")
    (tmp_path / "odd.json").write_text('{"t0": 1, "wall0": 2, "pace": 3}')
    with pytest.raises(PaceError, match="not a time base"):
        read_timebase(tmp_path / "odd.json")


def test_a_clock_that_is_set_anew_is_followed(tmp_path):
    file = tmp_path / "timebase.json"
    write_timebase(file, TimeBase(t0=0, wall0=0.0))
    pace = Pace(read_timebase(file), file, wall=lambda: 10.0)
    assert pace.now() == 10
    write_timebase(file, TimeBase(t0=500, wall0=0.0))
    assert pace.now() == 510
    file.write_text("torn")
    assert pace.now() == 510
    file.unlink()
    assert pace.now() == 510


def test_downtime_is_left_out(tmp_path):
    file = tmp_path / "timebase.json"
    write_timebase(file, TimeBase(t0=0, wall0=1000.0, speed=60.0, until=7200))
    beat(file)
    os.utime(tmp_path / "timebase.beat", (1060.0, 1060.0))
    base = resume(file, wall=5000.0)
    assert (base.now(5000.0), base.now(5001.0)) == (3600, 3660)


def test_an_exercise_that_was_over_goes_on_at_the_pace_of_the_wall(tmp_path):
    file = tmp_path / "timebase.json"
    write_timebase(file, TimeBase(t0=0, wall0=1000.0, speed=60.0, until=600))
    beat(file)
    os.utime(tmp_path / "timebase.beat", (1100.0, 1100.0))
    base = resume(file, wall=5000.0)
    assert (base.now(5000.0), base.now(5001.0)) == (690, 691)


def test_an_exercise_that_never_ran_is_not_resumed(tmp_path):
    write_timebase(tmp_path / "timebase.json", TimeBase(t0=0, wall0=0.0))
    with pytest.raises(PaceError, match="never run"):
        resume(tmp_path / "timebase.json", wall=1.0)


def test_the_command_writes_a_clock(tmp_path):
    out = tmp_path / "clock.json"
    assert main(["timebase", "--scenario", "grodno-surge", "--out", str(out), "--speed", "120"]) == 0
    base = read_timebase(out)
    assert (base.t0, base.speed) == (load_scenario("grodno-surge").begins, 120.0)


def test_a_scenario_that_does_not_exist_ends_the_command(capsys):
    assert main(["--scenario", "calm"]) == 2
    assert "grodno-surge" in capsys.readouterr().err


def test_the_exercise_plays_until_it_is_told_to_stop(tmp_path):
    clock = tmp_path / "exercise" / "timebase.json"
    command = [sys.executable, "-m", "data.exercise", "--port", "0", "--state", str(tmp_path), "--timebase", str(clock)]
    command += ["--web", "http://127.0.0.1:9"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split(" on ")[1].strip()
        assert httpx.get(f"{address}/scenario").json()["scenario"] == "grodno-surge"
        assert read_timebase(clock).speed == 60
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
