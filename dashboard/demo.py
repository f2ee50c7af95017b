"""Supervises exercise, clock and web as one command: starts, restarts, stops them together."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

import orjson

from dashboard.settings import Settings
from data.rhythm import DRAIN_S
from data.running import Running
from data.store import erase_store, is_locked

RESTART_AFTER_S: Final = 1.0
STOP_WITHIN_S: Final = DRAIN_S + 5.0
"""Wall seconds until a process that does not end is killed: the clock lets its jobs end first."""


@dataclass(slots=True)
class Child:
    """One supervised process; restarted when it ends by itself."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    ended: float = field(default=0.0)

    def start(self) -> None:
        """Start the process in the supervisor's own session, so that one Ctrl-C reaches all."""
        self.process = subprocess.Popen(self.command, env=dict(self.environment))  # noqa: S603 - our own commands

    def tend(self, now: float) -> None:
        """Restart it a second after it ended by itself."""
        if self.process is None or self.process.poll() is None:
            return
        if not self.ended:
            self.ended = now
            print(f"{self.name} ended with {self.process.returncode}; starting it again", flush=True)
        if now - self.ended >= RESTART_AFTER_S:
            self.ended = 0.0
            self.start()


def supervise(children: list[Child], address: str) -> int:
    """Run until SIGTERM or SIGINT; then stop all children and return 0."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    for child in children:
        child.start()
    print(f"Mezha is starting on {address}", flush=True)
    while not stopping:
        time.sleep(0.2)
        for child in children:
            if not stopping:
                child.tend(time.monotonic())
    _stop_all(children)
    return 0


def _stop_all(children: list[Child]) -> None:
    alive = [c.process for c in children if c.process is not None and c.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for process in alive:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def exercise_children(run: Running, *, scenario: str, speed: float | None, seed: int | None, web: str) -> list[Child]:
    """The three processes of an exercise; the web process starts first because it takes longest to import."""
    port = _free_port()
    write_sources(run, f"http://127.0.0.1:{port}")
    environment = {**environment_of(run), "EXERCISE_URL": f"http://127.0.0.1:{port}"}
    play = ["-m", "data.exercise", "--scenario", scenario, "--port", str(port), "--state", str(run.state)]
    play += ["--timebase", str(run.timebase), "--web", web]
    play += [] if speed is None else ["--speed", str(speed)]
    play += [] if seed is None else ["--seed", str(seed)]
    return [*live_children(environment), Child("exercise", (sys.executable, *play), environment)]


def live_children(environment: Mapping[str, str]) -> list[Child]:
    """Clock and web."""
    return [
        Child("web", (sys.executable, "-m", "dashboard", "web"), environment),
        Child("clock", (sys.executable, "-m", "data.clock"), environment),
    ]


def go_on(run: Running) -> None:
    """Take the exercise's clock up where it stopped, the downtime left out."""
    command = (sys.executable, "-m", "data.exercise", "timebase", "--out", str(run.timebase), "--resume")
    subprocess.run(command, env=environment_of(run), check=True)  # noqa: S603 - our own command


def occupied(run: Running, settings: Settings) -> str:
    """Why nothing can be started here now; empty where it can."""
    if is_locked(run):
        return f"a clock is running on {run.folder}; stop it first, or choose another STATE_DIR"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return f"port {settings.port} is in use; choose another PORT"
    return ""


def begin_anew(run: Running) -> None:
    """Empty the exercise's own folder; live data and the cached past stand elsewhere."""
    erase_store(run)
    shutil.rmtree(run.folder, ignore_errors=True)
    run.folder.mkdir(parents=True, exist_ok=True)


def environment_of(run: Running) -> dict[str, str]:
    """Environment of every child: the state folder, the mode, the deployment."""
    return {**os.environ, "STATE_DIR": str(run.state), "MODE": run.mode, "DEPLOYMENT": run.deployment}


def write_sources(run: Running, base: str) -> None:
    """Point each feed of the exercise at the simulator, or at the spool."""
    from data.feeds import all_feeds, feeds_of  # noqa: PLC0415 - only an exercise needs the list here
    from data.feeds.contract import never_ask  # noqa: PLC0415 - the same

    sources = {
        name: {"spool": True} if feed.requests is never_ask or name not in all_feeds() else {"url": f"{base}/{name}"}
        for name, feed in feeds_of(run).items()
    }
    target = Path(run.sources)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(orjson.dumps(sources))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
