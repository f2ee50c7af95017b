"""One world for all tests of the exercise, and a clock that is set by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import NamedTuple

import httpx
import pytest

from data.domain.moment import Moment
from data.domain.timebase import TimeBase
from data.exercise.faults import Faults
from data.exercise.pace import Pace
from data.exercise.scenario import load_scenario
from data.exercise.server import AgencyServer, Stage
from data.exercise.world import World, make_world
from data.reference import load


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(load_scenario("grodno-surge"), load())


class HandClock:
    """Wall time that moves only when told; picture time is the same."""

    def __init__(self, moment: Moment) -> None:
        self.time = float(moment)

    def __call__(self) -> float:
        return self.time


class Stand(NamedTuple):
    client: httpx.Client
    clock: HandClock
    faults: Faults


@pytest.fixture
def clock(world: World) -> HandClock:
    return HandClock(world.scenario.moment(32.2))


@pytest.fixture
def pace(clock: HandClock) -> Pace:
    return Pace(TimeBase(t0=0, wall0=0.0), wall=clock)


@pytest.fixture
def stand(world: World, clock: HandClock, pace: Pace) -> Iterator[Stand]:
    faults = Faults(world.scenario, pace)
    with serving(AgencyServer(0, Stage(world, pace, faults))) as address, httpx.Client(base_url=address) as client:
        yield Stand(client, clock, faults)


@contextmanager
def serving(server) -> Iterator[str]:
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def serve() -> Callable:
    return serving
