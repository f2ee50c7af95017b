"""What every page shares: the frame of a desk page, the cover, the live regions. Without a word of any language."""

from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from callbacks import ids

GRAPH_CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "showEditInChartStudio": False,
    "topojsonURL": "/assets/topojson/",
    "responsive": True,
    "scrollZoom": True,
    "doubleClick": False,
}
"""For every graph: nothing of plotly's may reach out of this server."""
FIXED_CONFIG: Final[dict[str, Any]] = {**GRAPH_CONFIG, "scrollZoom": False}
"""For graphs that show a window of their own."""
STILL_CONFIG: Final[dict[str, Any]] = {**FIXED_CONFIG, "staticPlot": True}
"""For graphs that nobody touches: the map of a wall."""

_BLANK: Final[dict[str, Any]] = {
    "data": [],
    "layout": {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    },
}


def graph(name: str, config: Any) -> Component:
    """A graph that fills its container and is blank until the first board."""
    return dcc.Graph(id=name, figure=_BLANK, config=config, responsive=True, className="graph")


def hyphenated(**attributes: str) -> dict[str, Any]:
    """Attributes such as `aria-live`, whose names are no Python names."""
    return {name.replace("_", "-"): value for name, value in attributes.items()}


def panel(name: str, *parts: Component, label: str | None = None) -> Component:
    """A panel of a page; `label` is the id of the heading that names it, which the board brings."""
    return html.Section(list(parts), id=name, className="panel", **hyphenated(aria_labelledby=label or f"{name}-title"))


def desk_page(board: str, main: list[Component], skip_to: str = ids.ALERTS, *, strip: bool = True) -> Component:
    """A desk page: skip link, exercise stripe, header, main and, with `strip`, the feed strip."""
    return html.Div(
        [
            html.A(
                id=ids.SKIP,
                href=f"#{skip_to}",
                className="skip",
                **hyphenated(data_text=f"skip_to_{skip_to.replace('-', '_')}"),
            ),
            html.Div(id=ids.STRIPE, className="stripe"),
            html.Header([html.H1(id=ids.TITLE, className="visually-hidden"), *_header()], className="header"),
            html.Main(main, className="main"),
            *([html.Footer(id=ids.FEEDS, className="feeds")] if strip else []),
            *stores(),
        ],
        id=ids.PAGE,
        className=f"page page-{board}",
        **hyphenated(data_board=board),
    )


def _header() -> list[Component]:
    parts = (ids.NATIONAL, ids.KNOWN, ids.BEAT, ids.ROLE, ids.TOOLS, ids.CLOCK)
    return [
        html.Div(id=ids.BRAND, className="brand"),
        html.Nav(id=ids.NAV, className="nav"),
        *(html.Div(id=name, className=name) for name in parts),
    ]


def stores() -> list[Component]:
    """What boards hand to the script."""
    return [dcc.Store(id=name) for name in (ids.WORDS, ids.SELECTION, ids.PICKED, ids.VIEWED)]


def around(container: Component) -> Component:
    """The app's layout: the page, and what lies over every page."""
    return html.Div(
        [
            container,
            html.Div(id=ids.COVER, className="cover", hidden=True),
            html.Div(id=ids.WAITING, className="waiting", hidden=True),
            html.Div(id=ids.CARD, className="card", hidden=True),
            html.Div(id=ids.STATUS, className="visually-hidden", role="status", **hyphenated(aria_live="polite")),
            html.Div(id=ids.ALARM, className="visually-hidden", role="alert", **hyphenated(aria_live="assertive")),
        ],
        className="app",
    )
