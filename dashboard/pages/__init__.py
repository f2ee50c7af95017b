"""Pages: each module holds one `PAGE`; the package finds them."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from dash.development.base_component import Component


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the product."""

    path: str
    title_key: str
    order: int
    """Place in the navigation."""
    layout: Callable[[], Component]
    """Containers without a word; boards fill them."""


def all_pages() -> tuple[Page, ...]:
    """Every page, in the order of the navigation."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return tuple(sorted((module.PAGE for module in modules), key=lambda page: page.order))
