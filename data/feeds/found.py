"""Finds the feeds that are modules of this package."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from data.feeds.contract import Feed

_PACKAGE: Final = "data.feeds"


@cache
def all_feeds() -> Mapping[str, Feed]:
    """Every feed of the product by name: the `FEED` of each module of the package that declares one.

    Raises:
        ValueError: a feed whose name is not that of its module.
    """
    found: dict[str, Feed] = {}
    for info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        feed = getattr(import_module(f"{_PACKAGE}.{info.name}"), "FEED", None)
        if feed is None:
            continue
        if feed.name != info.name:
            raise ValueError(f"feed {feed.name} stands in module {info.name}")
        found[feed.name] = feed
    return MappingProxyType(found)
