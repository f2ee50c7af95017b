"""The geographic layers that the base map is drawn from: present, readable, with a line for each section."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from data.domain.places import Section
from data.reference.faults import Fault
from data.reference.tables import Table

FOLDER: Final = "geography"
LINES: Final = "territorial_bodies_approx.geojson"
"""Stretches of the border by territorial body; `section_id` names the section, null where nobody guards."""
LAYERS: Final = (
    "countries_500m.geojson",
    "oblasts_500m.geojson",
    "border_sections_100m.geojson",
    LINES,
    "lakes_ne10m.geojson",
    "rivers_gshhg_300m.geojson",
)


def geography_faults(folder: Path, sections: Table[Section]) -> Iterator[Fault]:
    """Missing or unreadable layers, the missing notice, and sections without a line or lines without a section."""
    if not (folder / FOLDER / "NOTICE.md").is_file():
        yield Fault(f"{FOLDER}/NOTICE.md", None, None, "missing_file", "the licences ask for it")
    for layer in LAYERS:
        file = f"{FOLDER}/{layer}"
        features, fault = _features(folder, file)
        if fault is not None:
            yield fault
        elif layer == LINES:
            yield from _line_faults(file, features, sections)


def _features(folder: Path, file: str) -> tuple[list[dict[str, Any]], Fault | None]:
    try:
        features = json.loads((folder / file).read_text("utf-8"))["features"]
        return [feature["properties"] for feature in features], None
    except FileNotFoundError:
        return [], Fault(file, None, None, "missing_file")
    except json.JSONDecodeError as error:
        return [], Fault(file, error.lineno, None, "unreadable", error.msg)
    except (OSError, UnicodeDecodeError, LookupError, TypeError) as error:
        return [], Fault(file, None, None, "unreadable", type(error).__name__)


def _line_faults(file: str, features: list[dict[str, Any]], sections: Table[Section]) -> Iterator[Fault]:
    drawn = {str(feature.get("section_id")) for feature in features if feature.get("section_id") is not None}
    for entry, section in sections.rows:
        if section.neighbour is not None and section.id not in drawn:
            yield entry.fault(("id",), "no_line", f"{section.id} in {file}")
    for stray in sorted(drawn - sections.ids):
        yield Fault(file, None, "section_id", "unknown_id", f"{stray} is not in {sections.file}")
