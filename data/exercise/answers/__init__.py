"""What the agencies report: modules with `ANSWERS` over HTTP or `DROPS` as files, by feed, found by this package."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

from data.exercise.answers.contract import JSON, Answer, Drop, Question, Respond
from data.exercise.world import World

__all__ = ["JSON", "Answer", "Drop", "Question", "all_answers", "all_drops", "answer"]


@cache
def all_answers() -> Mapping[str, Respond]:
    """Every feed that is served over HTTP; others come as files.

    Raises:
        ValueError: two modules answer for one feed.
    """
    return _found("ANSWERS")


@cache
def all_drops() -> Mapping[str, Drop]:
    """Every feed that comes as files."""
    return _found("DROPS")


def _found(name: str) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(__path__):
        declared: Mapping[str, Any] = getattr(import_module(f"{__name__}.{info.name}"), name, {})
        if found.keys() & declared.keys():
            raise ValueError(f"module {info.name} reports for a feed that another one reports for")
        found.update(declared)
    return MappingProxyType(dict(sorted(found.items())))


def answer(world: World, feed: str, question: Question) -> Answer | None:
    """The answer of a feed; None where it serves nothing at that path."""
    respond = all_answers().get(feed)
    return respond(world, question) if respond else None
