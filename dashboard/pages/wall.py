"""The wall of a coordination room: read from metres away, touched by nobody."""

from dash import html
from dash.development.base_component import Component

from callbacks import ids
from dashboard.pages import Page
from dashboard.shell import STILL_CONFIG, graph, hyphenated, stores


def layout() -> Component:
    """Containers of the wall; every size is a multiple of `--wall-px`, which the script sets."""
    return html.Div(
        [
            html.H1(id=ids.TITLE, className="visually-hidden"),
            html.Header(id=ids.WALL_TOP),
            html.Main(
                [
                    html.Div(graph(ids.WALL_MAP, STILL_CONFIG), className="wall-left"),
                    html.Div([html.Div(id=ids.WALL_NATIONAL), html.Div(id=ids.WALL_ROWS)], className="wall-right"),
                ],
                className="wall-main",
            ),
            html.Footer(id=ids.WALL_FOOT),
            *stores(),
        ],
        id=ids.PAGE,
        className="page page-wall",
        **hyphenated(data_board="wall"),
    )


PAGE = Page("/wall", "page_wall", 20, layout)
