"""The duty desk: sections, map, alerts, level timeline, capacity of the selected section, feeds."""

from dash import html
from dash.development.base_component import Component

from callbacks import ids
from dashboard.pages import Page
from dashboard.shell import FIXED_CONFIG, GRAPH_CONFIG, desk_page, graph, panel


def layout() -> Component:
    """Containers of the duty desk in reading order."""
    return desk_page(
        "duty",
        [
            panel(ids.SECTIONS),
            panel("map-panel", *_map(), label="map-title"),
            panel(ids.ALERTS),
            panel("lanes-panel", html.Div(id=ids.LANES_HEAD), graph(ids.LANES, FIXED_CONFIG), label="lanes-title"),
            panel(ids.CAPACITY),
        ],
    )


def _map() -> list[Component]:
    return [html.Div(id=ids.MAP_HEAD), graph(ids.MAP, GRAPH_CONFIG), html.Div(id=ids.MAP_TOOLS)]


PAGE = Page("/", "page_duty", 10, layout)
