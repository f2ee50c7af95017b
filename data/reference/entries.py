"""Entries of the reference files: items of a YAML list, rows of a CSV table, each with its line."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.reference.document import Step, line_of, read_document
from data.reference.faults import Fault


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as written, before it is shaped."""

    file: str
    row: int
    """Line at which it begins."""
    values: Mapping[str, Any]
    node: Any = None
    """Node of a YAML entry; None for a row of a table."""

    @property
    def id(self) -> str:
        """The entry's id as text; empty if it has none."""
        return str(self.values.get("id") or "")

    def fault(self, path: tuple[Step, ...], reason: str, detail: str = "") -> Fault:
        """Fault at a path of keys below the entry; an empty path is the entry itself."""
        row = self.row if self.node is None else line_of(self.node, path)
        return Fault(self.file, row, self._column(path), reason, detail)

    def _column(self, path: tuple[Step, ...]) -> str | None:
        # A table spreads the names of an entry over the columns name_en, name_ru, name_be.
        steps = ["name" if step == "names" else str(step) for step in path] if self.node is None else map(str, path)
        return ("_" if self.node is None else ".").join(steps) or None


Read = tuple[tuple[Entry, ...], tuple[Fault, ...]]


def read_list(folder: Path, file: str) -> Read:
    """Entries of a YAML file that is a list of mappings; an item of another kind is a fault.

    A file without entries is an empty register.
    """
    document, faults = read_document(folder, file)
    if document is None or document.values is None:
        return (), faults
    if not isinstance(document.values, list):
        return (), (*faults, Fault(file, 1, None, "bad_value", "a list of entries is expected"))
    pairs = list(zip(document.values, document.node.value, strict=True))
    entries = tuple(Entry(file, line_of(node, ()), item, node) for item, node in pairs if isinstance(item, dict))
    strays = tuple(
        Fault(file, line_of(node, ()), None, "bad_value", "an entry with keys is expected")
        for item, node in pairs
        if not isinstance(item, dict)
    )
    return entries, faults + strays


def read_table(folder: Path, file: str, columns: tuple[str, ...]) -> Read:
    """Rows of a CSV file with exactly these columns, in any order; a wrong header leaves no rows."""
    try:
        text = (folder / file).read_text("utf-8-sig")
    except FileNotFoundError:
        return (), (Fault(file, None, None, "missing_file"),)
    except (OSError, UnicodeDecodeError) as error:
        return (), (Fault(file, None, None, "unreadable", type(error).__name__),)
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        faults = tuple(_header_faults(file, header, columns))
        return ((), faults) if faults else _rows(file, header, reader)
    except csv.Error as error:
        return (), (Fault(file, reader.line_num, None, "unreadable", str(error)),)


def _header_faults(file: str, header: list[str], columns: tuple[str, ...]) -> Iterator[Fault]:
    yield from (Fault(file, 1, name, "unknown_key") for name in header if name not in columns)
    yield from (Fault(file, 1, name, "missing_key") for name in columns if name not in header)
    yield from (Fault(file, 1, name, "duplicate_key") for name in sorted({n for n in header if header.count(n) > 1}))


def _rows(file: str, header: list[str], reader: Any) -> Read:
    entries: list[Entry] = []
    faults: list[Fault] = []
    line = reader.line_num
    for cells in reader:
        row, line = line + 1, reader.line_num
        if not cells:
            continue
        if len(cells) != len(header):
            faults.append(Fault(file, row, None, "cell_count", f"{len(cells)} cells under {len(header)} columns"))
            continue
        entries.append(Entry(file, row, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
    return tuple(entries), tuple(faults)
