"""CSV with a row of HXL hashtags: columns are known by tag and attributes, in whatever order and under whatever title.

Source: Humanitarian Exchange Language 1.1. A tag is `#name+attribute+attribute`; attributes have no order. The row of
tags is sought in the first rows; columns without a tag are ignored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from data.feeds.contract import FeedError
from data.feeds.table import numbered_lines, split_line

WITHIN_ROWS: Final = 25
MAX_ROWS: Final = 20_000
"""Below the tags; the largest published table that is known has 13,367."""
_TAG: Final = re.compile(r"#\s*([a-z][a-z0-9_]*)((?:\s*\+\s*[a-z][a-z0-9_]*)*)\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Tag:
    """Hashtag of a column."""

    name: str
    """Without its hash: `affected`."""
    attributes: frozenset[str]

    def says(self, name: str, *attributes: str) -> bool:
        """Tell whether it is of this name and has all these attributes, perhaps among others."""
        return self.name == name and self.attributes.issuperset(attributes)


@dataclass(frozen=True, slots=True)
class TaggedRow:
    """One row below the tags; `number` counts the lines of the file from 1."""

    number: int
    cells: Mapping[int, str]
    """By position of the column: tagged columns that are filled. A blank cell is not kept."""

    def cell(self, position: int) -> str:
        """Text of a column; empty where it is blank."""
        return self.cells.get(position, "")


@dataclass(frozen=True, slots=True)
class TaggedTable:
    """A table by its tags."""

    tags: Mapping[int, Tag]
    """By position of the column."""
    rows: tuple[TaggedRow, ...]
    bad_rows: tuple[int, ...]
    """Numbers of lines whose cells cannot be told apart."""

    def columns(self, name: str, *attributes: str) -> tuple[int, ...]:
        """Positions of the columns that a tag with at least these attributes stands over."""
        return tuple(position for position, tag in self.tags.items() if tag.says(name, *attributes))


def read_tagged(body: bytes) -> TaggedTable:
    """Read a table with hashtags.

    Raises:
        FeedError: empty_body, html, not_utf8, too_many_rows; no_hashtags; duplicate_column for a tag that stands
            over two columns.
    """
    lines = numbered_lines(body)
    for place, (_, text) in enumerate(lines[:WITHIN_ROWS]):
        tags = _tags(split_line(text) or ())
        if tags:
            _refuse_repeated(tags)
            return _table(tags, lines[place + 1 :])
    raise FeedError("no_hashtags")


def _tags(cells: tuple[str, ...]) -> dict[int, Tag]:
    """Tags of a row; none where any cell that is filled is no tag, or fewer than two are."""
    filled = {position: cell for position, cell in enumerate(cells) if cell}
    matches = {position: _TAG.fullmatch(cell) for position, cell in filled.items()}
    found = {
        position: Tag(match[1].lower(), frozenset(re.findall(r"\w+", match[2].lower())))
        for position, match in matches.items()
        if match
    }
    return found if len(found) >= 2 and len(found) * 2 > len(filled) else {}


def _refuse_repeated(tags: Mapping[int, Tag]) -> None:
    if len(set(tags.values())) < len(tags):
        raise FeedError("duplicate_column")


def _table(tags: Mapping[int, Tag], lines: list[tuple[int, str]]) -> TaggedTable:
    if len(lines) > MAX_ROWS:
        raise FeedError("too_many_rows", str(MAX_ROWS))
    split = [(number, split_line(text)) for number, text in lines]
    return TaggedTable(
        tags,
        tuple(_rows(tags, split)),
        tuple(number for number, cells in split if cells is None),
    )


def _rows(tags: Mapping[int, Tag], split: list[tuple[int, tuple[str, ...] | None]]) -> Iterator[TaggedRow]:
    for number, cells in split:
        if cells is not None and any(cells):
            # by the cells that are there: tags of endless columns over endless short rows cost nothing
            yield TaggedRow(number, {place: cell for place, cell in enumerate(cells) if cell and place in tags})
