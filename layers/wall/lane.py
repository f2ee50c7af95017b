"""Seven days of one section's level as an SVG image: thin while routine, tall and patterned while raised."""

from typing import Final
from urllib.parse import quote

from data.domain.moment import DAY, Moment
from data.domain.situation import Lane, LaneSpan
from layers.palette import LevelStyle, Palette, level_style, palette

WIDTH: Final = 452
HEIGHT: Final = 44
WINDOW: Final = 7 * DAY
ROUTINE_SHARE: Final = 0.38
"""Height of a routine stretch; any other fills the lane."""
GAP_SHARE: Final = 0.30
LEAST_PX: Final = 5
"""A stretch that has just begun is still seen from afar."""


def draw_lane(lane: Lane | None, now: Moment, theme: str) -> str:
    """Draw a lane as a data URI, 452 x 44; without a lane the empty track."""
    colours = palette(theme)
    parts = [_patterns(theme), _rect(0, WIDTH, HEIGHT, colours.s2)]
    if lane is not None:
        parts += [_span(span, now, theme) for span in lane.spans if (span.end or now) > now - WINDOW]
        parts += [_gap(start, end or now, now, colours) for start, end in lane.gaps if (end or now) > now - WINDOW]
    size = f"width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {WIDTH} {HEIGHT}'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' {size} preserveAspectRatio='none'>{''.join(parts)}</svg>"
    return "data:image/svg+xml," + quote(svg, safe=" =':/,.()-")


def _span(span: LaneSpan, now: Moment, theme: str) -> str:
    style = level_style(theme, span.level)
    left, width = _stretch(span.start, span.end or now, now)
    if span.level == 0:
        return _rect(left, width, HEIGHT * ROUTINE_SHARE, style.colour)
    if span.level is None:
        return _rect(left, width, HEIGHT, palette(theme).s1) + _framed(left, width, style)
    flat = _rect(left, width, HEIGHT, style.colour)
    return flat + (_rect(left, width, HEIGHT, f"url(#p{span.level})") if style.pattern else "")


def _framed(left: float, width: float, style: LevelStyle) -> str:
    """Dots in a dashed frame."""
    colour = style.outline or style.colour
    inside = f"x='{left + 1.5:.1f}' y='1.5' width='{max(1.0, width - 3):.1f}' height='{HEIGHT - 3}'"
    return f"<rect {inside} fill='url(#p)' stroke='{colour}' stroke-width='3' stroke-dasharray='6 5'/>"


def _gap(start: Moment, end: Moment, now: Moment, colours: Palette) -> str:
    """Silence of the core feed while the level held."""
    left, width = _stretch(start, end, now)
    height = HEIGHT * GAP_SHARE
    return _rect(left, width, height, colours.s1) + _rect(left, width, height, "url(#gap)")


def _stretch(start: Moment, end: Moment, now: Moment) -> tuple[float, float]:
    left = max(0.0, (start - (now - WINDOW)) / WINDOW * WIDTH)
    right = min(float(WIDTH), (end - (now - WINDOW)) / WINDOW * WIDTH)
    width = max(LEAST_PX, right - left)
    return min(left, WIDTH - width), width


def _rect(left: float, width: float, height: float, fill: str) -> str:
    top = (HEIGHT - height) / 2
    return f"<rect x='{left:.1f}' y='{top:.1f}' width='{width:.1f}' height='{height:.1f}' fill='{fill}'/>"


def _patterns(theme: str) -> str:
    high, critical = level_style(theme, 2), level_style(theme, 3)
    unknown, data = level_style(theme, None), palette(theme).data
    tiles = (
        _tile("p2", 20, f"<path d='M-5 5L5 -5M0 20L20 0M15 25L25 15' stroke='{high.core}' stroke-width='4'/>"),
        _tile("p3", 16, f"<path d='M0 0L16 16M16 0L0 16' stroke='{critical.core}' stroke-width='2.6'/>"),
        _tile("p", 11, f"<circle cx='5.5' cy='5.5' r='2.2' fill='{unknown.outline or unknown.colour}'/>"),
        _tile("gap", 8, f"<path d='M-2 2L2 -2M0 8L8 0M6 10L10 6' stroke='{data}' stroke-width='3'/>"),
    )
    return f"<defs>{''.join(tiles)}</defs>"


def _tile(name: str, side: int, content: str) -> str:
    return f"<pattern id='{name}' width='{side}' height='{side}' patternUnits='userSpaceOnUse'>{content}</pattern>"
