"""Agency reports: one module a feed, found by this package."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from data.feeds.contract import Feed


@cache
def all_feeds() -> Mapping[str, Feed]:
    """Every feed by name: the `FEED` of each module of this package that declares one.

    Raises:
        ValueError: a feed whose name is not that of its module.
    """
    found: dict[str, Feed] = {}
    for info in pkgutil.iter_modules(__path__):
        feed = getattr(import_module(f"{__name__}.{info.name}"), "FEED", None)
        if feed is None:
            continue
        if feed.name != info.name:
            raise ValueError(f"feed {feed.name} stands in module {info.name}")
        found[feed.name] = feed
    return MappingProxyType(found)
