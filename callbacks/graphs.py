"""Graphs: a click selects a place everywhere; a moved view of the map stays as it was moved."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output

from callbacks import ids


def register(app: Dash) -> None:
    """Hand clicks and changes of the view to the page's script, which keeps both."""
    add: Any = app.clientside_callback
    add(
        ClientsideFunction("mezha", "picked"),
        Output(ids.PICKED, "data"),
        Input(ids.MAP, "clickData"),
        Input(ids.LANES, "clickData"),
        prevent_initial_call=True,
    )
    add(
        ClientsideFunction("mezha", "viewed"),
        Output(ids.VIEWED, "data"),
        Input(ids.MAP, "relayoutData"),
        prevent_initial_call=True,
    )
