"""Seven days of a section's level as an image."""

from urllib.parse import unquote
from xml.etree import ElementTree as ET

from data.domain.moment import DAY, HOUR
from data.domain.situation import Lane, LaneSpan
from layers.palette import level_style
from layers.wall.lane import HEIGHT, LEAST_PX, WIDTH, draw_lane
from tests.scenes import NOW

SVG = "{http://www.w3.org/2000/svg}"


def _rects(*spans, gaps=()):
    image = unquote(draw_lane(Lane("x", spans, gaps, ()), NOW, "dark")).partition(",")[2]
    return [rect.attrib for rect in ET.fromstring(image).findall(f"{SVG}rect")]


def test_an_image_is_well_formed_without_a_lane_too():
    assert ET.fromstring(unquote(draw_lane(None, NOW, "dark")).partition(",")[2]).tag == f"{SVG}svg"


def test_routine_is_thin_and_a_raised_level_tall():
    rects = _rects(LaneSpan(0, NOW - 9 * DAY, NOW - DAY), LaneSpan(1, NOW - DAY, None))
    routine = next(r for r in rects if r["fill"] == level_style("dark", 0).colour)
    raised = next(r for r in rects if r["fill"] == level_style("dark", 1).colour)
    assert float(routine["height"]) < 0.4 * HEIGHT
    assert float(raised["height"]) == HEIGHT
    assert abs(float(raised["x"]) - WIDTH * 6 / 7) < 0.1


def test_high_and_critical_carry_their_pattern():
    fills = [r["fill"] for r in _rects(LaneSpan(2, NOW - 2 * DAY, NOW - DAY), LaneSpan(3, NOW - DAY, None))]
    assert "url(#p2)" in fills
    assert "url(#p3)" in fills


def test_no_data_is_dotted_in_a_dashed_frame():
    frame = next(r for r in _rects(LaneSpan(None, NOW - DAY, None)) if r["fill"] == "url(#p)")
    assert frame["stroke-dasharray"]


def test_what_has_just_begun_is_still_seen():
    raised = next(r for r in _rects(LaneSpan(1, NOW - 60, None)) if r["fill"] == level_style("dark", 1).colour)
    assert float(raised["width"]) == LEAST_PX
    assert float(raised["x"]) + float(raised["width"]) == WIDTH


def test_a_gap_is_hatched_over_the_level_that_held():
    rects = _rects(LaneSpan(0, NOW - 9 * DAY, None), gaps=((NOW - 9 * HOUR, NOW - 3 * HOUR),))
    assert rects[-1]["fill"] == "url(#gap)"


def test_what_ended_before_the_window_is_not_drawn():
    rects = _rects(LaneSpan(3, NOW - 20 * DAY, NOW - 10 * DAY), LaneSpan(0, NOW - 10 * DAY, None))
    assert not any(r["fill"] in {level_style("dark", 3).colour, "url(#p3)"} for r in rects)
