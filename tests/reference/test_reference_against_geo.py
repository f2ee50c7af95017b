"""The shipped tables against the geographic sources that they were drawn from; skipped where these are absent."""

import csv
import json
from pathlib import Path

import pytest

from data import reference
from data.reference.geography import LAYERS, LINES

GEO = Path(__file__).resolve().parents[2] / ".." / "shared" / "geo"
pytestmark = pytest.mark.skipif(not GEO.is_dir(), reason="the geographic sources are not here")

# Names made alike in all three languages, or spelled as the towns are.
RENAMED = {"BY-PL-05", "BY-PL-10", "BY-AIR-61"}


@pytest.fixture(scope="module")
def belarus():
    return reference.load("belarus")


def rows(name):
    with (GEO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_crossing_point_keeps_its_id_place_and_text(belarus):
    source = rows("crossing_points.csv")
    assert [c.id for c in belarus.crossings] == [r["id"] for r in source]
    for crossing, row in zip(belarus.crossings, source, strict=True):
        assert (crossing.lat, crossing.lon) == (float(row["lat"]), float(row["lon"]))
        assert crossing.coord_quality == row["coord_quality"]
        assert crossing.status_note == row["status"]
        assert (crossing.status_as_of or "") == row["status_as_of"]
        assert (crossing.queue_checkpoint_id or "") == row["queue_checkpoint_id"]
        assert (crossing.country or "") == row["country"]
        assert crossing.km_along == (float(row["km_along_section"]) if row["km_along_section"] else None)


def test_names_are_those_of_the_source_but_for_a_few_corrections(belarus):
    differing = {
        c.id
        for c, row in zip(belarus.crossings, rows("crossing_points.csv"), strict=True)
        if (c.names.en, c.names.ru, c.names.be) != (row["name_en"], row["name_ru"], row["name_be"])
    }
    assert differing == RENAMED


def test_a_guessed_assignment_is_flagged(belarus):
    for crossing, row in zip(belarus.crossings, rows("crossing_points.csv"), strict=True):
        if "(guess)" in row["territorial_body"] or row["source"].startswith("memory"):
            assert crossing.assignment == "guess", crossing.id


def test_each_capacity_of_the_source_is_there_and_no_other(belarus):
    expected = {}
    for row in rows("crossing_points.csv"):
        if row["design_capacity_per_day"]:
            expected[row["id"], "design"] = float(row["design_capacity_per_day"].split()[0])
        if row["agreed_norm_trucks_per_day"]:
            expected[row["id"], "agreed_norm"] = float(row["agreed_norm_trucks_per_day"])
    assert {(c.id, k.basis): k.value for c in belarus.crossings for k in c.capacities} == expected


def test_section_lengths_are_the_published_or_derived_ones(belarus):
    source = json.loads((GEO / LINES).read_text("utf-8"))["features"]
    shipped = json.loads((reference.geography() / LINES).read_text("utf-8"))["features"]
    for before, after in zip(source, shipped, strict=True):
        section = belarus.section.get(after["properties"]["section_id"])
        if section is not None:
            assert section.length_km == pytest.approx(before["properties"]["published_km"], abs=0.5)
            assert ("derived" in before["properties"]["basis"]) <= (section.length_basis == "derived")


def test_the_layers_are_the_source_s_shapes(belarus):
    for layer in LAYERS:
        source = json.loads((GEO / layer).read_text("utf-8"))["features"]
        shipped = json.loads((reference.geography() / layer).read_text("utf-8"))["features"]
        assert [f["geometry"] for f in shipped] == [f["geometry"] for f in source]


def test_towns_are_those_of_the_source(belarus):
    source = rows("places.csv")
    assert [t.id for t in belarus.towns] == [r["geonames_id"] for r in source]
    for town, row in zip(belarus.towns, source, strict=True):
        assert (town.names.ru, town.names.be, town.oblast) == (row["name_ru"], row["name_be"], row["oblast"])
        assert town.population == (int(row["population"]) if row["population"] else None)


def test_historical_sites_are_no_register(belarus):
    historical = {row["name_ru"] for row in rows("facilities.csv")}
    assert not historical & {s.names.ru for s in belarus.sites}
