"""A web process on a prepared store, for tests: publishes situations, rings the bell, starts and stops workers."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import orjson

from data.domain.situation import Situation
from data.domain.timebase import TimeBase
from data.running import Running
from data.store import open_store
from data.store.bell import Bell, hear, ring
from data.store.codec import encode
from tests.scenes import NOW, scene

ROOT = Path(__file__).resolve().parents[2]
MODE = "exercise"


def run_on(state: Path) -> Running:
    """The deployment on a state folder."""
    return Running(state, MODE, "belarus")


def base(speed: float = 1.0) -> TimeBase:
    """The picture's time starts at the scenes' NOW."""
    return TimeBase(NOW, time.time(), speed)


def publish(state: Path, situation: Situation, *, told: bool = True, timebase: TimeBase | None = None) -> int:
    """Keep a situation as the clock would; ring unless it should stay unheard."""
    store = open_store(run_on(state), write=True)
    try:
        version = store.publish(situation.as_of, lambda v: as_bytes(replace(situation, version=v)))
    finally:
        store.close()
    if told:
        beat(state, version, timebase=timebase)
    return version


def as_bytes(situation: Situation) -> bytes:
    body = encode(situation)
    return body.encode() if isinstance(body, str) else body


def beat(state: Path, version: int, *, at: float | None = None, timebase: TimeBase | None = None) -> None:
    """Ring the bell as the clock would."""
    ring(state / MODE, Bell(version, time.time() if at is None else at, timebase or base()))


def changed(situation: Situation, section: str = "lida-lt", level: int = 1) -> Situation:
    """The same situation with one section at another level."""
    sections = tuple(replace(s, level=level, last_known=level) if s.id == section else s for s in situation.sections)
    return replace(situation, sections=sections)


def surge() -> Situation:
    return scene("surge", MODE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def beating(state: Path, version: int):
    """A clock that lives: a beat every two seconds, of this version or of what the block published since."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(2):
            heard = hear(state / MODE)
            beat(state, max(version, heard.version if heard else 0))

    clock = threading.Thread(target=run)
    clock.start()
    try:
        yield
    finally:
        over.set()
        clock.join()


@dataclass
class Web:
    """A running web process."""

    process: subprocess.Popen
    url: str
    port: int

    def get(self, path: str, **options) -> httpx.Response:
        return httpx.get(self.url + path, timeout=30, **options)

    def post(self, path: str, **options) -> httpx.Response:
        return httpx.post(self.url + path, timeout=30, **options)

    def events(self, seconds: float = 30):
        """Events as (name, data), read until the caller has enough."""
        with httpx.stream("GET", f"{self.url}/events", timeout=httpx.Timeout(5, read=seconds)) as answer:
            name = ""
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, orjson.loads(line.removeprefix("data: "))

    def stop(self) -> float:
        """Stop it as a supervisor would; how long that took, seconds."""
        start = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
        return time.monotonic() - start


def start(state: Path, *, port: int | None = None, app: str = "tests.dashboard.fake_web", **environment: object) -> Web:
    """Start one process and wait until it answers."""
    port = port or free_port()
    extra = {name: str(value) for name, value in environment.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", app],
        cwd=ROOT,
        env={**os.environ, "STATE_DIR": str(state), "MODE": MODE, "PORT": str(port), **extra},
    )
    web = Web(process, f"http://127.0.0.1:{port}", port)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            web.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return web
    web.stop()
    raise RuntimeError("the web process did not come up")


@contextmanager
def running(state: Path, **options):
    """A web process for the length of a block."""
    web = start(state, **options)
    try:
        yield web
    finally:
        web.stop()


def wait_until(is_so, seconds: float = 20) -> None:
    """Wait until something that must come has come."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
