"""Answers made wrong in the ways in which agencies' reports are wrong."""

import io
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import openpyxl

from data.exercise.answers.contract import HTML, Answer

PLATE: Final = "1234 AB-7"
"""Invented, and of the shape that every intake must leave behind."""
SKEW_S: Final = 6 * 3600
"""How far a skewed clock is ahead."""
HUGE: Final = 50_000_000
"""Bytes."""
_TAG: Final = re.compile(rb"(</?[A-Za-z][\w.:-]*)")
_APOLOGY: Final = b"<!doctype html><html><body><h1>Service temporarily unavailable</h1></body></html>"


def spoil(kind: str, answer: Answer, seed: int = 0) -> Answer:
    """The answer as it is when an agency has this trouble; kinds that concern no content leave it as it is."""
    spoiler = SPOILERS.get(kind)
    return replace(answer, body=spoiler(answer.body, random.Random(seed))) if spoiler else _retyped(kind, answer)  # noqa: S311


def _retyped(kind: str, answer: Answer) -> Answer:
    return Answer(_APOLOGY, HTML) if kind == "wrong_type" else answer


def _is_table(body: bytes) -> bool:
    return not body.startswith((b"PK", b"<", b"{", b"[")) and b"," in body.partition(b"\n")[0]


def _rows(body: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """A table whose lines below the header were changed."""
    lines = body.rstrip().split(b"\r\n")
    below = 2 if len(lines) > 1 and lines[1].startswith(b"#") else 1  # hashtags belong to the header
    return b"\r\n".join((*lines[:below], *change(lines[below:]))) + b"\r\n"


def _lists(body: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
    """JSON whose lists, at the top or right below it, were changed."""
    value = json.loads(body)
    if isinstance(value, list):
        return json.dumps(change(value)).encode()
    return json.dumps({k: change(v) if isinstance(v, list) else v for k, v in value.items()}).encode()


def _changed(body: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
    """Items of a table or of JSON changed; other reports stay as they are."""
    if _is_table(body):
        return _rows(body, change)
    return _lists(body, change) if body[:1] in {b"{", b"["} else body


def _duplicate(body: bytes, _: random.Random) -> bytes:
    return _changed(body, lambda items: [item for item in items for _ in range(2)])


def _out_of_order(body: bytes, chance: random.Random) -> bytes:
    return _changed(body, lambda items: chance.sample(items, len(items)))


def _late_correction(body: bytes, _: random.Random) -> bytes:
    """The oldest row once more, with other numbers, as said by the newest issue of the table."""
    return _rows(body, _with_correction) if _is_table(body) and b"issued" in body else body


def _with_correction(rows: list[bytes]) -> list[bytes]:
    if not rows:
        return rows
    oldest = min(rows, key=lambda row: row.rpartition(b",")[2]).split(b",")
    newest = max(row.rpartition(b",")[2] for row in rows)
    told = [str(int(cell) + 3).encode() if cell.isdigit() else cell for cell in oldest[:-1]]
    return [*rows, b",".join((*told, newest))]


def _renamed(body: bytes, _: random.Random) -> bytes:
    """The last column, key or element name is another one than agreed."""
    if body.startswith(b"PK"):
        return _workbook(body, lambda cell: f"{cell} (нов.)" if cell == "Занято" else cell)
    if _is_table(body):
        header, end, rows = body.partition(b"\r\n")
        return header + b"_new" + end + rows
    if body[:1] in {b"{", b"["}:
        return re.sub(rb'"(\w+)"(\s*:)', rb'"\1_new"\2', body)
    return _TAG.sub(rb"\1New", body) if body.startswith(b"<") else body


def _plated(body: bytes, _: random.Random) -> bytes:
    """Someone wrote a number plate where a number belongs, or beside it."""
    plate = PLATE.encode()
    if body.startswith(b"PK"):
        return _workbook(body, lambda cell: f"{cell} авто {PLATE}" if isinstance(cell, int | float) else cell, most=1)
    if _is_table(body):
        return re.sub(rb",-?\d+(?:\.\d+)?,", b"," + plate + b",", body, count=1)
    if body.startswith(b"{"):
        return b'{"comment": "' + plate + b'", ' + body[1:]
    return re.sub(rb"(<title[^>]*>|<(?:\w+:)?headline[^>]*>)", rb"\g<1>" + plate + b" ", body)


def _huge(body: bytes, _: random.Random) -> bytes:
    return body + b"\n" * max(0, HUGE - len(body))


def _workbook(body: bytes, change: Callable[[Any], Any], most: int = 1000) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(body))
    for cell in _cells(book):
        changed = change(cell.value)
        if changed != cell.value and most:
            cell.value, most = changed, most - 1
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()


def _cells(book: Any) -> Iterator[Any]:
    return (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


SPOILERS: Final[Mapping[str, Callable[[bytes, random.Random], bytes]]] = MappingProxyType(
    {
        "not_json": lambda *_: b"blad",
        "truncated": lambda body, _: body[: len(body) // 2],
        "duplicate": _duplicate,
        "out_of_order": _out_of_order,
        "late_correction": _late_correction,
        "renamed_column": _renamed,
        "plate_in_comment": _plated,
        "huge": _huge,
    }
)
