"""The Dash app: pages, callbacks, and nothing that reaches out of this server."""

from typing import Any, Final

import dash
from dash import Dash
from dash.backends._fastapi import FastAPIDashServer

from callbacks import register_all
from dashboard import shell
from dashboard.build import ROOT
from dashboard.pages import all_pages

NAME: Final = "Mezha"
_SUITES: Final = "/_dash-component-suites"
_INDEX: Final = f"""<!DOCTYPE html>
<html lang="ru" data-theme="dark" data-contact="live">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
<link rel="preload" as="script" href="{_SUITES}/plotly/package_data/plotly.min.js">
<link rel="preload" as="script" href="{_SUITES}/dash/dcc/async-graph.js">
{{%css%}}
</head>
<body>
{{%app_entry%}}
<footer>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</footer>
</body>
</html>
"""
"""Plotly is loaded late by Dash; the preloads let it come together with the rest."""


class QuietServer(FastAPIDashServer):
    """Dash's FastAPI backend without its websocket: else every page keeps trying to connect one."""

    websocket_capability = False


def create_app() -> Dash:
    """Make the app with its pages and callbacks; may be called more than once in a process."""
    app = Dash(
        __name__,
        backend=QuietServer,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ROOT / "dashboard" / "assets"),
        assets_ignore=r".*\.(json|woff2|txt|md)$",
        index_string=_INDEX,
        title=NAME,
        update_title="",
        serve_locally=True,
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        add_log_handler=False,
    )
    _register_pages()
    app.layout = shell.around(dash.page_container)
    register_all(app)
    return app


def _register_pages() -> None:
    for page in all_pages():
        register: Any = dash.register_page
        register(page.title_key, path=page.path, title=NAME, order=page.order, layout=page.layout())
