"""Crossing points of the neighbours: every sender's name leads to one of them, or nowhere."""

import shutil
from pathlib import Path

import pytest

from data import reference
from data.domain.alike import alike

SHIPPED = Path(reference.__file__).parent / "belarus"


@pytest.fixture(scope="module")
def belarus():
    return reference.load("belarus")


def test_the_nine_points_between_poland_and_ukraine_are_known_to_three_senders(belarus):
    nine = [n for n in belarus.neighbours if n.countries == ("PL", "UA")]
    assert len(nine) == 9
    assert all(n.granica_unit and n.dpsu_names and n.echerha_titles and n.granica_basis == "sourced" for n in nine)


def test_the_far_sides_of_our_own_points_are_guessed_and_say_so(belarus):
    ours = {n.crossing: n for n in belarus.neighbours if n.crossing}
    assert set(ours) == {"BY-PL-01", "BY-PL-02", "BY-PL-04", "BY-PL-05"}
    assert {n.granica_basis for n in ours.values()} == {"guess"}
    assert all(n.place == n.crossing for n in ours.values())
    for point in ours.values():
        # Koroszczyn stands in brackets behind Kukuryki in the other table
        assert point.names.en.split()[0] in belarus.crossing[point.place].counterpart


def test_their_names_are_names_of_the_reference(belarus):
    assert belarus.names["PL-UA-medyka"].en == "Medyka – Shehyni"
    assert {n.id for n in belarus.neighbours} <= set(belarus.names)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('dpsu_names: ["Шегині - Медика"]', 'dpsu_names: ["грушів–будомєж"]', "dpsu_names"),
        ('echerha_titles: ["Шегині – Медика"]', 'echerha_titles: ["Грушів - Будомєж"]', "echerha_titles"),
        ("granica_unit: medyka", "granica_unit: budomierz", "granica_unit"),
        ("crossing: BY-PL-02", "crossing: BY-PL-01", "crossing"),
    ],
)
def test_a_name_belongs_to_one_point(tmp_path, old, new, column):
    copy = tmp_path / "copy"
    shutil.copytree(SHIPPED, copy)
    file = copy / "neighbour_crossings.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    assert [(fault.column, fault.reason) for fault in reference.check(copy)] == [(column, "duplicate_value")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Шегині - Медика", "Шегині – Медика"),
        ("Нижанковичі-Мальховіце", "нижанковичі —\u00a0Мальховіце"),
        ("Кам’яниця", "Кам'яниця"),
        ("A  b", " a B "),
    ],
)
def test_names_are_made_alike(one, other):
    assert alike(one) == alike(other)


def test_spelling_is_not_made_alike():
    assert alike("Зосін") != alike("Зосин")
