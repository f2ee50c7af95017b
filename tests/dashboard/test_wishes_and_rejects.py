"""What an administrator may wish, and the table of what was rejected."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.domain.moment import iso
from data.domain.observation import Reject, Report
from data.running import Running
from data.store import open_store
from data.store.contract import Run
from tests.dashboard import stage

FEED = "gpk_detections"
TABLE = "pl_recorded_waits.yaml"
AT = int(time.time()) - 3600
ROWS = (
    Reject("=cmd.csv", 7, "arrived", "out_of_bounds", "", "grodno-pl | • | 12"),
    Reject("a.csv", None, "period_end", "bad_period", "7"),
)


@pytest.fixture(scope="module")
def run(state, first_version):
    run = Running(state, stage.MODE, "belarus")
    store = open_store(run, write=True)
    try:
        for at, rows in ((AT - 7200, ROWS[1:]), (AT, ROWS)):
            store.record(FEED, Report(rejects=rows), Run(FEED, at, at, "used", "a.csv"), at, {})
    finally:
        store.close()
    return run


def read(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def wish(web, feed=FEED, role="admin"):
    return web.post(f"/api/feeds/{feed}/run", headers={"cookie": f"mezha_role={role}", "origin": web.url})


def test_an_administrator_wishes_a_feed_run_and_the_clock_is_asked_to_look(web, run):
    answer = wish(web)
    assert (answer.status_code, answer.json()) == (202, {"feed": FEED, "wished": True})
    assert (run.folder / "wishes" / FEED).is_file()
    assert (run.folder / "knock").exists()


@pytest.mark.parametrize("role", ["", "duty_gpk", "leadership", "guest"])
def test_nobody_else_does(web, role):
    answer = wish(web, role=role)
    assert (answer.status_code, answer.json()["error"]) == (403, "not_an_administrator")


@pytest.mark.parametrize("feed", ["gpk_nothing", "..", "%2e%2e", "x/y"])
def test_what_is_no_feed_is_not_wished(web, run, feed):
    assert wish(web, feed=feed).status_code == 404
    assert not (run.folder / "wishes" / feed).is_file()


@pytest.fixture
def table(state, run):
    """A table feed that this installation added."""
    specs = Path(__file__).resolve().parents[2] / "docs" / "tables"
    run.tables.mkdir(exist_ok=True)
    added = run.tables / TABLE
    shutil.copyfile(specs / TABLE, added)
    yield added.stem
    added.unlink()


def test_a_table_feed_of_the_installation_is_wished_like_any_other(web, run, table):
    assert wish(web, feed=table).status_code == 202
    assert (run.wishes / table).is_file()


def test_the_command_lists_table_feeds_with_the_others(state, run, table):
    arguments = [sys.executable, "-m", "dashboard", "feeds", "--json", "--mode", stage.MODE]
    environment = {**os.environ, "STATE_DIR": str(state)}
    listed = json.loads(subprocess.run(arguments, env=environment, capture_output=True, check=True).stdout)
    assert {table, FEED} <= {row["name"] for row in listed}


def test_an_administrator_decides_nothing(web):
    decision = {"place": "grodno-pl", "level": 1, "agrees": True}
    answer = web.post("/api/decisions", json=decision, headers={"cookie": "mezha_role=admin", "origin": web.url})
    assert (answer.status_code, answer.json()["error"]) == (403, "no_role")


def test_rejects_are_told_row_by_row_newest_first(web, run):
    answer = web.get(f"/api/rejects/{FEED}.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = read(answer.content)
    assert len(rows) == 3
    assert rows[-1]["at"] == iso(AT - 7200)
    first = next(row for row in rows if row["reason"] == "out_of_bounds")
    assert (first["file"], first["row"], first["column"]) == ("'=cmd.csv", "7", "arrived")
    assert first["words"]
    assert first["words"] != "reason_out_of_bounds"
    assert first["redacted"] == "grodno-pl | • | 12"


def test_rejects_since_a_time_in_a_language(web, run):
    rows = read(web.get(f"/api/rejects/{FEED}.csv?since={iso(AT - 60)}&lang=ru").content)
    assert len(rows) == 2
    assert all(re.search("[а-я]", row["words"]) for row in rows)


def test_rejects_of_one_run(web, run):
    store = open_store(run, write=False)
    try:
        number = store.runs(FEED)[-1].number
    finally:
        store.close()
    assert len(read(web.get(f"/api/rejects/{FEED}.csv?run={number}").content)) == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("gpk_nothing.csv", 404), (f"{FEED}.csv?since=yesterday", 422), (f"{FEED}.csv?run=x", 422),
        (f"{FEED}.csv?run={10**30}", 422), (f"{FEED}.csv?run=1_0", 422),
        (f"{FEED}.csv?lang=xx", 422), (f"{FEED}", 404),
    ],
)  # fmt: skip
def test_bad_questions_are_refused(web, run, address, status):
    assert web.get(f"/api/rejects/{address}").status_code == status


def test_visitors_do_not_see_what_was_rejected(web, run):
    assert web.get(f"/api/rejects/{FEED}.csv", headers={"cookie": "mezha_role=guest"}).status_code == 403


def command(state, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "dashboard", "rejects", *arguments],
        env={**os.environ, "STATE_DIR": str(state), "MODE": stage.MODE},
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_command_writes_the_same_table(web, run, state, tmp_path):
    out = tmp_path / "rejects.csv"
    assert command(state, FEED, str(out), "--lang", "en").returncode == 0
    assert out.read_bytes() == web.get(f"/api/rejects/{FEED}.csv?lang=en").content


def test_the_command_tells_of_all_feeds_of_an_agency(run, state):
    done = command(state, "all", "-", "--agency", "gpk", "--since", iso(AT - 60))
    assert len(read(done.stdout)) == 2
    assert command(state, "all", "-").returncode == 2
    assert command(state, FEED, "-", "--agency", "mz").returncode == 2
    assert command(state, FEED, "-", "--since", "soon").returncode == 2
