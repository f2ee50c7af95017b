"""Dash callbacks: one module a panel, each with `register(app)`."""

import importlib
import pkgutil

from dash import Dash


def register_all(app: Dash) -> None:
    """Register the callbacks of every panel with one app.

    A global `@callback` would belong to the first app of the process alone.
    """
    for module in pkgutil.iter_modules(__path__):
        found = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(found, "register"):
            found.register(app)
