"""Builds the static base map of both themes and the places of labels: `python -m layers.map.basemap`."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from data import reference
from layers.map.anchors import stands, steps
from layers.map.outline import INPUTS, Outline, read_outline
from layers.map.projection import project
from layers.palette import THEMES, Palette, palette

ASSETS: Final = Path(__file__).resolve().parents[2] / "dashboard" / "assets" / "map"
PLACES: Final = Path(__file__).with_name("places.json")

COUNTRY_LABELS: Final[Mapping[str, tuple[float, float]]] = {
    "PL": (53.05, 21.95),
    "LT": (55.35, 23.95),
    "LV": (56.55, 26.25),
    "RU": (55.45, 32.35),
    "UA": (51.5, 32.05),
}
"""Where the name of each neighbour stands: degrees north and east."""

PAN_MARGIN_KM: Final = 40.0
"""How far beyond the data a view may be moved."""


def build(geography: Path) -> dict[Path, str]:
    """Make the text of every generated file from the geography of a deployment.

    Args:
        geography: folder with the files of `layers.map.outline.INPUTS`.

    Returns:
        Content by path: one base map for each theme, and the places of glyphs and labels.
    """
    outline = read_outline(geography)
    bounds = _bounds(outline)
    lines = {key: _axes([line]) for key, line in outline.sections.items()}
    files = {
        ASSETS / f"base-{theme}.json": _dump(
            {"traces": _traces(outline, palette(theme)), "lines": lines, "bounds": bounds}
        )
        for theme in THEMES
    }
    return files | {PLACES: _dump(_places(outline, digest(geography), bounds))}


def digest(geography: Path) -> str:
    """Digest of the input files, by which a stale base map is found without building it."""
    total = sha256()
    for name in INPUTS:
        total.update((geography / name).read_bytes())
    return total.hexdigest()


def _places(outline: Outline, inputs: str, bounds: Mapping[str, float]) -> dict[str, Any]:
    sections = {
        key: {"points": len(line.coords), "stands": stands(line, outline.country), "steps": steps(line)}
        for key, line in outline.sections.items()
    }
    labels = {iso: [round(value, 1) for value in project(*at)] for iso, at in COUNTRY_LABELS.items()}
    return {
        "inputs": inputs,
        "bounds": bounds,
        "sections": sections,
        "unguarded": steps(outline.unguarded),
        "countries": labels,
    }


def _bounds(outline: Outline) -> dict[str, float]:
    west, south, east, north = outline.country.bounds
    return {"west": round(west), "south": round(south), "east": round(east), "north": round(north)}


def _traces(outline: Outline, colours: Palette) -> list[dict[str, Any]]:
    edge = colours.edge
    return [
        _area("neighbours", outline.neighbours, colours.neighbour),
        _area("country", outline.country, colours.land),
        _area("lakes", outline.lakes, colours.water),
        _lines("rivers", outline.rivers, {"color": colours.river, "width": 1}),
        _lines("neighbour_lines", outline.neighbour_lines, {"color": colours.river, "width": 1}),
        _lines("oblast_lines", outline.oblast_lines, {"color": colours.band, "width": 1, "dash": "dot"}),
        _lines("unguarded", outline.unguarded, {"color": edge, "width": 1.6, "dash": "3px,4px"}),
    ]


def _area(key: str, shape: BaseGeometry, colour: str) -> dict[str, Any]:
    fill = {"mode": "lines", "fill": "toself", "fillcolor": colour, "line": {"width": 0}, "hoveron": "fills"}
    return _trace(key, _axes(_rings(shape)), fill)


def _lines(key: str, shape: BaseGeometry, line: Mapping[str, Any]) -> dict[str, Any]:
    return _trace(key, _axes(_parts(shape)), {"mode": "lines", "line": dict(line)})


def _trace(key: str, axes: Mapping[str, Any], look: Mapping[str, Any]) -> dict[str, Any]:
    fixed = {"type": "scatter", "hoverinfo": "skip", "showlegend": False, "meta": {"base": key}}
    return {**fixed, **look, **axes}


def _rings(shape: BaseGeometry) -> list[BaseGeometry]:
    """Outer rings one way and holes the other, so that a path of all of them leaves the holes open."""
    turned = [shapely.orient_polygons(part) for part in _parts(shape)]
    return [ring for part in turned for ring in (part.exterior, *part.interiors)]


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return list(getattr(shape, "geoms", [shape]))


def _axes(lines: Iterable[BaseGeometry]) -> dict[str, list[float | None]]:
    """Coordinates of lines in two lists, separated by None, to 0.1 km."""
    x: list[float | None] = []
    y: list[float | None] = []
    for line in lines:
        if x:
            x.append(None)
            y.append(None)
        x += [round(a, 1) for a, *_ in line.coords]
        y += [round(b, 1) for _, b, *_ in line.coords]
    return {"x": x, "y": y}


def _dump(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, text in build(reference.geography("belarus")).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
