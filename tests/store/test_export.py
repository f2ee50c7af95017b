"""Observations leave as CSV and Parquet, whole and in order."""

import csv
import io

import pyarrow.parquet as pq
import pytest

from data.domain.moment import parse_iso
from data.store import export as exporting
from data.store.export import Wanted, export

UNITS = {("gpk_detections", "arrived"): "persons"}
HOUR = 3600


@pytest.fixture
def filled(desk, store):
    desk.record(*(desk.observation(hour, hour=hour) for hour in range(-20, 20)))
    desk.record(desk.observation(99.5, hour=3, issued=desk.observation(0, hour=3).issued + 7))
    desk.feed = "other_feed"
    desk.record(desk.observation(1, metric="groups"))
    return store


def table(store, tmp_path, **wanted):
    out = tmp_path / "out.csv"
    rows = export(store, UNITS, Wanted(**wanted), "csv", out)
    found = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert len(found) == rows
    return found


def test_every_statement_is_told_with_its_four_times(filled, tmp_path):
    rows = table(filled, tmp_path)
    assert len(rows) == 42
    assert rows[0] == {
        "feed": "gpk_detections",
        "place": "grodno-pl",
        "metric": "arrived",
        "unit": "persons",
        "valid_from": "2025-11-17T15:00:00Z",
        "valid_to": "2025-11-17T16:00:00Z",
        "issued": "2025-11-17T16:01:00Z",
        "received": "2025-11-18T13:00:00Z",
        "value": "-20",
    }
    assert [row["value"] for row in rows if row["valid_to"] == "2025-11-18T15:00:00Z"] == ["3", "99.5"]
    assert [row["unit"] for row in rows if row["feed"] == "other_feed"] == [""]


def test_feed_and_span_can_be_chosen(filled, tmp_path, noon):
    assert len(table(filled, tmp_path, feed="other_feed")) == 1
    chosen = table(filled, tmp_path, since=noon, until=noon + 2 * HOUR)
    assert [row["value"] for row in chosen] == ["1", "2"]


def test_what_was_known_at_a_time_leaves_out_what_came_later(filled, tmp_path, noon):
    assert len(table(filled, tmp_path, known_at=noon + HOUR)) == 40
    assert table(filled, tmp_path, known_at=noon) == []


def test_roll_ups_are_told_bin_by_bin(filled, tmp_path):
    hours = table(filled, tmp_path, grain="hour", feed="gpk_detections")
    assert len(hours) == 40
    days = table(filled, tmp_path, grain="day", feed="gpk_detections")
    assert [(row["valid_from"], row["count"], row["low"], row["high"]) for row in days] == [
        ("2025-11-16T21:00:00Z", "6", "-20", "-15"),
        ("2025-11-17T21:00:00Z", "24", "-14", "99.5"),
        ("2025-11-18T21:00:00Z", "10", "10", "19"),
    ]


def test_roll_ups_know_no_earlier_state(filled, tmp_path):
    with pytest.raises(ValueError, match="known"):
        table(filled, tmp_path, grain="day", known_at=1)


def test_parquet_holds_the_same_rows_with_times_as_times(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(exporting, "ROWS_A_GROUP", 10)
    out = tmp_path / "out.parquet"
    assert export(filled, UNITS, Wanted(), "parquet", out) == 42
    file = pq.ParquetFile(out)
    assert file.num_row_groups == 5
    rows = file.read().to_pylist()
    plain = table(filled, tmp_path)
    assert [row["value"] for row in rows] == [float(row["value"]) for row in plain]
    assert [int(row["received"].timestamp()) for row in rows] == [parse_iso(row["received"]) for row in plain]
    assert {row["unit"] for row in rows} == {"persons", ""}


def test_an_empty_store_gives_the_heading_alone(store, tmp_path):
    assert table(store, tmp_path) == []
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("feed,place,metric,unit,valid_from")


def test_a_file_is_in_place_only_when_it_is_whole(filled, tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(exporting, "_parts", broken)
    folder = tmp_path / "export"
    folder.mkdir()
    with pytest.raises(RuntimeError):
        export(filled, UNITS, Wanted(), "csv", folder / "out.csv")
    assert list(folder.iterdir()) == []


def test_standard_output_takes_csv_only(filled, capsys):
    export(filled, UNITS, Wanted(feed="other_feed"), "csv", None)
    assert len(capsys.readouterr().out.splitlines()) == 2
    with pytest.raises(ValueError, match="file"):
        export(filled, UNITS, Wanted(), "parquet", None)
