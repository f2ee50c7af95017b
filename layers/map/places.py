"""Places of glyphs and labels that the base map was built with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

Point = tuple[float, float]
"""Kilometres east and north on the map plane."""

PLACES_FILE: Final = Path(__file__).with_name("places.json")


@dataclass(frozen=True, slots=True)
class Stand:
    """A place beside a section where its glyph may stand."""

    foot: Point
    """On the line."""
    outside: tuple[Point, ...]
    """Off the country, the nearest first."""


@dataclass(frozen=True, slots=True)
class SectionPlaces:
    """What placement needs to know of one section's line."""

    points: int
    """Vertices of the line in the base map."""
    stands: tuple[Stand, ...]
    """The preferred one first."""
    steps: tuple[Point, ...]
    """Points along the line that labels keep clear of."""


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that was measured when the base map was built."""

    inputs: str
    """Digest of the geography files."""
    bounds: Mapping[str, float]
    """Box of the country: west, south, east, north."""
    sections: Mapping[str, SectionPlaces]
    unguarded: tuple[Point, ...]
    countries: Mapping[str, Point]
    """Where the name of each neighbour stands."""


@cache
def load_places() -> Places:
    """Read the places that ship with the package."""
    raw = json.loads(PLACES_FILE.read_text(encoding="utf-8"))
    return Places(
        inputs=raw["inputs"],
        bounds=raw["bounds"],
        sections={key: _section(entry) for key, entry in raw["sections"].items()},
        unguarded=_points(raw["unguarded"]),
        countries=dict(zip(raw["countries"], _points(raw["countries"].values()), strict=True)),
    )


def _section(entry: Mapping[str, list[list[float]]]) -> SectionPlaces:
    stands = tuple(_stand(row) for row in entry["stands"])
    return SectionPlaces(int(str(entry["points"])), stands, _points(entry["steps"]))


def _stand(row: list[float]) -> Stand:
    foot, *outside = zip(row[::2], row[1::2], strict=True)
    return Stand(foot, tuple(outside))


def _points(rows: object) -> tuple[Point, ...]:
    return tuple((float(x), float(y)) for x, y in rows)  # type: ignore[attr-defined]
