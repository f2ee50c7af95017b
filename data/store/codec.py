"""Domain objects to JSON and back: written by orjson, read strictly by pydantic."""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")
_adapters: dict[type[Any], TypeAdapter[Any]] = {}
"""Building one costs milliseconds; they depend on nothing but the type."""


def encode(value: Any) -> str:
    """JSON of a dataclass, a mapping or a plain value."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()


def decode(kind: type[T], body: str) -> T:
    """Read back what `encode` wrote; anything else is our own bug and raises."""
    adapter: TypeAdapter[T] | None = _adapters.get(kind)
    if adapter is None:
        adapter = _adapters[kind] = TypeAdapter(kind)
    return adapter.validate_json(body, strict=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
