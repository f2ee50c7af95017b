"""Rows of the wall: what stays, what takes turns, and that silence is never calm."""

from dataclasses import replace

import pytest

from data import reference
from data.domain.moment import HOUR
from data.domain.situation import Lane, LaneSpan
from data.i18n import load_words
from layers.markup import text_of
from layers.wall.rows import draw_rows, page_rows, risen_at
from tests.scenes import NOW, scene

REFERENCE = reference.load("belarus")
WORDS = load_words("en", REFERENCE)


def _with_levels(*levels):
    sections = scene("calm").sections
    return tuple(replace(s, level=level) for s, level in zip(sections, [*levels, *[0] * 12][:12], strict=True))


def _rows(situation, **options):
    parts = draw_rows(situation, WORDS, "dark", REFERENCE, **options)["props"]["children"]
    return [part["props"] for part in parts if part["props"]["className"] == "wall-row"]


def test_routine_sections_fill_the_rows_that_nobody_else_wants():
    paging = page_rows(_with_levels(3, 1))
    assert [s.level for s in paging.fixed] == [3, 1, 0, 0, 0]
    assert paging.pages == ()


def test_unknown_sections_come_after_raised_ones_and_before_routine_ones():
    assert [s.level for s in page_rows(_with_levels(0, None, 1)).fixed][:3] == [1, None, 0]


def test_level_2_and_3_never_leave_while_the_others_take_turns():
    paging = page_rows(_with_levels(3, 2, 2, 1, 1, 1, None, None))
    assert [s.level for s in paging.fixed] == [3, 2, 2]
    assert [[s.level for s in page] for page in paging.pages] == [[1, 1], [1, None], [None]]


@pytest.mark.parametrize("high", range(13))
def test_every_section_at_high_stays_however_many_they_are(high):
    paging = page_rows(_with_levels(*[2] * high))
    assert sum(s.level == 2 for s in paging.fixed) == high


@pytest.mark.parametrize("high", range(13))
@pytest.mark.parametrize("raised", range(13))
def test_no_raised_or_unknown_section_is_lost(high, raised):
    sections = _with_levels(*[2] * high, *[1, None] * (raised // 2))
    paging = page_rows(sections)
    shown = {s.id for s in paging.fixed} | {s.id for page in paging.pages for s in page}
    assert {s.id for s in sections if s.level != 0} <= shown
    slots = {"plain": 5, "dense": 7, "double": 14}[paging.density]
    assert all(len(paging.fixed) + len(page) <= slots for page in (*paging.pages, ()))


def test_a_row_carries_what_the_page_needs_to_stop_the_turning():
    row = _rows(scene("night"))[0]
    assert (row["data-select"], row["data-level"]) == ("grodno-pl", 3)
    assert row["data-since"] == NOW - 11 * HOUR
    assert row["data-risen"] == NOW - 11 * HOUR
    assert "data-page" not in row


def test_an_unknown_section_has_an_empty_level_and_no_rise():
    row = next(row for row in _rows(scene("night")) if row["data-select"] == "smorgon-lt")
    assert row["data-level"] == ""
    assert "data-risen" not in row


@pytest.mark.parametrize(
    ("levels", "rises"), [((0, 1), True), ((2, 1), False), ((0, None, 1), True), ((1, None), False), ((1,), False)]
)
def test_only_a_change_to_a_higher_known_level_is_a_rise(levels, rises):
    spans = tuple(LaneSpan(level, NOW + i, None) for i, level in enumerate(levels))
    assert (risen_at(Lane("x", spans, (), ())) is not None) is rises


def test_pages_are_numbered():
    situation = scene("blind")
    whole = draw_rows(situation, WORDS, "dark", REFERENCE)["props"]
    assert whole["data-pages"] == 2
    assert {row.get("data-page") for row in _rows(situation)} == {1, 2}
    assert "1 / 2" in text_of(whole["children"][-1])


def test_a_row_tells_how_long_in_one_unit():
    assert text_of(draw_rows(scene("night"), WORDS, "dark", REFERENCE)).replace("\u00a0", " ").count("11 h") == 1


def test_visitors_see_oblasts_once_each_with_the_worst_of_their_sections():
    rows = _rows(scene("night"), by_oblast=True)
    names = [text_of(row["children"][1]) for row in rows]
    assert names[0] == REFERENCE.names["BY-HR"].en
    assert len(set(names)) == len(names)
    assert rows[0]["data-level"] == 3
    assert not any(REFERENCE.section[s.id].short.en in names for s in scene("night").sections)
