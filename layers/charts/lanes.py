"""Level lanes: thirty days of every section; routine is thin, raised levels are tall, silence is hatched."""

from collections.abc import Sequence
from typing import Any, Final

from data.domain.moment import Moment
from data.domain.situation import Lane, LaneSpan, Situation
from data.i18n import Words
from data.i18n.numbers import DASH
from layers.charts.style import axis, layout
from layers.charts.windows import DEFAULT, midnights, shown, windows
from layers.palette import LevelStyle, Palette, level_style, palette
from layers.panels.order import by_urgency

FULL: Final = 0.62
"""Height of a raised span, in lanes; routine is at 38 % of it, a gap at 30 %."""
ROUTINE: Final = 0.38 * FULL
GAP: Final = 0.30 * FULL
NOW_PX: Final = 1.4
PIN_PX: Final = 18
LABEL_PX: Final = 150

Bar = tuple[int, Moment, Moment, str]
"""Lane, start, end, and what the pointer tells."""


def draw_lanes(situation: Situation, words: Words, theme: str) -> dict[str, Any]:
    """Figure of all lanes, in the order of the section list."""
    colours, now = palette(theme), situation.as_of
    order = [section.id for section in by_urgency(situation.sections)]
    lanes = sorted(
        (lane for lane in situation.lanes if lane.section in order), key=lambda lane: order.index(lane.section)
    )
    traces = [_level_trace(lanes, level, words, theme, now) for level in (0, 1, 2, 3, None)]
    shapes = [
        _now_line(now, colours),
        *(_frame(i, s, colours, now) for i, lane in enumerate(lanes) for s in _unknown(lane)),
    ]
    return {
        "data": [*traces, _gap_trace(lanes, words, colours, now), _pin_trace(lanes, words, colours, now)],
        "layout": _layout(lanes, words, colours, now, shapes),
    }


def _layout(
    lanes: Sequence[Lane], words: Words, colours: Palette, now: Moment, shapes: list[dict[str, Any]]
) -> dict[str, Any]:
    choices = windows(now, words)
    names = [words.name(lane.section) for lane in lanes]
    grid = {
        "tickmode": "array",
        "tickvals": [shown(m) for m in midnights(now)],
        "showgrid": True,
        "gridcolor": colours.line,
    }
    return layout(
        words,
        colours,
        barmode="overlay",
        hovermode="closest",
        dragmode=False,
        margin={"l": LABEL_PX, "r": 10, "t": 4, "b": 24},
        xaxis=axis(colours, type="date", tickmode="array", showgrid=False, minor=grid, **choices[DEFAULT]),
        yaxis=axis(
            colours,
            range=[len(lanes) - 0.5, -0.5],
            tickvals=list(range(len(lanes))),
            ticktext=[f"{name} " for name in names],
            tickfont={"color": colours.t},
            showgrid=True,
        ),
        shapes=shapes,
        meta={"now": shown(now), "windows": choices},
    )


def _level_trace(lanes: Sequence[Lane], level: int | None, words: Words, theme: str, now: Moment) -> dict[str, Any]:
    bars: list[Bar] = []
    for i, lane in enumerate(lanes):
        spans = [span for span in lane.spans if span.level == level]
        bars += [(i, span.start, span.end or now, _told(lane, span, words, now)) for span in spans]
    style, height = level_style(theme, level), ROUTINE if level == 0 else FULL
    return _bar_trace(words.level(level), bars, lanes, height, _marker(style, palette(theme)))


def _marker(style: LevelStyle, colours: Palette) -> dict[str, Any]:
    """Pattern with an explicit background: with its foreground alone plotly leaves the bar transparent."""
    marker: dict[str, Any] = {"color": style.colour, "line": {"width": 0}}
    if style.key == "unknown":
        return {**marker, "pattern": _pattern(".", style.outline or style.colour, colours.s1, 5, 0.25)}
    if style.pattern:
        return {**marker, "pattern": _pattern(style.pattern, style.ink, style.colour, 6, 0.25)}
    if style.outline:
        return {**marker, "line": {"width": 1, "color": style.outline}}
    return marker


def _pattern(shape: str, ink: str, ground: str, size: float, solidity: float) -> dict[str, Any]:
    return {"shape": shape, "fgcolor": ink, "bgcolor": ground, "size": size, "solidity": solidity}


def _gap_trace(lanes: Sequence[Lane], words: Words, colours: Palette, now: Moment) -> dict[str, Any]:
    """Silence of the core feed while the level held."""
    bars: list[Bar] = []
    for i, lane in enumerate(lanes):
        for start, end in held_gaps(lane, now):
            told = f"{words.name(lane.section)}: {words.t('data_gap')}, {_times(start, end, words, now)}"
            bars.append((i, start, end, told))
    marker = {
        "color": colours.data,
        "line": {"width": 1, "color": colours.data},
        "pattern": _pattern("/", colours.data, colours.s1, 4, 0.35),
    }
    return _bar_trace(words.t("data_gap"), bars, lanes, GAP, marker)


def held_gaps(lane: Lane, now: Moment) -> list[tuple[Moment, Moment]]:
    """Silences cut to the times in which the level was known: an unknown stretch says more than a gap in it."""
    known = [(span.start, span.end or now) for span in lane.spans if span.level is not None]
    cut = [(max(start, low), min(end or now, high)) for start, end in lane.gaps for low, high in known]
    return [(start, end) for start, end in cut if start < end]


def _bar_trace(
    name: str, bars: Sequence[Bar], lanes: Sequence[Lane], height: float, marker: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [lane for lane, *_ in bars],
        "base": [shown(start) for _, start, *_ in bars],
        "x": [(end - start) * 1000 for _, start, end, _ in bars],
        "width": height,
        "marker": marker,
        "customdata": [lanes[lane].section for lane, *_ in bars],
        "hovertext": [told for *_, told in bars],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _pin_trace(lanes: Sequence[Lane], words: Words, colours: Palette, now: Moment) -> dict[str, Any]:
    """Decisions by people."""
    pins = [(i, at) for i, lane in enumerate(lanes) for at in lane.pins]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": words.t("decision"),
        "x": [shown(at) for _, at in pins],
        "y": [lane for lane, _ in pins],
        "text": [words.t("decision_letter")] * len(pins),
        "textfont": {"size": 12, "color": colours.t},
        "marker": {"size": PIN_PX, "color": colours.s1, "line": {"width": NOW_PX, "color": colours.t}},
        "cliponaxis": False,
        "customdata": [lanes[lane].section for lane, _ in pins],
        "hovertext": [
            f"{words.name(lanes[lane].section)}: {words.t('decision')}, {words.when(at, now)}" for lane, at in pins
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _now_line(now: Moment, colours: Palette) -> dict[str, Any]:
    line = {"color": colours.t, "width": NOW_PX}
    return {"type": "line", "x0": shown(now), "x1": shown(now), "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _unknown(lane: Lane) -> list[LaneSpan]:
    return [span for span in lane.spans if span.level is None]


def _frame(lane: int, span: LaneSpan, colours: Palette, now: Moment) -> dict[str, Any]:
    """Dashed frame of a stretch without data; a bar's own border cannot be dashed."""
    line = {"color": colours.t, "width": 1, "dash": "3px,2px"}
    low, high = lane - FULL / 2, lane + FULL / 2
    return {"type": "rect", "x0": shown(span.start), "x1": shown(span.end or now), "y0": low, "y1": high, "line": line}


def _told(lane: Lane, span: LaneSpan, words: Words, now: Moment) -> str:
    return f"{words.name(lane.section)}: {words.level(span.level)}, {_times(span.start, span.end, words, now)}"


def _times(start: Moment, end: Moment | None, words: Words, now: Moment) -> str:
    return f"{words.when(start, now)} {DASH} {words.t('now') if end is None else words.when(end, now)}"
