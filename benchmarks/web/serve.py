"""Serves the kit's board through the product's own delivery: `serve.py --port P --workers N`."""

import argparse
from functools import partial
from typing import Any

from dashboard.app import create_app
from dashboard.delivery.boards import Board, Drawing, Look
from dashboard.delivery.front import Front
from dashboard.delivery.worker import Surface
from dashboard.server import serve_app
from dashboard.settings import Settings
from data.domain.situation import Situation
from data.reference import load
from data.running import running


def draw(_look: Look, situation: Situation) -> Board:
    """Map of 60 markers with texts, eight gauges, a timeline of eight lines."""
    return {"map": {"figure": _map(situation)}, **_gauges(situation), "timeline": {"figure": _timeline(situation)}}


def _map(situation: Situation) -> dict[str, Any]:
    """The lines of the sections are a static asset, as on the product's map; markers and texts change."""
    text = "Point {}: queue {:.1f}, occupancy {:.1f}, wait {:.1f}"
    points = [(c.queue.cars.value, c.load.value, c.wait.value) for c in situation.crossings]
    points += [(s.arrivals.value, s.expected, s.ratio) for s in situation.sections]
    points += [(f.occupied.value, f.capacity.value, f.occupancy) for f in situation.facilities]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [23.5 + (e % 10) * 0.9 for e in range(len(points))],
                "y": [51.5 + (e // 10) * 0.8 for e in range(len(points))],
                "marker": {"size": 12, "color": [p[0] for p in points], "colorscale": "YlOrRd"},
                "text": [text.format(e, *point) for e, point in enumerate(points)],
            }
        ],
        "layout": {"uirevision": "map"},
    }


def _gauges(situation: Situation) -> dict[str, dict[str, Any]]:
    return {f"g{n}": {"value": section.risk, "max": 400} for n, section in enumerate(situation.sections)}


def _timeline(situation: Situation) -> dict[str, Any]:
    first = situation.sections[0].spark
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "name": f"Section {n + 1}",
                "x0": first.start * 1000,
                "dx": 3_600_000,
                "y": section.spark.observed,
            }
            for n, section in enumerate(situation.sections)
        ],
        "layout": {"xaxis": {"type": "date"}},
    }


def create(settings: Settings) -> Front:
    """One worker."""
    drawing = Drawing(lambda view: view == "bench", draw)
    return Front(settings, Surface(create_app().server, ("/",), drawing, load(), "bench"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    chosen = Settings(running(), port=options.port, workers=options.workers)
    serve_app(partial(create, chosen), chosen)
