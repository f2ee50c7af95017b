"""Command line of the exercise: `python -m data.exercise`, and `... timebase` for the clock's file alone."""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from data.exercise.actors import Actors
from data.exercise.faults import Faults
from data.exercise.pace import Pace, PaceError, beat, begin, read_timebase, resume, write_timebase
from data.exercise.plan import Scenario
from data.exercise.scenario import ScenarioError, faults_of, load_scenario
from data.exercise.server import HOST, AgencyServer, Stage
from data.exercise.spooling import Dropper
from data.exercise.world import make_world
from data.reference import load

DEFAULT_SCENARIO: Final = "grodno-surge"
DEFAULT_PORT: Final = 8060
BEAT_S: Final = 1.0
"""Wall seconds between two notes that the exercise is running."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Play until SIGTERM: 0; 2 for a scenario or a clock that cannot be used."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        if given[:1] == ["timebase"]:
            return _write_timebase(_timebase_parser().parse_args(given[1:]))
        return _play(_parser().parse_args(given))
    except (ScenarioError, PaceError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.exercise", description="Play the agencies of an exercise.")
    parser.add_argument("--scenario", default=DEFAULT_SCENARIO)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--state", type=Path, default=Path("var"), help="root of the state folder (STATE_DIR)")
    parser.add_argument("--timebase", type=Path, help="file of the exercise's clock; written when it does not exist")
    parser.add_argument("--seed", type=int, help="another seed gives another course of the same scenario")
    parser.add_argument("--speed", type=float, help="picture seconds a second, for a new clock")
    parser.add_argument("--web", help="address of the web process: scripted actors answer there")
    return parser


def _timebase_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.exercise timebase", description="Start a clock.")
    parser.add_argument("--scenario", default=DEFAULT_SCENARIO)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--speed", type=float)
    parser.add_argument("--resume", action="store_true", help="go on where OUT stopped, the downtime left out")
    return parser


def _write_timebase(options: argparse.Namespace) -> int:
    now = time.time()
    base = resume(options.out, now) if options.resume else begin(load_scenario(options.scenario), now, options.speed)
    write_timebase(options.out, base)
    return 0


def _play(options: argparse.Namespace) -> int:
    scenario = load_scenario(options.scenario)
    reference = load(os.environ.get("DEPLOYMENT") or "belarus")
    unfit = faults_of(scenario, reference)
    if unfit:
        raise ScenarioError("\n".join(f"{scenario.id}.yaml: {fault}" for fault in unfit))
    pace = _pace(scenario, options)
    world = make_world(scenario, reference, options.seed)
    faults = Faults(scenario, pace)
    server = AgencyServer(options.port, Stage(world, pace, faults))
    stop = threading.Event()
    _stop_on_signal(stop)
    dropper = Dropper(world, pace, faults, options.state / "exercise" / "spool")
    works = [server.serve_forever, lambda: dropper.run(stop)]
    if options.web:
        actors = Actors(scenario.policies, pace, options.web)
        works.append(lambda: actors.run(stop))
    for work in works:
        threading.Thread(target=work, daemon=True).start()
    sys.stdout.write(f"exercise {scenario.id} on http://{HOST}:{server.server_address[1]}\n")
    sys.stdout.flush()
    while not stop.wait(BEAT_S):
        if options.timebase:
            beat(options.timebase)
    server.shutdown()
    server.server_close()
    return 0


def _pace(scenario: Scenario, options: argparse.Namespace) -> Pace:
    file: Path | None = options.timebase
    if file is not None and file.exists():
        return Pace(read_timebase(file), file)
    base = begin(scenario, time.time(), options.speed)
    if file is not None:
        write_timebase(file, base)
    return Pace(base, file)


def _stop_on_signal(stop: threading.Event) -> None:
    def stop_now(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop_now)


if __name__ == "__main__":
    sys.exit(main())
