"""One YAML file with the line of each value. Plain JSON values only: a date stays text, `NO` stays text."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from data.reference.faults import Fault

_INTEGER: Final = re.compile(r"[-+]?\d{1,15}", re.ASCII)
_FLOAT: Final = re.compile(r"[-+]?\d{1,15}\.\d{0,30}", re.ASCII)
_DEEPEST: Final = 20
"""Collections within each other; libyaml builds its tree by calls within calls, and a deep one ends the process."""
_QUOTED: Final = frozenset("'\"|>")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}

Step = str | int


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a file and the node tree that knows their lines."""

    file: str
    values: Any
    node: Any


def read_document(folder: Path, file: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """Read a YAML file below a folder; the document is None when the file is missing or no YAML."""
    try:
        text = (folder / file).read_text("utf-8")
        refusal = _refusal(text)
        node = None if refusal else yaml.compose(text, Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        return None, (Fault(file, None, None, "missing_file"),)
    except (OSError, UnicodeDecodeError) as error:
        return None, (Fault(file, None, None, "unreadable", type(error).__name__),)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        return None, (Fault(file, row, None, "unreadable", str(getattr(error, "problem", "") or "")),)
    if refusal:
        return None, (Fault(file, None, None, "bad_value", refusal),)
    faults: list[Fault] = []
    values = _value(node, file, faults)
    return Document(file, values, node), tuple(faults)


def _refusal(text: str) -> str:
    """Why a text is not even composed: aliases can make a short file endless, and depth can end the process.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            return "anchors and aliases of YAML are not read"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return f"more than {_DEEPEST} lists and mappings within each other"
    return ""


def line_of(node: Any, path: tuple[Step, ...]) -> int:
    """Line of the value at a path of keys and indices, or of the nearest value above it."""
    line = int(node.start_mark.line) + 1
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        mark, node = found
        line = int(mark.line) + 1
    return line


def _child(node: Any, step: Step) -> tuple[Any, Any] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None


def _value(node: Any, file: str, faults: list[Fault]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, file, faults)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file, faults) for item in node.value]
    return None if node is None else _scalar(node)


def _mapping(node: Any, file: str, faults: list[Fault]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in values:
            faults.append(Fault(file, key.start_mark.line + 1, name, "duplicate_key"))
        values[name] = _value(value, file, faults)
    return values


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style in _QUOTED:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
