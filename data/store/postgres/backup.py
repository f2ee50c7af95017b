"""Backup of a schema while it is written, and its restoration: an archive of pg_dump and what must be in it.

Both are of one exported snapshot, in one file; a restoration is one transaction, so that all see the old or the new.
"""

import shutil
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, ClassVar, Final

import orjson
from pydantic import TypeAdapter, ValidationError

from data.running import Running
from data.store.archive import BackupError, Summary, aside, beside, unlike
from data.store.contract import ModeMismatchError, SchemaError
from data.store.lock import writer_lock
from data.store.postgres.address import Address, address_of, connect
from data.store.postgres.connections import WAIT_MS, Connection, transaction
from data.store.postgres.programs import dump, found, script
from data.store.postgres.rows import contents, contents_of, play
from data.store.postgres.schema import SCHEMA, is_laid_out, migrate, require_present_schema, schema_of
from data.store.publishing import require_mode

_MANIFEST: Final = "manifest.json"
_DUMP: Final = "schema.dump"
_PIECE: Final = 1 << 20
_TABLES: Final = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = :schema::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the file beside the manifest, and what was in the store."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    summary: Summary
    dump_sha256: str
    server: int
    """Version of the server, as it numbers itself (150004 is 15.4)."""


_READ: Final = TypeAdapter(Manifest)


def backup(run: Running, target: Path) -> Summary:
    """Write the schema as it is at this moment into one file; raises as `data.store.backup.backup`."""
    found("pg_restore")
    address = address_of(run)
    with (
        closing(Connection(connect(address, jit="off", default_transaction_read_only="on"))) as source,
        beside(target) as fresh,
        aside(target.with_name(f"{target.name}.dump")) as dumped,
        transaction(source, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    ):
        ((snapshot,),) = source.execute("SELECT pg_export_snapshot()").fetchall()
        taken = time.time()
        require_present_schema(source, address)
        require_mode(source, run.mode)
        dump(address, snapshot, dumped)
        summary = _summary(source, address, taken)
        with script(dumped, "--data-only") as told:
            if names := unlike(contents_of(told), summary.tables):
                raise BackupError(f"the dump differs from what was kept: {names}")
        _pack(fresh, Manifest(summary, _digest(dumped), source.raw.info.server_version), dumped)
    return summary


def restore(run: Running, source: Path, *, force: bool = False) -> Summary:
    """Put a backup in the place of the schema, at once or not at all; raises as `data.store.backup.restore`."""
    found("pg_restore")
    address = address_of(run)
    with writer_lock(run), _unpacked(source, run) as (manifest, dumped):
        _require_ours(manifest.summary, address)
        with closing(Connection(connect(address, lock_timeout=WAIT_MS))) as target:
            with transaction(target, "BEGIN"):
                if is_laid_out(target, address) and not force:
                    raise FileExistsError(address.shown)
                _take_turns(target, address)
                _clear(target, address)
                with script(dumped, f"--schema={address.schema}") as told:
                    play(target, told)
                if names := unlike(contents(target, address.schema), manifest.summary.tables):
                    raise BackupError(f"what was restored differs from what was kept: {names}")
                # The archive's own settings end with the path to the tables switched off.
                target.execute(f"SET search_path = {address.schema}")
                migrate(target, address)
            for table in _tables(target, address):
                target.execute(f'ANALYZE "{table}"')
    return manifest.summary


def verify(source: Path, run: Running) -> Summary:
    """Compare a backup with its manifest, byte by byte.

    Raises:
        BackupError: it is no good.
    """
    with _unpacked(source, run) as (manifest, _):
        return manifest.summary


def _require_ours(summary: Summary, address: Address) -> None:
    if summary.schema > SCHEMA:
        raise SchemaError(f"the backup has schema {summary.schema}, this program knows {SCHEMA}")
    if summary.mode != address.schema:
        raise ModeMismatchError(f"the backup belongs to mode {summary.mode}, not {address.schema}")


def _take_turns(target: Connection, address: Address) -> None:
    """Neither a layout nor a short transaction of a web process falls between."""
    for turn in (3, 2):
        target.execute("SELECT pg_advisory_xact_lock(:key, :turn)", {"key": address.key, "turn": turn})


def _clear(target: Connection, address: Address) -> None:
    """Empty the schema; it stays, because a role may have been given one that it could not make again."""
    there = target.execute("SELECT 1 FROM pg_namespace WHERE nspname = :schema", {"schema": address.schema})
    if there.fetchone() is None:
        target.execute(f"CREATE SCHEMA {address.schema}")
    for table in _tables(target, address):
        target.execute(f'DROP TABLE {address.schema}."{table}" CASCADE')
    target.execute(f"DROP DOMAIN IF EXISTS {address.schema}.name_text")


def _tables(target: Connection, address: Address) -> list[str]:
    return [name for (name,) in target.execute(_TABLES, {"schema": address.schema}).fetchall()]


def _summary(source: Connection, address: Address, taken: float) -> Summary:
    ((run,),) = source.execute("SELECT coalesce(max(id), 0) FROM runs").fetchall()
    ((version,),) = source.execute("SELECT coalesce(max(version), 0) FROM situations").fetchall()
    tables = contents(source, address.schema)
    return Summary(address.schema, schema_of(source), taken, run, version, tables)


def _pack(fresh: Path, manifest: Manifest, dumped: Path) -> None:
    body = orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2)
    with tarfile.open(fresh, "w") as tar:
        head = tarfile.TarInfo(_MANIFEST)
        head.size, head.mtime = len(body), int(manifest.summary.taken)
        tar.addfile(head, BytesIO(body))
        head = tarfile.TarInfo(_DUMP)
        head.size, head.mtime = dumped.stat().st_size, int(manifest.summary.taken)
        with dumped.open("rb") as file:
            tar.addfile(head, file)


@contextmanager
def _unpacked(source: Path, run: Running) -> Iterator[tuple[Manifest, Path]]:
    """Manifest of a file, and its dump in a file of its own, byte by byte as it was written."""
    run.folder.mkdir(parents=True, exist_ok=True)
    with aside(run.folder / _DUMP) as dumped:
        try:
            with tarfile.open(source, "r:") as tar:
                manifest = _READ.validate_json(_member(tar, _MANIFEST).read())
                with dumped.open("wb") as file:
                    shutil.copyfileobj(_member(tar, _DUMP), file, _PIECE)
        except (tarfile.TarError, ValidationError, KeyError) as error:
            raise BackupError(
                f"{source.name} is not a backup of Mezha, or is damaged: {type(error).__name__}"
            ) from error
        if _digest(dumped) != manifest.dump_sha256:
            raise BackupError(f"{source.name} is damaged: its dump is not the one that was written")
        yield manifest, dumped


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member


def _digest(file: Path) -> str:
    total = sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            total.update(piece)
    return total.hexdigest()
