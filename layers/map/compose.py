"""Joins the overlays of a figure with the static base map, as the page's script does in the browser."""

from collections.abc import Mapping
from typing import Any


def compose(figure: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Put the base below the overlays and give section traces their line.

    Args:
        figure: overlays, as `draw_map` gives them.
        base: content of a `base-{theme}.json`.

    Returns:
        A complete plotly figure. Neither argument is changed.
    """
    overlays = [_with_line(trace, base["lines"]) for trace in figure["data"]]
    return {"data": [*base["traces"], *overlays], "layout": dict(figure["layout"])}


def _with_line(trace: Mapping[str, Any], lines: Mapping[str, Any]) -> dict[str, Any]:
    section = trace.get("meta", {}).get("line")
    if section is None:
        return dict(trace)
    line = lines[section]
    return {**trace, "x": line["x"], "y": line["y"], "customdata": [section] * len(line["x"])}
