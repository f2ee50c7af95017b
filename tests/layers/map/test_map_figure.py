"""The figure of the map: valid plotly, small, stable, and never calmer than the situation."""

import itertools
import json
import re
import time
from dataclasses import replace

import plotly.graph_objects as go
import pytest

from data import reference
from data.domain.situation import AlertStanding, Notice
from data.i18n import LANGUAGES, load_words
from layers.glyphs import level_glyph
from layers.map import compose, draw_map
from layers.map.basemap import ASSETS
from layers.map.contract import Frame
from layers.map.figure import _placed
from layers.map.frames import DESK, WALL
from layers.map.overlay import all_layers
from layers.map.scene import set_scene
from layers.palette import THEMES, level_style, palette
from tests.scenes import SCENES, scene, with_sections

REFERENCE = reference.load("belarus")
LARGEST_BYTES = 48_000
"""A picture in Cyrillic; brotli brings it below 8 kB."""


def _figure(name="surge", language="en", theme="dark", frame=DESK):
    return draw_map(scene(name), load_words(language, REFERENCE), theme, REFERENCE, frame)


def _traces(figure, **meta):
    return [t for t in figure["data"] if all(t.get("meta", {}).get(k) == v for k, v in meta.items())]


def _line(figure, section):
    found = _traces(figure, line=section)
    return next(t for t in found if not t["meta"].get("casing") and not t["meta"].get("core"))


def _json(figure):
    return json.dumps(figure, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("frame", [DESK, WALL], ids=["desk", "wall"])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", SCENES)
def test_a_figure_is_valid_plotly(name, theme, frame):
    base = json.loads((ASSETS / f"base-{theme}.json").read_text(encoding="utf-8"))
    go.Figure(compose(_figure(name, "ru", theme, frame), base))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_a_figure_is_small(name, language):
    assert len(_json(_figure(name, language))) < LARGEST_BYTES


def test_drawing_is_quick():
    words, situation = load_words("ru", REFERENCE), scene("surge")
    spent = []
    for _ in range(7):
        begun = time.process_time()
        draw_map(situation, words, "dark", REFERENCE)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.06


def test_the_same_situation_draws_the_same_figure():
    assert _json(_figure()) == _json(_figure())


def test_a_refresh_never_moves_the_view():
    figures = [_figure(name, language, theme) for name, language, theme in itertools.product(SCENES, LANGUAGES, THEMES)]
    assert {f["layout"]["uirevision"] for f in figures} == {"map"}
    assert len({json.dumps([f["layout"]["xaxis"], f["layout"]["yaxis"]]) for f in figures}) == 1


def test_glyphs_do_not_move_when_levels_change():
    places = [[(i["x"], i["y"]) for i in _figure(name)["layout"]["images"]] for name in SCENES]
    assert all(one == places[0] for one in places)


@pytest.mark.parametrize("theme", THEMES)
def test_each_level_has_its_own_width_and_dash(theme):
    situation = with_sections(
        scene("calm"), grodno_pl={"level": 3}, brest_pl={"level": 2}, grodno_lt={"level": 1}, lida_lt={"level": None}
    )
    figure = draw_map(situation, load_words("en", REFERENCE), theme, REFERENCE)
    levels = {"grodno-pl": 3, "brest-pl": 2, "grodno-lt": 1, "lida-lt": None, "gomel-ua": 0}
    for section, level in levels.items():
        style, line = level_style(theme, level), _line(figure, section)["line"]
        assert line == {"color": style.colour, "width": style.line_px, "dash": style.dash}
    assert len({(_line(figure, s)["line"]["width"], _line(figure, s)["line"]["dash"]) for s in levels}) == len(levels)
    assert [t["meta"]["line"] for t in _traces(figure, core=True)] == ["brest-pl", "grodno-pl"]


def test_a_casing_lies_below_every_line():
    figure = _figure()
    order = [(t["meta"]["line"], bool(t["meta"].get("casing"))) for t in figure["data"] if "line" in t.get("meta", {})]
    assert [casing for _, casing in order] == sorted((casing for _, casing in order), reverse=True)
    assert figure["layout"]["meta"]["selected"] == {"color": palette("dark").t, "wider": 9.0}


@pytest.mark.parametrize("name", SCENES)
def test_every_section_has_the_glyph_of_its_level_on_the_desk(name):
    shown = [image["source"] for image in _figure(name)["layout"]["images"]]
    assert shown == [level_glyph(s.level, "dark", 32) for s in scene(name).sections]


@pytest.mark.parametrize("name", SCENES)
def test_the_wall_has_glyphs_of_raised_and_unknown_sections_only(name):
    shown = [image["source"] for image in _figure(name, frame=WALL)["layout"]["images"]]
    assert sorted(shown) == sorted(level_glyph(s.level, "dark", 76) for s in scene(name).sections if s.level != 0)


def test_a_digit_on_the_wall_is_as_large_as_text():
    assert WALL.glyph_km / WALL.km_per_unit >= 1.4


def test_raised_and_silent_sections_are_named_with_the_published_length_and_its_basis():
    texts = [a["text"] for a in _figure()["layout"]["annotations"]]
    assert "<b>Grodno · Poland</b><br>160 km published · 393 in 24 h" in texts
    assert "<b>Brest · Poland</b><br>239 km derived · 129 in 24 h" in texts
    assert "<b>Smorgon · Lithuania</b><br>240 km published · feed silent" in texts
    assert not any("Gomel · Ukraine" in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_no_two_labels_overlap(name, language):
    scenery = set_scene(scene(name), load_words(language, REFERENCE), "dark", REFERENCE, DESK)
    placed = _placed(scenery, [layer.draw(scenery) for layer in all_layers()])
    boxes = [p.box(DESK) for p in placed if p.label.visible]
    for one, other in itertools.combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_raised_section_of_the_surge_is_named_in_each_language(language):
    words = load_words(language, REFERENCE)
    texts = " ".join(a["text"] for a in _figure(language=language)["layout"]["annotations"])
    assert all(words.name(s.id) in texts for s in scene("surge").sections if s.level != 0)


def test_gaps_of_a_dashed_line_stay_gaps_when_its_casing_is_light():
    figure = _figure()
    (bed,) = _traces(figure, core="bed")
    line = _line(figure, "smorgon-lt")
    assert bed["meta"]["line"] == "smorgon-lt"
    assert figure["data"].index(bed) < figure["data"].index(line)
    assert bed["line"] == {"color": palette("dark").bg, "width": line["line"]["width"] + 3}


def test_crossing_points_differ_by_shape_not_by_colour_alone():
    looks = {}
    for status in ("open", "restricted", "closed", "unknown"):
        (trace,) = _traces(_figure(), status=status)
        marker = trace["marker"]
        filled = marker["color"] != palette("dark").bg
        looks[status] = (marker["symbol"], filled, tuple(trace.get("text", ())[:1]))
    assert looks == {
        "open": ("circle", True, ()),
        "restricted": ("circle", False, ()),
        "closed": ("x-thin", True, ()),
        "unknown": ("circle", False, ("?",)),
    }


def test_all_crossing_points_are_drawn_with_their_id():
    drawn = [i for t in _figure()["data"] if "status" in t.get("meta", {}) for i in t["customdata"]]
    assert sorted(drawn) == sorted(c.id for c in scene("surge").crossings)


def test_nothing_on_the_wall_can_be_hovered_dragged_or_clicked():
    layout = _figure(frame=WALL)["layout"]
    assert layout["hovermode"] is False
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"] is True


def test_sizes_on_the_wall_are_multiples_of_its_smallest_text():
    figure = _figure("night", frame=WALL)
    assert figure["layout"]["meta"]["unit"] == "wall_px"
    text = figure["layout"]["template"]["layout"]["annotationdefaults"]["font"]["size"]
    assert text == 1.0
    assert all("xshift" not in a or a["xshift"] == 0 for a in figure["layout"]["annotations"])
    assert not any(re.search("px", t["line"].get("dash", "")) for t in figure["data"] if "line" in t.get("meta", {}))


def test_groups_can_be_switched_but_levels_never_hidden():
    figure = _figure()
    groups = {t["meta"].get("group") for t in figure["data"] if "group" in t.get("meta", {})}
    assert groups == {"events", "operational", "analysis"}
    assert all("group" not in t["meta"] for t in _traces(figure) if "line" in t.get("meta", {}))
    meta = figure["layout"]["meta"]
    assert len(meta["images"]) == len(figure["layout"]["images"])
    assert len(meta["annotations"]) == len(figure["layout"]["annotations"])
    assert set(meta["images"]) == {None}


def test_the_analysis_group_is_off_at_first():
    figure = _figure()
    assert all(t["visible"] is False for t in _traces(figure, group="analysis"))
    hidden = [a for a in figure["layout"]["annotations"] if a.get("visible") is False]
    assert len(hidden) == figure["layout"]["meta"]["annotations"].count("analysis") > 0


def test_words_from_outside_carry_no_markup():
    alert = AlertStanding("x", "grodno-pl", "hazard", 2, "active", scene("surge").as_of, Notice("<b>frost</b>", {}))
    figure = draw_map(
        replace(scene("surge"), alerts=(alert,)), load_words("en", REFERENCE), "dark", REFERENCE
    )  # fmt: skip
    (trace,) = _traces(figure, group="events")
    assert trace["hovertext"][0].startswith("&lt;b&gt;frost")


def test_an_empty_situation_draws_an_empty_map():
    empty = replace(scene("calm"), sections=(), crossings=(), facilities=(), alerts=(), lanes=(), temperature={})
    figure = draw_map(empty, load_words("en", REFERENCE), "dark", REFERENCE)
    assert not any("line" in t.get("meta", {}) for t in figure["data"])
    assert figure["layout"]["images"] == []


def test_a_frame_holds_the_whole_country():
    from layers.map.places import load_places

    bounds = load_places().bounds
    for frame in (DESK, WALL):
        assert isinstance(frame, Frame)
        assert frame.west < bounds["west"] < bounds["east"] < frame.east
        assert frame.south < bounds["south"] < bounds["north"] < frame.north
