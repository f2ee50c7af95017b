"""Signed packages: made by the tool that agencies have, checked before a byte of them is parsed."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from data.transport import Spool, TransportError, load_sources
from data.transport.signature import Signers, SignersError, read_signers
from data.transport.spool_signatures import FOLDER, Pair, take_pair

FEED = "gpk_detections"
BODY = b"section_id,period_start\n"
tool = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def run(*arguments, **options):
    subprocess.run(list(map(str, arguments)), check=True, capture_output=True, timeout=60, **options)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in ("gpk", "stranger"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name} duty", "-f", folder / name)
    run("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", folder / "rsa")
    return folder


def sign(key, path, namespace="mezha"):
    run("ssh-keygen", "-Y", "sign", "-f", key, "-n", namespace, path)
    return Path(f"{path}.sig")


@pytest.fixture
def package(tmp_path, keys):
    path = tmp_path / "x.csv"
    path.write_bytes(BODY)
    return path, sign(keys / "gpk", path)


def signers(keys, name="gpk"):
    return read_signers((keys / f"{name}.pub").read_text())


@tool
def test_what_an_agency_signed_is_believed(keys, package):
    assert signers(keys).signed(BODY, package[1].read_bytes())


@tool
def test_a_changed_byte_or_another_signer_is_not(keys, package):
    signature = package[1].read_bytes()
    assert not signers(keys).signed(BODY + b" ", signature)
    assert not signers(keys, "stranger").signed(BODY, signature)


@tool
def test_a_signature_made_for_something_else_does_not_count(keys, package):
    package[1].unlink()
    assert not signers(keys).signed(BODY, sign(keys / "gpk", package[0], "file").read_bytes())


@tool
def test_a_damaged_signature_is_none(keys, package):
    signature = package[1].read_bytes()
    for damaged in (b"", b"x", signature[:-40], signature.replace(b"\nU1", b"\nAA"), signature * 50, b"\xff" * 300):
        assert not signers(keys).signed(BODY, damaged)
    lines = signature.splitlines()
    for number in range(1, len(lines) - 1):
        without = b"\n".join(lines[:number] + lines[number + 1 :])
        assert not signers(keys).signed(BODY, without)


@tool
def test_public_keys_are_read_as_ssh_writes_them(keys):
    public = (keys / "gpk.pub").read_text().strip()
    other = (keys / "stranger.pub").read_text().strip()
    text = f'# duty\n\nduty@gpk namespaces="mezha,file" {public}\r\n{other}\n'
    assert len(read_signers(text).keys) == 2
    assert public.split()[1] not in repr(read_signers(text))


@tool
@pytest.mark.parametrize(
    "line",
    [
        *("", "# none", "ssh-ed25519 AAAA", "gpk", "{rsa}", "x cert-authority {gpk}"),
        *('x namespaces="file" {gpk}', 'x valid-after="20260101" {gpk}'),
    ],
)
def test_lines_that_are_no_usable_key_are_refused(line, keys):
    public = {name: (keys / f"{name}.pub").read_text().strip() for name in ("gpk", "rsa")}
    with pytest.raises(SignersError):
        read_signers(line.format(**public))


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool", quiet_s=0)


def drop(spool, name, body, age=5.0):
    path = spool.folder(FEED) / name
    path.write_bytes(body)
    os.utime(path, (time.time() - age,) * 2)
    return path


def files(spool):
    return sorted(path.name for path in spool.folder(FEED).rglob("*") if path.is_file())


@tool
def test_a_signed_package_is_taken_with_its_signature_and_leaves_nothing(spool, keys, package):
    drop(spool, "x.csv", BODY)
    drop(spool, "x.csv.sig", package[1].read_bytes())
    (file,) = spool.pending(FEED, signed=True)
    assert file.read_signed(signers(keys)) == BODY
    spool.done(file)
    assert [name.split("-")[-1] for name in files(spool)] == ["x.csv"]


@tool
def test_a_report_waits_a_while_for_its_signature(spool, keys, package):
    drop(spool, "x.csv", BODY)
    assert spool.pending(FEED, signed=True) == ()
    drop(spool, "x.csv.sig", package[1].read_bytes())
    assert len(spool.pending(FEED, signed=True)) == 1


@tool
def test_a_report_whose_signature_never_comes_is_unsigned(spool, keys):
    drop(spool, "x.csv", BODY, age=90)
    (file,) = spool.pending(FEED, signed=True)
    with pytest.raises(TransportError, match="unsigned"):
        file.read_signed(signers(keys))


@tool
def test_a_wrong_signature_is_refused_and_the_body_is_not_kept(spool, keys, package):
    drop(spool, "x.csv", BODY + b"more")
    drop(spool, "x.csv.sig", package[1].read_bytes())
    (file,) = spool.pending(FEED, signed=True)
    with pytest.raises(TransportError, match="bad_signature"):
        file.read_signed(signers(keys))
    spool.rejected(file, "bad_signature")
    assert [name for name in files(spool) if not name.endswith(".reason")] == []


def test_a_signature_without_its_report_is_deleted_after_an_hour(spool):
    drop(spool, "x.csv.sig", b"s", age=100)
    drop(spool, "y.csv.sig", b"s", age=4000)
    assert spool.pending(FEED, signed=True) == ()
    assert files(spool) == ["x.csv.sig"]


def test_a_clock_killed_between_the_two_moves_leaves_the_package_whole(spool, monkeypatch):
    report, signature = drop(spool, "x.csv", BODY), drop(spool, "x.csv.sig", b"s")
    work = spool.folder(FEED) / ".work"
    work.mkdir()
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        take_pair(Pair(report, signature), work / "1795003200000-00000000-x.csv")
    monkeypatch.undo()
    (file,) = spool.pending(FEED, signed=True)
    assert file.name == "x.csv"
    assert [path.read_bytes() for path in (work / FOLDER).iterdir()] == [b"s"]


def test_a_link_is_no_signature(spool, tmp_path):
    (tmp_path / "secret").write_bytes(b"s")
    drop(spool, "x.csv", BODY, age=90)
    (spool.folder(FEED) / "x.csv.sig").symlink_to(tmp_path / "secret")
    (file,) = spool.pending(FEED, signed=True)
    with pytest.raises(TransportError, match="unsigned"):
        file.read_signed(
            read_signers("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        )


def test_where_nothing_is_signed_a_signature_is_a_report_like_any_other(spool):
    drop(spool, "x.csv", BODY)
    drop(spool, "x.csv.sig", b"s")
    assert len(spool.pending(FEED)) == 2


@tool
def test_sources_name_the_public_keys(keys, tmp_path):
    shutil.copy(keys / "gpk.pub", tmp_path / "gpk.pub")
    (tmp_path / "sources.yaml").write_text(f"{FEED}: {{spool: true, signed: {{key: gpk.pub}}, keep_days: 7}}")
    source = load_sources(tmp_path / "sources.yaml")[FEED]
    assert source.signers == signers(keys)
    assert source.keep_days == 7


def test_bodies_are_kept_as_long_as_their_source_says(tmp_path):
    walls = [1000.0]
    spool = Spool(tmp_path, quiet_s=0, wall=lambda: walls[0])
    for feed in (FEED, "gpk_crossings"):
        spool.done(spool.deliver(feed, "x.csv", b"a"))
    assert spool.sweep(500.0, {FEED: 2000.0}) == 1
    assert spool.sweep(500.0) == 0
    assert not list((tmp_path / FEED / "done").iterdir())


@pytest.mark.parametrize("inside", [b" " * 9_900, b"\n" * 9_900 + b"!", b"", b"===="])
def test_a_signature_of_blanks_is_none_and_does_not_stop_the_clock(inside):
    armoured = b"-----BEGIN SSH SIGNATURE-----" + inside
    assert not Signers(frozenset()).signed(b"body", armoured)
    assert not Signers(frozenset()).signed(b"body", armoured[:9_900] + b"-----END SSH SIGNATURE-----")
    assert not Signers(frozenset()).signed(b"body", b"-----BEGIN SSH SIGNATURE-----END SSH SIGNATURE-----")
