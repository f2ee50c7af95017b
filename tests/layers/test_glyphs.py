"""Glyphs: well-formed images with quoted attributes, digits as outlines, one shape for each level."""

from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from layers.glyphs import feed_glyph, level_glyph, sign
from layers.palette import THEMES, level_style

LEVELS = (0, 1, 2, 3, None)
FEED_STATES = ("current", "late", "stale", "error", "partial", "manual", "not_configured")
SIGNS = (
    *("unacknowledged", "acknowledged", "returned", "latched", "shelved", "suppressed", "out_of_service"),
    *("open", "restricted", "closed", "unknown", "beat"),
)


def parsed(uri: str) -> ET.Element:
    head, _, body = uri.partition(",")
    assert head == "data:image/svg+xml"
    assert "<" not in body
    assert "#" not in body
    return ET.fromstring(unquote(body))


def every() -> list[str]:
    made = [level_glyph(level, theme, px) for level in LEVELS for theme in THEMES for px in (14, 22)]
    made += [feed_glyph(state, theme) for state in FEED_STATES for theme in THEMES]
    return made + [sign(name, theme) for name in SIGNS for theme in THEMES]


def test_every_glyph_is_a_well_formed_square_image():
    for uri in every():
        image = parsed(uri)
        assert image.get("viewBox") == "0 0 32 32"
        assert image.get("width") == image.get("height")


def test_no_glyph_needs_a_font():
    for uri in every():
        assert not [node for node in parsed(uri).iter() if node.tag.endswith("text") or node.get("font-family")]


@pytest.mark.parametrize("theme", THEMES)
def test_levels_differ_in_shape_not_only_in_colour(theme):
    def grey(uri: str) -> str:
        image = parsed(uri)
        for node in image.iter():
            for name in ("fill", "stroke"):
                node.attrib.pop(name, None)
        return ET.tostring(image, encoding="unicode")

    assert len({grey(level_glyph(level, theme, 14)) for level in LEVELS}) == 5
    assert len({grey(feed_glyph(state, theme)) for state in FEED_STATES}) == len(FEED_STATES)


def test_the_digit_stands_from_twenty_two_px_and_the_question_mark_always():
    paths = {(level, px): len(list(parsed(level_glyph(level, "dark", px)))) for level in LEVELS for px in (21, 22)}
    assert all(paths[level, 21] == 1 and paths[level, 22] == 2 for level in (0, 1, 2, 3))
    assert paths[None, 21] == paths[None, 22] == 2


@pytest.mark.parametrize("theme", THEMES)
def test_the_outline_is_part_of_the_glyph(theme):
    for level in LEVELS:
        outline = level_style(theme, level).outline
        if outline:
            assert outline in unquote(level_glyph(level, theme, 14))


def test_trouble_with_the_data_is_violet_and_calm_states_are_grey():
    violet = {state for state in FEED_STATES if "#B38CFF" in unquote(feed_glyph(state, "dark"))}
    assert violet == {"late", "stale", "error", "partial"}
