"""The data page: whose data are missing since when, every feed with its state, and all that is known of one."""

from dash import html
from dash.development.base_component import Component

from callbacks import ids
from dashboard.pages import Page
from dashboard.shell import desk_page, hyphenated, panel


def layout() -> Component:
    """Containers of the data page in reading order."""
    detail = html.Div(
        [
            html.Div(id=ids.DATA_ABOUT),
            html.P(id=ids.DATA_TOLD, role="status", className="told", **hyphenated(aria_live="polite")),
            html.Div(id=ids.DATA_ACCOUNT),
            html.Div(id=ids.DATA_TERMS),
        ],
        className="scroll",
        tabIndex=-1,
    )
    return desk_page(
        "data",
        [
            panel(ids.DATA_FIGURES),
            panel(ids.DATA_BOARD),
            panel("data-detail", detail),
        ],
        skip_to=ids.DATA_BOARD,
        strip=False,
    )


PAGE = Page("/data", "page_data", 30, layout)
