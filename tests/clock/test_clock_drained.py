"""A real clock, a slow agency and SIGTERM: what is in hand is kept, nothing new is asked, the end is near and clean."""

import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from data.domain.moment import HOUR
from data.running import Running
from data.store import open_store
from data.store.contract import SeriesKey
from tests.clock.conftest import detections

FEED = "gpk_detections"
PATIENCE_S = 60


class Slow:
    """Answers each address late; counts who asks."""

    def __init__(self, seconds):
        self.seconds, self.asked, self.first = seconds, [], Event()
        self.body = detections("grodno-pl", 17, end=int(time.time()) // HOUR * HOUR).encode()


@contextmanager
def serving(slow):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            slow.asked.append(self.path)
            slow.first.set()
            time.sleep(slow.seconds)
            self.send_response(200)
            self.send_header("Content-Length", str(len(slow.body)))
            self.end_headers()
            self.wfile.write(slow.body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def start(state, url, *command):
    folder = state / "live"
    folder.mkdir(parents=True)
    (folder / "sources.yaml").write_text(f'{FEED}: {{url: "{url}"}}\n')
    environment = {**os.environ, "STATE_DIR": str(state), "MODE": "live"}
    return subprocess.Popen(
        [sys.executable, *(command or ("-m", "data.clock"))], env=environment, stderr=subprocess.PIPE, text=True
    )


def test_the_answer_in_hand_is_kept_and_no_other_address_is_asked(tmp_path):
    slow = Slow(1.5)
    with serving(slow) as url:
        clock = start(tmp_path, url)
        try:
            assert slow.first.wait(PATIENCE_S)
            clock.terminate()
            assert clock.wait(PATIENCE_S) == 0, clock.stderr.read()
        finally:
            clock.kill()
            clock.communicate()
    assert len(slow.asked) == 1
    with closing(open_store(Running(tmp_path, "live", "belarus"), write=False)) as store:
        assert store.latest()[SeriesKey(FEED, "grodno-pl", "arrived")].value == 17


IMPATIENT = """
import sys
from data import clock, rhythm
rhythm.Rhythm.__init__.__defaults__ = (0.5,)
sys.exit(clock.main())
"""


def test_an_address_that_hangs_is_left_behind_and_the_end_is_still_clean(tmp_path):
    slow = Slow(30.0)
    with serving(slow) as url:
        clock = start(tmp_path, url, "-c", IMPATIENT)
        try:
            assert slow.first.wait(PATIENCE_S)
            clock.terminate()
            _, said = clock.communicate(timeout=PATIENCE_S)
        finally:
            clock.kill()
    assert clock.returncode == 0
    assert f"left behind: {FEED}" in said


def test_a_clock_that_waits_for_its_exercise_stops_at_once_when_told_to(tmp_path):
    environment = {**os.environ, "STATE_DIR": str(tmp_path), "MODE": "exercise"}
    clock = subprocess.Popen([sys.executable, "-m", "data.clock"], env=environment, stderr=subprocess.PIPE, text=True)
    lock, deadline = tmp_path / "exercise" / "writer.lock", time.monotonic() + PATIENCE_S
    try:
        while not lock.exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        clock.terminate()
        _, said = clock.communicate(timeout=PATIENCE_S)
    finally:
        clock.kill()
    assert (clock.returncode, said) == (0, "")


def test_a_wish_is_followed_within_a_second_by_a_running_clock(tmp_path):
    """The feed's own rhythm would ask again only after ten minutes."""
    slow = Slow(0.0)
    with serving(slow) as url:
        clock = start(tmp_path, url)
        try:
            assert slow.first.wait(PATIENCE_S)
            await_quiet(slow)
            before = len(slow.asked)
            wishes = tmp_path / "live" / "wishes"
            wishes.mkdir(exist_ok=True)
            (wishes / FEED).touch()
            deadline = time.monotonic() + PATIENCE_S
            while len(slow.asked) == before:
                assert time.monotonic() < deadline
                time.sleep(0.02)
            assert not list(wishes.iterdir())
        finally:
            clock.kill()
            clock.communicate()


def await_quiet(slow):
    """Until no address was asked for a second."""
    known = -1
    while known != len(slow.asked):
        known = len(slow.asked)
        time.sleep(1.0)
