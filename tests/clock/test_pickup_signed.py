"""Signed packages and files that are not ours, through the whole pick-up."""

import logging
import os
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from data.pickup import pick_up
from data.store.contract import SeriesKey
from data.transport.signature import read_signers
from data.transport.sources import Source
from tests.clock.conftest import detections

FEED = "gpk_detections"
GRODNO = SeriesKey(FEED, "grodno-pl", "arrived")
tool = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


@pytest.fixture
def desk(make_desk, tmp_path):
    key = tmp_path / "gpk"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    made = make_desk()
    signers = read_signers((tmp_path / "gpk.pub").read_text())
    return replace(made, sources={FEED: Source(FEED, signers=signers)})


def run(*arguments):
    subprocess.run(list(map(str, arguments)), check=True, capture_output=True, timeout=60)


def drop(desk, tmp_path, body, signed):
    """Drop a report as an agency would: signed over `signed`."""
    made = tmp_path / "x.csv"
    made.write_text(signed)
    Path(f"{made}.sig").unlink(missing_ok=True)
    run("ssh-keygen", "-Y", "sign", "-f", tmp_path / "gpk", "-n", "mezha", made)
    folder = desk.spool.folder(FEED)
    (folder / "x.csv.sig").write_bytes(Path(f"{made}.sig").read_bytes())
    (folder / "x.csv").write_text(body)


def last_run(desk):
    return desk.store.feed_records(desk.now())[FEED].last_run


@tool
def test_a_signed_report_is_kept(desk, tmp_path):
    body = detections("grodno-pl", 17)
    drop(desk, tmp_path, body, body)
    assert pick_up(desk, desk.feeds[FEED]) == 1
    assert desk.store.latest()[GRODNO].value == 17


@tool
def test_a_report_that_was_changed_after_signing_is_never_parsed(desk, tmp_path):
    def parse(*_):
        raise AssertionError("parsed")

    drop(desk, tmp_path, detections("grodno-pl", 18), detections("grodno-pl", 17))
    pick_up(desk, replace(desk.feeds[FEED], parse=parse))
    assert (last_run(desk).outcome, last_run(desk).reason) == ("failed", "bad_signature")
    rejected = list((desk.spool.folder(FEED) / "rejected").iterdir())
    assert [path.suffix for path in rejected] == [".reason"]


@tool
def test_a_report_without_a_signature_is_rejected_after_a_while(desk):
    path = desk.spool.folder(FEED) / "x.csv"
    path.write_text(detections("grodno-pl", 17))
    assert pick_up(desk, desk.feeds[FEED]) == 0
    os.utime(path, (time.time() - 90,) * 2)
    assert pick_up(desk, desk.feeds[FEED]) == 1
    assert last_run(desk).reason == "unsigned"
    assert GRODNO not in desk.store.latest()


def test_files_that_are_not_ours_are_told_once(make_desk, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "mezha.pickup")
    desk = make_desk()
    (desk.spool.folder(FEED) / "x.csv").write_text("x")

    def refuse(*_):
        raise PermissionError("/secret/x.csv")

    monkeypatch.setattr(Path, "rename", refuse)
    for _ in range(3):
        assert pick_up(desk, desk.feeds[FEED]) == 0
    monkeypatch.undo()
    pick_up(desk, desk.feeds[FEED])
    told = [record.getMessage() for record in caplog.records if "spool" in record.getMessage()]
    assert len(told) == 2
    assert "1 file(s)" in told[0]
    assert "secret" not in caplog.text
