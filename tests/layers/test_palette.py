"""Tokens: the style sheet is the module's, text can be read, and levels stay apart for every colour vision."""

import math
import re
from itertools import combinations

import pytest

from layers.palette import FACES, PALETTES, STYLE_SHEET, THEMES, Palette, level_style, palette, style_sheet

ASSETS = STYLE_SHEET.parent
ROOT = ASSETS.parents[1]
HEX = re.compile(r"#[0-9A-Fa-f]{3,8}\b")
VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LEAST_DISTANCE = {
    "dark": {"normal": 26.6, "protan": 18.9, "deutan": 14.1, "tritan": 17.5},
    "light": {"normal": 16.3, "protan": 12.8, "deutan": 16.2, "tritan": 17.7},
}
"""Over all pairs of the five states."""
VIOLET_DISTANCE = {
    "dark": {"normal": 22.6, "protan": 14.2, "deutan": 13.8, "tritan": 18.7},
    "light": {"normal": 23.5, "protan": 14.8, "deutan": 11.5, "tritan": 22.7},
}
"""Of the colour of data trouble from the five states."""


def linear(colour: str) -> tuple[float, ...]:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def contrast(one: str, other: str) -> float:
    lights = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    seen = [min(1, max(0, sum(m * c for m, c in zip(row, linear(colour), strict=True)))) for row in VISION[vision]]
    matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    x, y, z = (sum(m * c for m, c in zip(row, seen, strict=True)) for row in matrix)

    def f(t: float) -> float:
        return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116

    fx, fy, fz = f(x / 0.95047), f(y), f(z / 1.08883)
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = h2 - h1 if abs(h2 - h1) <= 180 else h2 - h1 - math.copysign(360, h2 - h1)
    turn = 0 if c1 * c2 == 0 else turn
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    cos = [math.cos(math.radians(k * mh + s)) for k, s in ((1, -30), (2, 0), (3, 6), (4, -63))]
    t = 1 - 0.17 * cos[0] + 0.24 * cos[1] + 0.32 * cos[2] - 0.20 * cos[3]
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    rt = -math.sin(math.radians(60 * math.exp(-(((mh - 275) / 25) ** 2)))) * 2 * math.sqrt(mc**7 / (mc**7 + 25**7))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


def states(colours: Palette) -> list[str]:
    return [style.colour for style in (*colours.levels, colours.unknown)]


def test_the_distance_formula_gives_the_published_values():
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)
    assert ciede2000((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619)) == pytest.approx(2.0373, abs=1e-4)


def test_the_style_sheet_is_the_one_of_the_module():
    assert STYLE_SHEET.read_text(encoding="utf-8") == style_sheet()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["bg", "s1", "s2"])
@pytest.mark.parametrize("text", ["t", "t2", "t3", "act", "data"])
def test_text_can_be_read_on_every_surface(theme, ground, text):
    colours = palette(theme)
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["bg", "s1", "s2"])
def test_every_level_is_a_visible_shape_on_every_surface(theme, ground):
    colours = palette(theme)
    for style in (*colours.levels, colours.unknown):
        shape = max(contrast(c, getattr(colours, ground)) for c in (style.colour, style.outline or style.colour))
        assert shape >= 3, style.key


@pytest.mark.parametrize("theme", THEMES)
def test_the_digit_on_a_level_can_be_read(theme):
    for style in palette(theme).levels:
        assert contrast(style.ink, style.colour) >= 4.5, style.key


@pytest.mark.parametrize("theme", THEMES)
def test_borders_of_controls_and_the_focus_ring_are_visible(theme):
    colours = palette(theme)
    for ground in (colours.bg, colours.s1, colours.s2):
        assert contrast(colours.edge, ground) >= 3
        assert contrast(colours.focus, ground) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_states_stay_apart_for_every_colour_vision(theme, vision):
    seen = [lab(colour, vision) for colour in states(palette(theme))]
    assert min(ciede2000(a, b) for a, b in combinations(seen, 2)) >= LEAST_DISTANCE[theme][vision]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_violet_stays_apart_from_every_level(theme, vision):
    colours = palette(theme)
    violet = lab(colours.data, vision)
    assert min(ciede2000(violet, lab(c, vision)) for c in states(colours)) >= VIOLET_DISTANCE[theme][vision]


def test_no_data_has_its_own_look_and_is_never_that_of_a_level():
    for theme in THEMES:
        unknown = level_style(theme, None)
        assert all(unknown.colour != style.colour for style in PALETTES[theme].levels)
        assert unknown.pattern not in {style.pattern for style in PALETTES[theme].levels}


def test_colours_are_written_in_the_palette_only():
    places = [*sorted((ROOT / "layers").rglob("*.py")), *sorted((ROOT / "callbacks").rglob("*.py"))]
    places += [p for p in sorted(ASSETS.rglob("*.css")) if p != STYLE_SHEET]
    stray = [
        f"{p.relative_to(ROOT)}: {HEX.findall(text)}"
        for p in places
        if p.name != "palette.py" and HEX.search(text := p.read_text(encoding="utf-8"))
    ]
    assert not stray


def test_desk_text_is_never_below_twelve_px():
    assert all(float(rem) * 16 >= 12 for rem in re.findall(r"--fs-\d+: ([\d.]+)rem", style_sheet()))
    for sheet in sorted(ASSETS.glob("[123]*.css")):
        sizes = re.findall(r"font-size:\s*([^;]+);", sheet.read_text(encoding="utf-8"))
        known = re.compile(r"var\(--fs-|[\d.]+rem$|max\([\d.]+rem,")
        assert not [size for size in sizes if not known.match(size)], sheet.name


def test_every_face_of_the_typeface_is_shipped_with_its_licence():
    fonts = ASSETS / "fonts"
    assert all((fonts / file).stat().st_size < 40_000 for _, _, file, _ in FACES)
    assert "SIL OPEN FONT LICENSE" in (fonts / "LICENSE").read_text(encoding="utf-8")
    assert {p.name for p in fonts.glob("*.woff2")} == {file for _, _, file, _ in FACES}
