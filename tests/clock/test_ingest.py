"""The command `ingest`: one JSON summary, with or without a running clock."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clock.conftest import NOW, detections

RECORDED = Path(__file__).resolve().parents[2] / ".." / "shared" / "feeds" / "belarus_equeue"
FEED = "gpk_detections"


def ingest(state, *arguments):
    environment = {**os.environ, "STATE_DIR": str(state)}
    environment.pop("MODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "ingest", *map(str, arguments)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "grodno.csv"
    path.write_text(detections("grodno-pl", [4, 6, 9], end=NOW - 3600))
    return path


def test_a_file_is_summed_up(tmp_path, report):
    code, summary, _ = ingest(tmp_path / "state", FEED, report)
    assert code == 0
    assert summary["accepted"] == 18
    assert summary["latest"]["grodno-pl/arrived"]["value"] == 9
    assert (summary["rejected"], summary["conflicts"]) == ({}, 0)


def test_the_same_file_again_adds_nothing(tmp_path, report):
    ingest(tmp_path / "state", FEED, report)
    _, summary, _ = ingest(tmp_path / "state", FEED, report)
    assert (summary["accepted"], summary["duplicates"]) == (0, 18)


def test_a_file_of_another_feed_ends_with_2_and_its_reason(tmp_path, report):
    code, summary, _ = ingest(tmp_path / "state", "mz_hospital_places", report)
    assert code == 2
    assert summary["failed"] == {"grodno.csv": "not_json"}


def test_an_unknown_feed_is_named(tmp_path, report):
    code, summary, _ = ingest(tmp_path / "state", "gpk_nothing", report)
    assert code == 2
    assert "gpk_detections" in summary["error"]


def test_while_a_clock_runs_the_file_goes_through_it(tmp_path, report):
    state = tmp_path / "state"
    (state / "live").mkdir(parents=True)
    (state / "live" / "sources.yaml").write_text(f"{FEED}: {{spool: true}}\n")
    environment = {**os.environ, "STATE_DIR": str(state), "MODE": "live"}
    clock = subprocess.Popen([sys.executable, "-m", "data.clock"], env=environment, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not (state / "live" / "bell.json").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        code, summary, _ = ingest(state, FEED, report)
        assert (code, summary["accepted"]) == (0, 18)
        assert summary["latest"]["grodno-pl/arrived"]["value"] == 9
        assert not list((state / "live" / "receipts").iterdir())
    finally:
        clock.terminate()
        assert clock.wait(30) == 0


@pytest.mark.skipif(not RECORDED.exists(), reason="recorded reports are not here")
def test_the_recorded_queue_is_read_as_an_independent_count_reads_it(tmp_path):
    file = next(RECORDED.glob("*.jsonl"))
    code, summary, _ = ingest(tmp_path / "state", "gpk_equeue", file)
    second = json.loads(file.read_text().splitlines()[1])
    waiting = {kind: sum(row["status"] == 2 for row in second[f"{kind}LiveQueue"]) for kind in ("car", "truck", "bus")}
    plates = sum(
        bool(row["regnum"])
        for line in file.read_text().splitlines()
        for rows in json.loads(line).values()
        if isinstance(rows, list)
        for row in rows
    )
    names = {"car": "cars", "truck": "trucks", "bus": "buses"}
    latest = {kind: summary["latest"][f"BY-PL-05/waiting_{names[kind]}"]["value"] for kind in waiting}
    assert code == 0
    assert latest == waiting
    assert summary["rejected"] == {"unknown_checkpoint": 1}
    assert summary["personal_data_dropped"] >= plates
