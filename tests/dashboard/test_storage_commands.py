"""The commands `backup`, `restore` and `export` from end to end."""

from contextlib import closing

import pytest

from dashboard.__main__ import main
from data.domain.observation import Observation, Report
from data.running import Running
from data.store import open_store
from data.store.contract import Run

FEED = "gpk_detections"


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.setenv("MODE", "exercise")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with closing(open_store(Running(tmp_path, "exercise", "belarus"), write=True)) as store:
        seen = Observation("grodno-pl", "arrived", 0, 3600, 3700, 5.0)
        store.record(FEED, Report((seen,)), Run(FEED, 1, 1, "used", "x"), 4000, {})
    return tmp_path


def test_what_was_backed_up_can_be_restored(state, tmp_path, capsys):
    copy = str(tmp_path / "copy")
    assert main(["backup", copy, "--mode", "exercise"]) == 0
    assert main(["restore", copy, "--mode", "exercise"]) == 2
    assert main(["restore", copy, "--mode", "live"]) == 2
    assert main(["restore", copy, "--mode", "exercise", "--force"]) == 0
    told = capsys.readouterr().err
    assert "--force replaces it" in told
    assert "belongs to mode exercise" in told
    assert "restored from" in told


def test_observations_are_exported(state, tmp_path, capsys):
    assert main(["export", "observations", "-", "--feed", FEED, "--mode", "exercise"]) == 0
    heading, row = capsys.readouterr().out.splitlines()
    assert heading == "feed,place,metric,unit,valid_from,valid_to,issued,received,value"
    assert row.startswith("gpk_detections,grodno-pl,arrived,persons,1970-01-01T00:00:00Z,1970-01-01T01:00:00Z,")
    assert row.endswith(",1970-01-01T01:01:40Z,1970-01-01T01:06:40Z,5")
    out = tmp_path / "out.parquet"
    assert (
        main(["export", "observations", str(out), "--format", "parquet", "--grain", "day", "--mode", "exercise"]) == 0
    )
    assert out.read_bytes()[:4] == b"PAR1"


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "observations", "-", "--feed", "no_such_feed", "--mode", "exercise"],
        ["export", "observations", "-", "--since", "yesterday", "--mode", "exercise"],
        ["export", "observations", "-", "--format", "parquet", "--mode", "exercise"],
        ["export", "observations", "-", "--mode", "live"],
        ["backup", "no/such/folder/copy", "--mode", "exercise"],
        ["backup", "copy", "--mode", "live"],
        ["restore", "no-such-copy", "--mode", "exercise"],
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(state, arguments, capsys):
    assert main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["feeds"],
        ["rejects", FEED, "-"],
        ["export", "observations", "-"],
        ["backup", "copy"],
        ["restore", __file__],
        ["ingest", FEED, __file__],
        ["demo"],
    ],
)
def test_a_database_that_is_down_is_told_in_one_line_without_the_password(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.setenv("PORT", "18099")
    monkeypatch.delenv("MODE", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://mezha:s3cret@127.0.0.1:1/none")
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert "cannot be reached: Connection refused" in said.err
    assert said.err.count("\n") == 1
    assert "s3cret" not in said.err + said.out
