"""From an entry as written to a frozen dataclass; every value of a wrong kind and every unknown key is a fault."""

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from data.reference.entries import Entry
from data.reference.faults import Fault

T = TypeVar("T")

_REASONS = {"missing": "missing_key", "unexpected_keyword_argument": "unknown_key"}


def shape(entry: Entry, kind: type[T], values: dict[str, Any] | None = None) -> tuple[T | None, tuple[Fault, ...]]:
    """Shape an entry (or values drawn from it) into a dataclass; None when it has faults."""
    try:
        adapter: TypeAdapter[T] = _adapter(cast("Any", kind))
        shaped = adapter.validate_python(dict(entry.values) if values is None else values)
    except ValidationError as error:
        return None, tuple(
            entry.fault(fault["loc"], _REASONS.get(fault["type"], "bad_value"), _detail(fault["msg"], fault["input"]))
            for fault in error.errors(include_url=False, include_context=False)
        )
    return shaped, ()


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    # Building an adapter costs a few milliseconds; validating with it some microseconds.
    return TypeAdapter(kind)


def _detail(message: str, value: object) -> str:
    """The value as written beside what was expected; nothing to add for a whole entry."""
    return "" if isinstance(value, dict | list) else f"{str(value)[:60]!r}: {message}"
