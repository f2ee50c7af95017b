"""The programs `pg_dump` and `pg_restore`: where they are, and how they are run without showing a password."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from psycopg import conninfo

from data.running import SettingsError
from data.store.archive import BackupError
from data.store.postgres.address import APPLICATION, Address

_FOLDERS: Final = "usr/lib/postgresql/*/bin"
_TOLD: Final = 200
_HIDDEN: Final = ("password", "sslpassword")


def found(name: str) -> str:
    """Path of a program of PostgreSQL, the newest that is installed.

    Raises:
        SettingsError: there is none.
    """
    beside = sorted(Path("/").glob(f"{_FOLDERS}/{name}"), key=lambda path: (len(path.parts[-3]), path.parts[-3]))
    path = str(beside[-1]) if beside else shutil.which(name)
    if path is None:
        raise SettingsError(
            f"{name} is not installed: backup and restore of a database need the programs of PostgreSQL, of the"
            " server's major version or a newer one (Debian: apt install postgresql-client)"
        )
    return path


def dump(address: Address, snapshot: str, target: Path) -> None:
    """Write the schema as it is in an exported snapshot, in the custom format of pg_dump.

    Raises:
        BackupError: pg_dump failed; says why, never the password.
        SettingsError: it is not installed.
    """
    parts = {name: str(value) for name, value in conninfo.conninfo_to_dict(address.database).items()}
    secret = parts.get("password", "")
    shown = {name: value for name, value in parts.items() if name not in _HIDDEN}
    shown |= {"application_name": f"{APPLICATION} backup"}
    command = [found("pg_dump"), "--format=custom", "--no-password", "--no-owner", "--no-privileges"]
    command += [f"--schema={address.schema}", f"--snapshot={snapshot}", f"--file={target}"]
    # Other users of the host can read the arguments of a process, but not its environment.
    environment = {**os.environ, **({"PGPASSWORD": secret} if secret else {})}
    done = subprocess.run(  # noqa: S603 - own arguments
        [*command, "--dbname", conninfo.make_conninfo(**shown)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"pg_dump failed: {_reason(done.stderr, secret)}")


@contextmanager
def script(archive: Path, *options: str) -> Iterator[IO[bytes]]:
    """What pg_restore would tell a database, as SQL.

    Raises:
        BackupError: pg_restore cannot read the archive.
        SettingsError: it is not installed.
    """
    command = [found("pg_restore"), "--file=-", "--no-owner", "--no-privileges", *options, str(archive)]
    with subprocess.Popen(  # noqa: S603 - own arguments
        command, env=_c_locale(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        if child.stdout is None or child.stderr is None:  # pragma: no cover - both are pipes
            raise RuntimeError("no pipes")
        try:
            yield child.stdout
        except BaseException:
            child.kill()
            raise
        told = child.stderr.read()
    if child.returncode:
        raise BackupError(f"pg_restore failed: {_reason(told, '')}")


def _c_locale() -> Mapping[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _reason(told: bytes, secret: str) -> str:
    """First line that a program said, without the password."""
    lines = told.decode(errors="replace").strip().splitlines() or ["it says nothing"]
    line = lines[0].replace(secret, "***") if secret else lines[0]
    return line.split(": ", 1)[-1][:_TOLD]
