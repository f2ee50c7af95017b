"""A spec that is newer than the running clock: whoever hands in a file through it is told to start the clock again."""

import pytest

from data.ingest import ingest, ingest_table
from data.store import open_store, writer_lock
from tests.dashboard import stage

SPEC = """
agency: red_cross
title: {en: Heating points, ru: Пункты обогрева, be: Пункты абагрэву}
cycle: 1 d
tolerance: 4 h
place: {id: bruzgi}
time: {column: Дата, forms: [DD.MM.YYYY], covers: day}
values:
  - {metric: site_occupied, column: Занято}
"""


@pytest.fixture
def spec(tmp_path, monkeypatch):
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "tables").mkdir()
    path = tmp_path / "tables" / "heating_points.yaml"
    path.write_text(SPEC, "utf-8")
    (tmp_path / "now.csv").write_text("Дата,Занято\n15.11.2026,48\n", "utf-8")
    return path


def test_a_clock_that_started_before_the_spec_is_named_and_nothing_waits_for_it(spec, tmp_path):
    stage.publish(tmp_path, stage.surge())
    run = stage.run_on(tmp_path)
    with writer_lock(run):
        told = [
            ingest_table(spec, [tmp_path / "now.csv"], mode=None, backfill=False),
            ingest("heating_points", [tmp_path / "now.csv"], mode=None, backfill=False),
        ]
    assert [code for code, _ in told] == [2, 2]
    assert all("does not know heating_points" in str(summary["error"]) for _, summary in told)
    assert not (run.spool / "heating_points").exists()


def test_without_a_clock_the_file_is_kept_at_once(spec, tmp_path):
    code, summary = ingest_table(spec, [tmp_path / "now.csv"], mode="exercise", backfill=False)
    assert (code, summary["accepted"]) == (0, 1)
    store = open_store(stage.run_on(tmp_path), write=False)
    try:
        assert [point.value for point in store.latest("heating_points").values()] == [48]
    finally:
        store.close()
