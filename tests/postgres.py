"""A PostgreSQL of the tests' own: one cluster a session in a temporary folder, one fresh database a test.

The server is a child that ends when the process which started it ends, however that happens; what a killed process
left on the disk is cleared away by the next one.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

PROGRAMS = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin")
PREFIX = "mezha-postgres-"
OWNER = "postgres"
SAFE = "fsync = on"
FAST = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off"
STARTER = "starter"
"""File that names the process for which a cluster runs."""
STALE_S = 600
"""A folder younger than this may belong to a run that is only just beginning."""
_START_S = 60.0
_AGAIN_S = 0.05


@dataclass
class Cluster:
    """A running server."""

    folder: Path
    port: int
    server: "subprocess.Popen[bytes] | None" = None

    def address(self, database: str = "postgres") -> str:
        """Address of one of its databases."""
        return f"postgresql://{OWNER}:s3cret@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh database for the length of a block; gives its address."""
        name = f"mezha_{uuid.uuid4().hex[:12]}"
        self.ask(f"CREATE DATABASE {name}")
        try:
            yield self.address(name)
        finally:
            self.ask(f"DROP DATABASE {name} WITH (FORCE)")

    def crash(self, sent: signal.Signals = signal.SIGQUIT) -> None:
        """End the server without any tidying up, and start it again; it mends itself from its log."""
        self.stop(sent)
        self.start()

    def start(self) -> None:
        """Start the server, as a child that does not outlive this process, and wait until it answers."""
        deadline = time.monotonic() + _START_S
        while True:
            with (self.folder / "log").open("ab") as log:
                command = _as_owner([str(programs() / "postgres"), "-D", str(self.folder / "data")], lives_on=False)
                self.server = subprocess.Popen(
                    command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            while self.server.poll() is None and time.monotonic() < deadline:
                if self._answers():
                    return
                time.sleep(_AGAIN_S)
            # After a kill the memory of the server before is held until the last of its processes is gone.
            if time.monotonic() >= deadline:
                self.stop()
                raise RuntimeError(f"the server does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(_AGAIN_S)

    def stop(self, sent: signal.Signals = signal.SIGQUIT) -> None:
        """End the server at once."""
        if self.server is not None:
            self.server.send_signal(sent)
            self.server.wait()
            self.server = None

    def _answers(self) -> bool:
        try:
            self.ask("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def ask(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Run one statement as the owner."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []


def programs() -> Path:
    """Folder of the newest PostgreSQL that is installed.

    Raises:
        RuntimeError: there is none: `.ci/postgres` installs it.
    """
    found = [
        folder for pattern in PROGRAMS for folder in sorted(Path("/").glob(pattern[1:])) if (folder / "initdb").exists()
    ]
    beside = shutil.which("initdb")
    if not found and beside is None:
        raise RuntimeError("these tests need PostgreSQL (Debian: apt install postgresql-15, or `make setup-test`)")
    return found[-1] if found else Path(str(beside)).parent


@contextmanager
def cluster(settings: str = FAST) -> Iterator[Cluster]:
    """A server for the length of a block; it refuses to run as root, so that root lends it to its own user."""
    clear_stale(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        (folder / STARTER).write_text(str(os.getpid()))
        _own(folder)
        _run("initdb", "-D", str(folder / "data"), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        started = Cluster(folder, _free_port())
        added = f"port = {started.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\n"
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"{added}{settings}\nmax_connections = 200\nautovacuum = off\n")
        try:
            started.start()
            yield started
        finally:
            started.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_stale(root: Path, older_than_s: float = STALE_S) -> list[Path]:
    """Delete the folders of clusters whose server and starter are both gone; gives what was deleted."""
    return [
        folder for folder in sorted(root.glob(f"{PREFIX}*")) if _is_stale(folder, older_than_s) and _deleted(folder)
    ]


def _is_stale(folder: Path, older_than_s: float) -> bool:
    try:
        aged = time.time() - folder.stat().st_mtime > older_than_s
        return aged and not any(_lives(folder / name) for name in (STARTER, "data/postmaster.pid"))
    except OSError:
        return False  # deleted meanwhile, or another user's


def _lives(file: Path) -> bool:
    """The process that a file names in its first line is there."""
    try:
        number = file.read_text().split()[0]
    except (FileNotFoundError, IndexError):
        return False
    return number.isdigit() and Path("/proc", number).exists()


def _deleted(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        owner = pwd.getpwnam(OWNER)
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _as_owner(command: list[str], *, lives_on: bool = True) -> list[str]:
    options = [] if lives_on else ["--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        options += [f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"]
    return ["setpriv", *options, *command] if options else command


def _run(program: str, *arguments: str) -> None:
    command = _as_owner([str(programs() / program), *arguments])
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout.decode(errors='replace')}")
