"""The bell that hangs in the database is heard on every host."""

import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from data.domain.timebase import LIVE, TimeBase
from data.store import StoreBusyError, open_store
from data.store.bell import Bell, belfry

ROOT = Path(__file__).resolve().parents[2]
RUNG = Bell(1_763_467_200_123, 1_763_467_200.5, TimeBase(t0=100, wall0=2.5, speed=60.0, until=None))
OTHER = """
import sys
from pathlib import Path
from data.running import Running
from data.domain.timebase import LIVE
from data.store.bell import Bell, belfry
bell = belfry(Running(Path("elsewhere"), "exercise", "belarus", sys.argv[1]))
bell.ring(Bell(7, 8.5, LIVE))
bell.knock()
bell.close()
"""


@pytest.fixture
def laid_out(postgres_run):
    open_store(postgres_run, write=True).close()
    return postgres_run


def hears(question, seconds=20):
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_the_bell_is_heard_as_it_was_rung(laid_out):
    with closing(belfry(laid_out)) as clock, closing(belfry(laid_out)) as web:
        assert web.hear() is None
        clock.ring(RUNG)
        assert web.hear() == RUNG
        assert hears(web.changed)
        assert web.hear() == RUNG
        for version in range(20):
            clock.ring(Bell(version, 2, LIVE, "standby"))
            assert hears(web.changed)
        assert hears(lambda: web.hear() == Bell(19, 2.0, LIVE, "standby"))


def test_it_is_heard_from_another_process(laid_out):
    with closing(belfry(laid_out)) as here:
        here.ring(RUNG)
        assert hears(here.changed)
        assert hears(here.knocked)
        assert not here.changed()
        subprocess.run([sys.executable, "-c", OTHER, laid_out.database], cwd=ROOT, check=True)
        assert hears(here.changed)
        assert here.hear() == Bell(7, 8.5, LIVE)
        assert hears(here.knocked)


def test_the_other_mode_is_not_heard(laid_out):
    live = replace(laid_out, mode="live")
    open_store(live, write=True).close()
    with closing(belfry(laid_out)) as here, closing(belfry(live)) as there:
        there.ring(RUNG)
        here.ring(replace(RUNG, version=1))
        assert hears(here.changed)
        assert here.hear().version == 1


def test_before_the_store_is_laid_out_nothing_is_heard(postgres_run):
    with closing(belfry(postgres_run)) as web:
        assert web.hear() is None
        assert not hears(web.changed, 0.3)


def test_what_rang_while_the_connection_was_lost_is_heard_afterwards(laid_out):
    with closing(belfry(laid_out)) as web, closing(belfry(laid_out)) as clock:
        clock.ring(RUNG)
        assert hears(web.changed)
        with psycopg.connect(laid_out.database, autocommit=True, application_name="tests") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE application_name LIKE 'mezha%' AND datname = current_database()"
            )
        with pytest.raises(StoreBusyError):
            clock.ring(replace(RUNG, version=2))
        clock.ring(replace(RUNG, version=3))
        assert hears(lambda: web.changed() and web.hear().version == 3)
