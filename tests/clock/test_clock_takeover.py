"""Two clocks on one store: one leads, the other stands by and takes over, on either store; the web sees it all."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace

import httpx
import psycopg
import pytest

from data.domain.moment import HOUR, iso
from data.running import Running
from data.store import is_locked, open_store
from data.store.bell import belfry
from data.store.contract import SeriesKey
from data.transport.spool import Spool
from tests.clock.conftest import detections
from tests.dashboard.stage import free_port

FEED = "gpk_detections"
PATIENCE_S = 60
LEADS = "leading in live mode"


@pytest.fixture(params=["sqlite", "postgres"])
def hosts(request, tmp_path):
    """Where two clocks run: one host with files; with a database two, each with a state folder of its own."""
    address = request.getfixturevalue("database") if request.param == "postgres" else ""
    names = ("one", "two") if address else ("one", "one")
    return [prepared(Running(tmp_path / name, "live", "belarus", address)) for name in names]


@pytest.fixture
def host(tmp_path, database):
    return prepared(Running(tmp_path / "one", "live", "belarus", database))


def prepared(run):
    run.folder.mkdir(parents=True, exist_ok=True)
    run.sources.write_text(f"{FEED}: {{spool: true}}\n")
    return run


def environment(run, **more):
    return {**os.environ, "STATE_DIR": str(run.state), "MODE": run.mode, "DATABASE_URL": run.database, **more}


@contextmanager
def clock(run):
    """A clock process, and what it says."""
    command = [sys.executable, "-m", "data.clock"]
    process = subprocess.Popen(command, env=environment(run), stderr=subprocess.PIPE, text=True)
    said = []
    listening = threading.Thread(target=lambda: said.extend(iter(process.stderr.readline, "")))
    listening.start()
    try:
        yield process, said
    finally:
        process.kill()
        process.wait()
        listening.join()
        process.stderr.close()


def times(said, words):
    return sum(words in line for line in said)


def wait_until(is_so, seconds=PATIENCE_S):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


def cut(database, named):
    """End connections as a restarted database does."""
    with psycopg.connect(database, autocommit=True, application_name="tests") as connection:
        statement = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name LIKE %s AND datname = current_database()"
        )
        connection.execute(statement, [named])


def version(run):
    with closing(belfry(run)) as bell:
        heard = bell.hear()
    return heard.version if heard else 0


def deliver(run, name, arrived):
    """An hour of one section; gives its end."""
    end = int(time.time()) // HOUR * HOUR
    Spool(run.spool).deliver(FEED, name, detections("grodno-pl", arrived, end=end).encode())
    return end


def latest(run):
    with closing(open_store(run, write=False)) as store:
        point = store.latest().get(SeriesKey(FEED, "grodno-pl", "arrived"))
    return None if point is None else point.value


def test_the_standby_leads_within_seconds_when_the_leader_is_killed(hosts):
    first, second = hosts
    with clock(first) as (leader, said_first):
        wait_until(lambda: times(said_first, LEADS))
        with clock(second) as (_, said_second):
            wait_until(lambda: times(said_second, f"process {leader.pid}"))
            deliver(first, "a.csv", 5)
            wait_until(lambda: latest(first) == 5)
            before = version(first)
            leader.kill()
            killed = time.monotonic()
            wait_until(lambda: times(said_second, LEADS))
            assert time.monotonic() - killed < PATIENCE_S / 2
            wait_until(lambda: version(second) > before)
            assert is_locked(second)
            assert latest(second) == 5


def test_a_leader_whose_connection_is_lost_stands_back_and_one_leads_again(tmp_path, host, database):
    other = prepared(replace(host, state=tmp_path / "two"))
    with clock(host) as (process, said_first):
        wait_until(lambda: times(said_first, LEADS))
        with clock(other) as (_, said_second):
            wait_until(lambda: times(said_second, "standing by"))
            wait_until(lambda: version(host))
            before = version(host)
            cut(database, f"mezha clock {process.pid} %")
            wait_until(lambda: times([*said_first, *said_second], LEADS) >= 2)
            wait_until(lambda: version(host) > before)
            assert process.poll() is None
            wait_until(lambda: is_locked(host))


def test_a_clock_outlives_a_database_that_restarts(host, database):
    with clock(host) as (process, said):
        wait_until(lambda: times(said, LEADS))
        wait_until(lambda: version(host))
        before = version(host)
        cut(database, "mezha%")
        wait_until(lambda: times(said, LEADS) >= 2)
        deliver(host, "a.csv", 9)
        wait_until(lambda: latest(host) == 9)
        wait_until(lambda: version(host) > before)
        assert process.poll() is None
        assert not times(said, "s3cret")


def test_what_a_clock_reads_is_shown_by_a_web_worker_of_another_host(tmp_path, host):
    elsewhere = replace(host, state=tmp_path / "web")
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "web"]
    with clock(host) as (_, said):
        wait_until(lambda: times(said, LEADS))
        web = subprocess.Popen(command, env=environment(elsewhere, PORT=str(port)))
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{url}/readyz"))
            end = deliver(host, "a.csv", 17)
            wait_until(lambda: shows(url, iso(end)))
        finally:
            web.terminate()
            assert web.wait(20) in {0, -signal.SIGTERM}


def answers(url):
    try:
        return httpx.get(url, timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def shows(url, newest):
    """The newest datum of the feed, and the board of the newest version."""
    feeds = {feed["name"]: feed for feed in httpx.get(f"{url}/api/situation", timeout=30).json()["feeds"]}
    version = httpx.get(f"{url}/version", timeout=30).json()["version"]
    board = httpx.get(f"{url}/board/duty/{version}", timeout=30)
    return feeds[FEED]["newest"] == newest and board.status_code == 200
