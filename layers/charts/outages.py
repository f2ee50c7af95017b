"""Thirty days of one feed as a thin image: a grey line while it reported, violet where it did not; now is at right."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from data.domain.moment import DAY, WEEK, Moment
from data.domain.situation import Outage
from layers.palette import Palette, palette

WINDOW_S: Final = 30 * DAY
WIDTH: Final = 120
HEIGHT: Final = 22
THIN: Final = 4.0
"""Height of the line of a feed that reports; an outage is as high as the image, a partial one half of it."""
LEAST: Final = 1.5
"""An outage of minutes is still seen."""


def outage_lane(outages: Sequence[Outage], now: Moment, theme: str) -> str:
    """Data URI of the image; decoration, the cell carries the numbers in words."""
    colours = palette(theme)
    parts = [_line(colours), *_weeks(colours), *(_block(outage, now, colours) for outage in within(outages, now))]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"preserveAspectRatio='none'>{_hatch(colours)}{''.join(parts)}</svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe=" =':/,.()-;")


def within(outages: Sequence[Outage], now: Moment) -> list[Outage]:
    """Outages that reach into the window."""
    return [outage for outage in outages if (outage.end or now) > now - WINDOW_S and outage.start < now]


def seconds_out(outages: Sequence[Outage], now: Moment) -> int:
    """How long they lasted together, inside the window; they do not overlap."""
    return sum(min(o.end or now, now) - max(o.start, now - WINDOW_S) for o in within(outages, now))


def _x(moment: Moment, now: Moment) -> float:
    return (moment - (now - WINDOW_S)) / WINDOW_S * WIDTH


def _line(colours: Palette) -> str:
    return _rect(0, (HEIGHT - THIN) / 2, WIDTH, THIN, colours.t3)


def _weeks(colours: Palette) -> list[str]:
    """A notch a week, counted back from the present."""
    places = [WIDTH * (1 - n * WEEK / WINDOW_S) for n in range(1, 5)]
    return [_rect(x, HEIGHT / 2 - 5, 1, 10, colours.line) for x in places]


def _block(outage: Outage, now: Moment, colours: Palette) -> str:
    start = max(0.0, _x(outage.start, now))
    width = max(LEAST, _x(min(outage.end or now, now), now) - start)
    start = min(start, WIDTH - width)
    if outage.state == "partial":
        return _rect(start, HEIGHT / 2 - 5, width, 10, colours.s1) + _rect(start, HEIGHT / 2, width, 5, colours.data)
    fill = colours.data if outage.state == "error" else "url(#h)"
    ground = _rect(start, 1, width, HEIGHT - 2, colours.s1)
    return f"{ground}{_rect(start, 1, width, HEIGHT - 2, fill, colours.data)}"


def _rect(x: float, y: float, width: float, height: float, fill: str, edge: str = "") -> str:
    stroke = f" stroke='{edge}' stroke-width='1' vector-effect='non-scaling-stroke'" if edge else ""
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' fill='{fill}'{stroke}/>"


def _hatch(colours: Palette) -> str:
    return (
        "<pattern id='h' width='4' height='4' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>"
        f"<rect width='2' height='4' fill='{colours.data}'/></pattern>"
    )
