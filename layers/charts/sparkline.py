"""A sparkline with its band: what is usual in grey, what is in the text colour, silence hatched in violet."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import quote

from data.domain.situation import Spark
from layers.palette import Palette, palette

WIDTH: Final = 134
HEIGHT: Final = 30
INSET: Final = 3
"""Room for the end dot, above and below."""

Values = Sequence[float | None]


def sparkline(spark: Spark, theme: str) -> str:
    """Data URI of the image; decoration, the row carries the numbers."""
    colours, top = palette(theme), _top(spark)
    step = (WIDTH - 2 * INSET) / max(1, len(spark.observed) - 1)
    parts = [
        _band(spark, step, top, colours),
        _gaps(spark.observed, step, colours),
        _line(spark.observed, step, top, colours),
    ]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"preserveAspectRatio='none'>{''.join(parts)}</svg>"
    )
    return "data:image/svg+xml," + quote(svg, safe=" =':/,.()-;")


def runs(values: Values) -> Iterator[tuple[bool, int, int]]:
    """Stretches of known and unknown values: (known, first index, index after the last)."""
    start = 0
    for known, group in groupby(values, key=lambda v: v is not None):
        end = start + sum(1 for _ in group)
        yield known, start, end
        start = end


def _top(spark: Spark) -> float:
    known = [v for values in (spark.observed, spark.high) for v in values if v is not None]
    return max(known, default=1.0) or 1.0


def _x(index: float, step: float) -> str:
    return f"{INSET + index * step:.1f}"


def _y(value: float, top: float) -> str:
    return f"{HEIGHT - INSET - value / top * (HEIGHT - 2 * INSET):.1f}"


def _band(spark: Spark, step: float, top: float, colours: Palette) -> str:
    both = [None if low is None else high for low, high in zip(spark.low, spark.high, strict=True)]
    shapes = []
    for known, start, end in runs(both):
        if known:
            upper = [f"{_x(i, step)} {_y(spark.high[i] or 0, top)}" for i in range(start, end)]
            lower = [f"{_x(i, step)} {_y(spark.low[i] or 0, top)}" for i in reversed(range(start, end))]
            shapes.append(f"M{'L'.join([*upper, *lower])}Z")
    return f"<path fill='{colours.band}' d='{''.join(shapes)}'/>" if shapes else ""


def _line(values: Values, step: float, top: float, colours: Palette) -> str:
    strokes = [
        "M" + "L".join(f"{_x(i, step)} {_y(values[i] or 0, top)}" for i in range(start, end))
        for known, start, end in runs(values)
        if known
    ]
    if not strokes:
        return ""
    last = max(i for i, v in enumerate(values) if v is not None)
    path = f"<path fill='none' stroke='{colours.t}' stroke-width='1.3' stroke-linejoin='round' d='{''.join(strokes)}'"
    dot = f"<path fill='none' stroke='{colours.t}' stroke-width='5' stroke-linecap='round' "
    at = f"M{_x(last, step)} {_y(values[last] or 0, top)}h0.01"
    return f"{path}{_FIXED}/>{dot}d='{at}'{_FIXED}/>"


def _gaps(values: Values, step: float, colours: Palette) -> str:
    boxes = []
    for known, start, end in runs(values):
        if not known:
            left, right = INSET + (start - 0.5) * step, INSET + (end - 0.5) * step
            boxes.append(
                f"<rect x='{left:.1f}' y='2' width='{right - left:.1f}' height='{HEIGHT - 4}' fill='url(#h)' "
                f"stroke='{colours.data}' stroke-width='1'/>"
            )
    return _hatch(colours.data) + "".join(boxes) if boxes else ""


def _hatch(colour: str) -> str:
    return (
        "<pattern id='h' width='4' height='4' patternUnits='userSpaceOnUse' patternTransform='rotate(45)'>"
        f"<rect width='1.5' height='4' fill='{colour}'/></pattern>"
    )


_FIXED: Final = " vector-effect='non-scaling-stroke'"
"""Strokes keep their width when the image is stretched."""
