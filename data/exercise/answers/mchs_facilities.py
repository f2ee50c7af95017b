"""Hospitals and reception sites as GeoJSON, in pages, in the words of EDXL-HAVE."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import numpy as np
import orjson

from data.domain.moment import MINSK, Moment
from data.domain.places import Hospital, Site
from data.exercise.answers.contract import Answer, Question
from data.exercise.reception import report_moments, site_reports
from data.exercise.world import World

PAGE: Final = 8
GEOJSON: Final = "application/geo+json"
BANDS: Final = ((0.30, "Green"), (0.15, "Yellow"), (0.05, "Orange"))
"""At least this share free; below the last one it is Red."""


def pages(world: World, question: Question) -> Answer | None:
    """One page of facilities, with the address of the next one."""
    offset = question.query.get("offset", "0")
    if question.path or not offset.isdecimal():
        return None
    found = list(_features(world, question.now))
    page = found[int(offset) : int(offset) + PAGE]
    following = int(offset) + PAGE
    links = [{"rel": "next", "href": f"/mchs_facilities?offset={following}"}] if following < len(found) else []
    document = {
        "type": "FeatureCollection",
        "numberMatched": len(found),
        "numberReturned": len(page),
        "links": links,
        "features": page,
    }
    return Answer(orjson.dumps(document), GEOJSON)


def _features(world: World, now: Moment) -> Iterator[dict[str, Any]]:
    for name, beds in world.beds.items():
        newest = int(np.searchsorted(beds.updated, now, side="right")) - 1
        if newest >= 0:
            free = sum(int(counts[newest]) for counts in beds.available.values())
            hospital = world.reference.hospital[name]
            yield _feature(hospital, "hospital", sum(beds.baseline.values()), free, int(beds.updated[newest]))
    moments = report_moments(world.hours)
    at = int(moments[max(int(np.searchsorted(moments, now, side="right")) - 1, 0)])
    for report in site_reports(world, at):
        free = max(report.places - report.occupied, 0)
        yield _feature(world.reference.site[report.site], "shelter", report.places, free, at)


def _feature(place: Hospital | Site, service: str, baseline: int, free: int, at: Moment) -> dict[str, Any]:
    share = free / max(baseline, 1)
    colour = next((word for least, word in BANDS if share >= least), "Red")
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "id": place.id,
            "name_en": place.names.en,
            "capacity_baseline": baseline,
            "available": free,
            "status": colour,
            "services": [{"name": {"hospital": "emergency"}.get(service, service), "status": colour}],
            "last_update": datetime.fromtimestamp(at, MINSK).isoformat(),
        },
    }


ANSWERS = {"mchs_facilities": pages}
