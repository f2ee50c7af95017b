"""The reference data of Belarus as shipped."""

import json
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest
from shapely.geometry import Point, shape

from data import reference
from data.reference.geography import LAYERS, LINES

SECTIONS = [
    "grodno-pl",
    "brest-pl",
    "grodno-lt",
    "lida-lt",
    "smorgon-lt",
    "polotsk-lt",
    "polotsk-lv",
    "brest-ua",
    "pinsk-ua",
    "mozyr-ua",
    "gomel-ua",
    "minsk-air",
]
AGENCIES = [
    "gpk",
    "mvd",
    "mchs",
    "mz",
    "oi",
    "mid",
    "gtk",
    "mintrud",
    "guardianship",
    "red_cross",
    "iom",
    "hydromet",
    "aviation",
    "pl_kas",
    "pl_sg",
    "ua_dpsu",
    "ua_mindev",
    "frontex",
    "unhcr",
]
BODIES = ["grodno", "brest", "lida", "smorgon", "polotsk", "pinsk", "mozyr", "gomel", "opk-minsk"]


@pytest.fixture(scope="module")
def belarus():
    return reference.load("belarus")


def test_the_shipped_data_have_no_fault():
    assert reference.check() == ()


def test_loading_twice_gives_the_same_object(belarus):
    assert reference.load("belarus") is belarus


def test_sections_agencies_bodies_and_oblasts_have_the_agreed_ids(belarus):
    assert [s.id for s in belarus.sections] == SECTIONS
    assert [a.id for a in belarus.agencies] == AGENCIES
    assert [b.id for b in belarus.bodies] == BODIES
    assert sorted(o.id for o in belarus.oblasts) == ["BY-BR", "BY-HM", "BY-HO", "BY-HR", "BY-MA", "BY-MI", "BY-VI"]


def test_there_are_65_crossing_points_by_country_and_mode(belarus):
    assert len(belarus.crossings) == 65
    assert Counter(c.country for c in belarus.crossings) == {"PL": 13, "LT": 15, "LV": 7, "UA": 18, "RU": 6, None: 6}
    modes = {"road": 32, "rail": 14, "simplified": 11, "air": 6, "pedestrian": 1, "river": 1}
    assert Counter(c.mode for c in belarus.crossings) == modes


@pytest.mark.parametrize(
    ("country", "statuses"),
    [
        ("PL", {"open": 6, "restricted": 2, "closed": 2, "unknown": 3}),
        ("LT", {"open": 2, "restricted": 1, "closed": 4, "unknown": 8}),
        ("LV", {"open": 1, "closed": 1, "unknown": 5}),
        ("UA", {"restricted": 1, "closed": 17}),
        ("RU", {"open": 6}),
        (None, {"unknown": 6}),
    ],
)
def test_statuses_by_country(belarus, country, statuses):
    assert Counter(c.status for c in belarus.crossings if c.country == country) == statuses


@pytest.mark.parametrize(
    ("crossing", "status"),
    [
        ("BY-PL-01", "restricted"),  # open, cars only
        ("BY-PL-04", "open"),  # trucks are what it is for
        ("BY-PL-07", "unknown"),  # not operating is a guess
        ("BY-LT-14", "open"),  # vehicles only
        ("BY-LT-20", "restricted"),  # transit, boarding restricted
        ("BY-LT-22", "unknown"),
        ("BY-UA-38", "restricted"),  # closed, with a humanitarian corridor
        ("BY-AIR-60", "unknown"),  # no source
    ],
)
def test_an_ambiguous_status_is_decided_and_its_text_is_kept(belarus, crossing, status):
    entry = belarus.crossing[crossing]
    assert entry.status == status
    assert entry.status_note or entry.mode == "air"


def test_a_status_other_than_unknown_has_a_date(belarus):
    assert all(c.status_as_of for c in belarus.crossings if c.status != "unknown")


def test_seven_crossing_points_with_a_queue_are_in_use(belarus):
    with_queue = [c for c in belarus.crossings if c.queue_checkpoint_id]
    assert len(with_queue) == 9
    assert sum(c.status in ("open", "restricted") for c in with_queue) == 7


def test_russian_routes_belong_to_no_section_and_airports_to_their_body(belarus):
    for crossing in belarus.crossings:
        assert (crossing.section is None) == (crossing.country == "RU")
    assert [c.id for c in belarus.crossings_of("minsk-air")] == ["BY-AIR-60", "BY-AIR-61"]
    assert belarus.crossing["BY-AIR-62"].section == "grodno-pl"
    assert belarus.crossing["BY-AIR-65"].section == "polotsk-lt"


def test_lengths_stand_with_their_basis(belarus):
    lengths = {s.id: (s.length_km, s.length_basis) for s in belarus.sections}
    assert lengths["grodno-pl"] == (160, "published")
    assert lengths["brest-pl"] == (239, "derived")
    assert lengths["gomel-ua"] == (293, "derived")
    assert lengths["minsk-air"] == (None, None)
    assert Counter(basis for _, basis in lengths.values()) == {"published": 6, "derived": 5, None: 1}


@pytest.mark.parametrize(("neighbour", "official"), [("PL", 398.6), ("LT", 678.8), ("LV", 172.9), ("UA", 1084.2)])
def test_the_sections_of_a_neighbour_add_up_to_its_border(belarus, neighbour, official):
    total = sum(s.length_km for s in belarus.sections if s.neighbour == neighbour)
    assert total == pytest.approx(official, abs=0.5)


def test_capacities_are_dated_sourced_and_of_a_named_basis(belarus):
    capacities = {(c.id, k.basis): k for c in belarus.crossings for k in c.capacities}
    assert capacities["BY-PL-04", "agreed_norm"].value == 1200
    assert capacities["BY-PL-01", "design"].value == 5000
    assert capacities["BY-LT-16", "design"].value == 1000
    assert capacities["BY-LT-16", "design"].note == "cars, approx."
    assert all(k.source and k.as_of for k in capacities.values())


def test_every_site_and_hospital_is_marked_as_invented(belarus):
    assert len(belarus.sites) == 12
    assert len(belarus.hospitals) == 6
    for entry in (*belarus.sites, *belarus.hospitals):
        assert entry.demo
        assert entry.source == "invented for exercises"


def test_a_resource_that_nobody_stated_is_unknown(belarus):
    assert belarus.site["kobrin-reserve"].taps is None
    assert [t.id for t in belarus.towns if t.population is None] == ["626917", "626188", "627381"]


def test_sites_hospitals_and_towns_lie_in_their_oblast(belarus):
    features = json.loads((reference.geography() / "oblasts_500m.geojson").read_text("utf-8"))["features"]
    oblasts = {f["properties"]["iso"]: shape(f["geometry"]) for f in features}
    for entry in (*belarus.sites, *belarus.hospitals, *belarus.towns):
        assert oblasts[entry.oblast].contains(Point(entry.lon, entry.lat)), entry.id


def test_a_name_is_found_by_any_id(belarus):
    assert belarus.names["grodno-pl"].ru == "Гродно · Польша"
    assert belarus.names["BY-PL-01"].be == "Брузгі"
    assert belarus.names["mchs"].be == "Міністэрства па надзвычайных сітуацыях"
    assert belarus.names["BY-HR"].en == "Grodno oblast"


def test_the_geography_has_every_layer_and_a_line_for_every_section(belarus):
    folder = reference.geography("belarus")
    assert all((folder / layer).is_file() for layer in LAYERS)
    lines = [f["properties"]["section_id"] for f in json.loads((folder / LINES).read_text("utf-8"))["features"]]
    assert lines == [*SECTIONS[:-1], None]


def test_the_notice_beside_the_layers_names_every_file_source_and_licence():
    notice = (reference.geography() / "NOTICE.md").read_text("utf-8")
    assert all(layer in notice for layer in LAYERS)
    assert all(word in notice for word in ("OpenStreetMap", "ODbL 1.0", "Natural Earth", "GSHHG", "LGPL", "CC BY 4.0"))


@pytest.mark.parametrize(
    ("indicator", "measure", "thresholds", "at_least"),
    [
        ("bd1", "ratio", (1.5, 2.5, 4.0), (20, 50, 150)),
        ("bd3", "ratio", (1.5, 2.5, 4.0), (5, 15, 40)),
        ("bd4", "value", (120, 240, 480), (None, None, None)),
        ("bd6", "value", (2, 5, 10), (None, None, None)),
        ("bd7", "value", (200, 1000, 3000), (None, None, None)),
        ("in2", "value", (0.70, 0.85, 0.95), (None, None, None)),
        ("load", "value", (0.85, 1.0, 1.2), (None, None, None)),
        ("hl3", "value", (1, 5, 15), (None, None, None)),
        ("rs1", "value", (0.85, 0.70, 0.50), (None, None, None)),
        ("rs2", "value", (7, 3, 1), (None, None, None)),
        ("rs3", "value", (1, 3, 6), (None, None, None)),
        ("cap", "value", (1, 2, 3), (None, None, None)),
    ],
)
def test_each_indicator_has_its_three_starting_thresholds(indicator, measure, thresholds, at_least):
    rules = [r for r in reference.load_rules().rules if r.all[0].indicator == indicator]
    conditions = [r.all[0] for r in rules]
    assert [(r.id, r.level) for r in rules] == [(f"{indicator.upper()}-{level}", level) for level in (1, 2, 3)]
    assert {c.measure for c in conditions} == {measure}
    assert tuple(c.enter for c in conditions) == thresholds
    assert tuple(c.at_least for c in conditions) == at_least


def test_thresholds_that_depart_from_the_usual_dead_band_or_streak():
    conditions = {r.id: r.all[0] for r in reference.load_rules().rules}
    assert [conditions[f"IN2-{n}"].leave for n in (1, 2, 3)] == [0.65, 0.80, 0.90]
    assert {conditions[f"LOAD-{n}"].periods for n in (1, 2, 3)} == {3}
    assert {conditions[f"CAP-{n}"].periods for n in (1, 2, 3)} == {1}
    assert {i for i, c in conditions.items() if c.low_is_bad} == {f"RS{k}-{n}" for k in (1, 2) for n in (1, 2, 3)}


def test_the_rules_are_a_version_with_a_date():
    rules = reference.load_rules()
    assert rules.version
    assert date.fromisoformat(rules.effective)
    assert rules.dwell_hours == {1: 12, 2: 24, 3: 24}
    assert rules.concurrence == ("gpk", "mvd", "mchs", "mz")


def test_the_standards_are_those_of_the_handbook():
    standards = reference.load_standards()
    assert (standards.area_m2_person, standards.area_m2_person_cold) == (3.5, 4.5)
    assert [standards.toilets[phase] for phase in ("emergency", "post")] == [50, 20]
    assert [standards.taps[phase] for phase in ("emergency", "post")] == [250, 100]
    assert [standards.water_l_person_day[phase] for phase in ("emergency", "post")] == [15, 20]
    assert standards.persons_per_staff is None
    assert standards.occupancy_bands == ((0.70, 1), (0.85, 2), (0.95, 3), (1.0, 3))
    assert standards.phase_days == 14


def test_loading_needs_no_heavy_library():
    heavy = "{'pandas', 'geopandas', 'shapely', 'numpy'}"
    code = f"import sys, data.reference as r; r.load(); r.load_rules(); print({heavy} & {{*sys.modules}})"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
