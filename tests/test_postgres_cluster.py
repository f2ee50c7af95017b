"""The tests' own PostgreSQL ends with the run that started it, and clears away only what no run needs."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests.postgres import PREFIX, STARTER, clear_stale

ROOT = Path(__file__).resolve().parents[1]
RUN = """
import time
from tests.postgres import cluster
with cluster() as started:
    print(started.folder, started.server.pid, flush=True)
    time.sleep(600)
"""


def gone(pid):
    for _ in range(600):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def open_folder():
    """A folder that the server's own user can reach, with a path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="mz-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_cluster_does_not_outlive_a_killed_run(open_folder):
    here = {**os.environ, "TMPDIR": str(open_folder)}
    with subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, env=here, stdout=subprocess.PIPE) as run:
        folder, server = run.stdout.readline().decode().split()
        assert Path(folder).parent == open_folder
        assert clear_stale(open_folder, older_than_s=-1) == []
        run.send_signal(signal.SIGKILL)
    assert gone(server)
    assert clear_stale(open_folder) == []
    assert clear_stale(open_folder, older_than_s=-1) == [Path(folder)]


def test_the_folder_of_a_living_run_is_left_alone(tmp_path):
    living, dead, unnamed = (tmp_path / f"{PREFIX}{name}" for name in ("living", "dead", "unnamed"))
    for folder in (living, dead, unnamed):
        (folder / "data").mkdir(parents=True)
    (living / STARTER).write_text(str(os.getpid()))
    (dead / STARTER).write_text("999999999")
    (dead / "data" / "postmaster.pid").write_text("999999998\n/somewhere\n")
    assert clear_stale(tmp_path) == []
    assert clear_stale(tmp_path, older_than_s=-1) == [dead, unnamed]
    assert living.exists()


def test_a_server_that_was_killed_starts_again(postgres):
    postgres.crash(signal.SIGKILL)
    assert postgres.ask("SELECT 1") == [(1,)]
    with pytest.raises(psycopg.OperationalError):
        postgres.ask("SELECT 1", "no_such_database")
