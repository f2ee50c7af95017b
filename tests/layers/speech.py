"""What panel tests share: strict words, and a look into components."""

from collections.abc import Iterator
from typing import Any

from data.i18n import Words, load_words
from data.reference import load


def speak(language: str = "en") -> Words:
    return load_words(language, load(), strict=True)


def nodes(content: Any) -> Iterator[dict[str, Any]]:
    """All components inside, in reading order."""
    if isinstance(content, list | tuple):
        for child in content:
            yield from nodes(child)
    elif isinstance(content, dict):
        yield content
        yield from nodes(content["props"].get("children"))


def found(content: Any, **props: Any) -> list[dict[str, Any]]:
    """Components whose properties have these values; `class_` matches one of the classes."""
    wanted = props.pop("class_", None)
    return [
        node
        for node in nodes(content)
        if (wanted is None or wanted in str(node["props"].get("className", "")).split())
        and all(node["props"].get(name.replace("_", "-")) == value for name, value in props.items())
    ]
