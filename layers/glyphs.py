"""Glyphs of meaning as SVG images: levels, states of feeds, signs of alerts, states of crossing points.

An SVG image cannot use the fonts of its page, so digits are drawn as outlines. Every attribute is quoted.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from layers.outlines import DIGITS, UNITS_PER_EM
from layers.palette import LevelStyle, Palette, level_style, palette

BOX: Final = 32
"""Side of the square that every glyph is drawn in."""
DIGIT_FROM_PX: Final = 22
"""Smaller level glyphs show the shape alone; the question mark always shows."""

_SHAPES: Final = (
    "<circle cx='16' cy='16' r='13.6' {0}/>",
    "<path d='M16 3.2L30 28.6H2Z' stroke-linejoin='round' {0}/>",
    "<path d='M16 1.6L30.4 16L16 30.4L1.6 16Z' stroke-linejoin='round' {0}/>",
    "<rect x='3.2' y='3.2' width='25.6' height='25.6' {0}/>",
)
_DIGIT_AT: Final = ((16, 16, 18), (16, 20.6, 17), (16, 16, 17.5), (16, 16, 18.5))
"""Centre and size of the digit in each shape."""
FAR_FROM_PX: Final = 64
"""From this size on the glyph is read from afar: its digit is 0.71 of its side, so that it is as large as text."""
_DIGIT_AT_FAR: Final = ((16, 16, 22.9), (16, 19.8, 22.9), (16, 16, 22.9), (16, 16, 22.9))
_FRAME: Final = (
    "<rect x='2.6' y='2.6' width='26.8' height='26.8' rx='9' fill='none' stroke='{0}' stroke-width='2.6' "
    "stroke-dasharray='4.6 3.2'/>"
)


@lru_cache(maxsize=256)
def level_glyph(level: int | None, theme: str, px: int = DIGIT_FROM_PX) -> str:
    """Data URI of a level's glyph for a size in CSS px; from 22 px on with its digit, from 64 px on a large one."""
    style = level_style(theme, level)
    if level is None:
        return _uri(
            _FRAME.format(_frame_colour(style))
            + _digit("?", (16, 16, 22.9 if px >= FAR_FROM_PX else 19), _frame_colour(style))
        )
    shape = _SHAPES[level].format(_paint(style))
    if px < DIGIT_FROM_PX:
        return _uri(shape)
    return _uri(shape + _digit(str(level), (_DIGIT_AT_FAR if px >= FAR_FROM_PX else _DIGIT_AT)[level], style.ink))


@lru_cache(maxsize=64)
def feed_glyph(state: str, theme: str) -> str:
    """Data URI of a feed state's glyph: violet where something is wrong with the data."""
    colours = palette(theme)
    return _uri(_FEED_STATES[state](colours.t2 if state in _CALM_STATES else colours.data))


@lru_cache(maxsize=64)
def sign(name: str, theme: str) -> str:
    """Data URI of a sign: states of alerts (`unacknowledged`, ...), of crossing points (`open`, ...), `beat`."""
    return _uri(_SIGNS[name](palette(theme)))


def _paint(style: LevelStyle) -> str:
    edge = f" stroke='{style.outline}' stroke-width='2.2'" if style.outline else ""
    return f"fill='{style.colour}'{edge}"


def _frame_colour(style: LevelStyle) -> str:
    return style.outline or style.colour


def _digit(digit: str, at: tuple[float, float, float], colour: str) -> str:
    x, y, size = at
    scale = f"{size / UNITS_PER_EM:.5g}"
    return f"<path transform='translate({x:g} {y:g}) scale({scale})' fill='{colour}' d='{DIGITS[digit]}'/>"


def _uri(body: str) -> str:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{BOX}' height='{BOX}' viewBox='0 0 {BOX} {BOX}'>{body}</svg>"
    return "data:image/svg+xml," + quote(svg, safe=" =':/,.()-")


def _stroke(colour: str, path: str, width: float = 3) -> str:
    return (
        f"<path d='{path}' fill='none' stroke='{colour}' stroke-width='{width:g}' "
        "stroke-linecap='round' stroke-linejoin='round'/>"
    )


def _dot(colour: str, radius: float = 7) -> str:
    return f"<circle cx='16' cy='16' r='{radius:g}' fill='{colour}'/>"


def _ring(colour: str, radius: float = 10, width: float = 3) -> str:
    return f"<circle cx='16' cy='16' r='{radius:g}' fill='none' stroke='{colour}' stroke-width='{width:g}'/>"


def _cross(colour: str) -> str:
    return _stroke(colour, "M6 6L26 26M26 6L6 26", 4)


def _clock_face(colour: str) -> str:
    return _ring(colour, 12) + _stroke(colour, "M16 9V16L21 20")


def _hatched_square(colour: str) -> str:
    return _stroke(colour, "M5 5H27V27H5ZM5 17L17 5M5 27L27 5M15 27L27 15", 2.6)


def _half_disc(colour: str) -> str:
    return _ring(colour, 11.5) + f"<path d='M16 5A11 11 0 0 0 16 27Z' fill='{colour}'/>"


def _pencil(colour: str) -> str:
    return _stroke(colour, "M6 26L8 19L21 6L26 11L13 24ZM18 9L23 14", 2.6)


def _dashed_stroke(colour: str) -> str:
    return _stroke(colour, "M3 16H9M14 16H18M23 16H29")


_CALM_STATES: Final = ("current", "manual", "not_configured")
_FEED_STATES: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "current": _dot,
        "late": _clock_face,
        "stale": _hatched_square,
        "error": _cross,
        "partial": _half_disc,
        "manual": _pencil,
        "not_configured": _dashed_stroke,
    }
)


def _padlock(colours: Palette) -> str:
    return _stroke(colours.t, "M10 15V10A6 6 0 0 1 22 10V15M6 15H26V27H6Z", 2.8)


def _link(colours: Palette) -> str:
    return _stroke(colours.t2, "M13 19L19 13M14 10L17 7A6 6 0 0 1 25 15L22 18M18 22L15 25A6 6 0 0 1 7 17L10 14", 2.8)


def _questioned_ring(colours: Palette) -> str:
    return _ring(colours.t, 13.5, 2.4) + _digit("?", (16, 16, 20), colours.t)


_SIGNS: Final[Mapping[str, Callable[[Palette], str]]] = MappingProxyType(
    {
        "unacknowledged": lambda c: _dot(c.t, 6),
        "acknowledged": lambda c: _stroke(c.t, "M6 17L13 24L26 8"),
        "returned": lambda c: _stroke(c.t, "M12 6L5 13L12 20M5 13H21A6 6 0 0 1 21 25H14", 2.8),
        "latched": _padlock,
        "shelved": lambda c: _stroke(c.t2, "M11 7V25M21 7V25", 4.4),
        "suppressed": _link,
        "out_of_service": lambda c: _stroke(c.t2, "M8 26L24 6"),
        "open": lambda c: _dot(c.t, 10),
        "restricted": lambda c: _ring(c.t, 9, 4),
        "closed": lambda c: _stroke(c.t2, "M7 7L25 25M25 7L7 25"),
        "unknown": _questioned_ring,
        "beat": lambda c: _stroke(c.t, "M1 17H9L13 6L19 27L22 17H31", 2.6),
    }
)
