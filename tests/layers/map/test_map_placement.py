"""Glyphs and labels cover nothing."""

import itertools

import pytest

from layers.map.contract import Label
from layers.map.frames import DESK, WALL
from layers.map.placement import Ground, place_glyphs, place_labels, square, text_width
from layers.map.places import load_places

ALL = tuple(load_places().sections)


def _label(rank, at, **changes):
    settings = {"rank": rank, "ats": (at,), "lines": ("Grodno",), "colour": "", "sides": ("e", "w")} | changes
    return Label(**settings)


def _apart(one, other):
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("frame", [DESK, WALL], ids=["desk", "wall"])
def test_no_glyph_covers_another_even_when_all_are_shown(frame):
    boxes = [square(at, frame.glyph_km / 2) for at in place_glyphs(ALL, load_places(), frame).values()]
    assert all(_apart(one, other) for one, other in itertools.combinations(boxes, 2))


@pytest.mark.parametrize("frame", [DESK, WALL], ids=["desk", "wall"])
def test_every_glyph_lies_inside_the_view(frame):
    for x, y in place_glyphs(ALL, load_places(), frame).values():
        half = frame.glyph_km / 2
        assert frame.west <= x - half < x + half <= frame.east
        assert frame.south <= y - half < y + half <= frame.north


def test_on_the_desk_a_glyph_stands_24_km_outside_its_line():
    places = load_places()
    nearest = {outside for entry in places.sections.values() for outside in (s.outside[0] for s in entry.stands)}
    placed = place_glyphs(ALL, places, DESK)
    assert sum(at in nearest for at in placed.values()) >= len(placed) - 1


def test_a_section_without_a_line_has_no_place_beside_one():
    assert place_glyphs(("minsk-air",), load_places(), DESK) == {}


def test_the_more_important_label_gets_the_better_side():
    placed = place_labels([_label(2, (0, 0), clear=9), _label(1, (0, 0), clear=9)], Ground.of([]), DESK)
    assert [(p.label.rank, p.side) for p in placed] == [(1, "e"), (2, "w")]


def test_a_label_without_room_is_left_out():
    labels = [_label(rank, (0, 0), clear=9) for rank in range(3)]
    assert len(place_labels(labels, Ground.of([]), DESK)) == 2


def test_a_label_moves_off_before_it_is_given_up():
    ground = Ground.of([square((20, 0), 19)])
    placed = place_labels([_label(1, (0, 0), sides=("e",), pushes=(0.0, 40.0))], ground, DESK)
    assert [p.push for p in placed] == [40.0]


def test_a_label_never_leaves_the_view():
    assert place_labels([_label(1, (DESK.east - 5, 0), sides=("e",))], Ground.of([]), DESK) == []


def test_a_hidden_label_takes_no_room_from_a_shown_one():
    labels = [_label(1, (0, 0), visible=False, sides=("e",)), _label(2, (0, 0), sides=("e",))]
    assert len(place_labels(labels, Ground.of([]), DESK)) == 2


def test_wide_letters_and_bold_ones_count_as_wider():
    assert text_width("Ш") > text_width("о") > text_width("і")
    assert text_width("Гродно", strong=True) > text_width("Гродно")
