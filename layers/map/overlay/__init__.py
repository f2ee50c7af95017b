"""Map layers, one a module: each declares `LAYER`, and this package finds it."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from layers.map.contract import MapLayer


@cache
def all_layers() -> tuple[MapLayer, ...]:
    """All layers, from the lowest to the highest."""
    return tuple(sorted(_found(), key=lambda layer: layer.order))


def _found() -> Iterator[MapLayer]:
    for module in iter_modules(__path__):
        layer: MapLayer = import_module(f"{__name__}.{module.name}").LAYER
        yield layer
