"""Availability of facilities: EDXL-HAVE 2.0 in XML, or the same words as GeoJSON, also paged by OGC API Features."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final
from xml.etree.ElementTree import Element

from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Feed, FeedError, speaks_for_itself
from data.feeds.json_body import read_document
from data.feeds.personal import count_values
from data.feeds.reading import (
    CLOCK_LEEWAY_S,
    CellError,
    Fault,
    Period,
    Reading,
    collect,
    join,
    observe_number,
    read_time,
)
from data.feeds.xml_body import local_name, outermost, read_xml

NAME: Final = "mchs_facilities"
COLOURS: Final[Mapping[str, int]] = MappingProxyType({"green": 0, "yellow": 1, "orange": 2, "red": 3, "black": 4})
"""Colour status of HAVE as a rank: 0 normal operation to 4 out of service. Grey, blue and unknown words are no rank."""
SERVICES: Final = ("emergency", "surgery", "trauma", "infectious", "maternity", "paediatrics", "shelter", "feeding")
BASELINE: Final = Metric("facility_baseline", "places", "stock", high=50_000.0)
AVAILABLE: Final = Metric("facility_available", "places", "stock", high=50_000.0)
STATUS: Final = Metric("facility_status", "rank", "stock", high=4.0)
SERVICE_METRICS: Final[Mapping[str, Metric]] = MappingProxyType(
    {name: Metric(f"facility_{name}_status", "rank", "stock", high=4.0) for name in SERVICES}
)
COLUMNS: Final = ("facilityID", "lastUpdate", "geometry", "status", "services", "capacity_baseline", "available")
"""Names that rejects carry."""
WINDOW_DEG: Final = 3.0
"""A point outside the frame of all crossing points, widened by this, is no facility of ours."""
MAX_FEATURES: Final = 5_000
MAX_BYTES: Final = 2_000_000
"""Of a page of features: every text in it is searched for personal data."""
_CODES: Final = ("colourCodeDefault", "colourCode")
"""Elements that hold a colour, the surer one first."""
_KNOWN_KEYS: Final = frozenset(
    {"id", "name", "name_en", "name_ru", "kind", "operator", "status", "colour", "last_update", "type", "href", "rel"}
)


def parse(body: bytes, context: Context) -> Report:
    """Read places and colour status by facility; `last_update` is `issued` and `valid_to`.

    Raises:
        FeedError: neither a HAVE document nor a collection of features.
    """
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return collect(_read_have(read_xml(body), context), context)
    if len(body) > MAX_BYTES:
        raise FeedError("too_large", str(MAX_BYTES))
    document = read_document(body)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise FeedError("unknown_shape")
    if len(features) > MAX_FEATURES:
        raise FeedError("too_many_rows", str(MAX_FEATURES))
    readings = (_read_feature(row, item, context) for row, item in enumerate(features, start=1))
    return collect((Reading(dropped=count_values(document, skip=_KNOWN_KEYS)), *readings), context)


def follow(body: bytes) -> tuple[str, ...]:
    """Address of the next page, as OGC API Features names it."""
    try:
        document = read_document(body)
    except FeedError:
        return ()
    links = document.get("links") if isinstance(document, dict) else None
    known = (link for link in (links if isinstance(links, list) else ()) if isinstance(link, dict))
    found = [link.get("href") for link in known if link.get("rel") == "next"]
    return tuple(address for address in found[:1] if isinstance(address, str) and len(address) < 2_000)


def _read_feature(row: int, item: Any, context: Context) -> Reading:
    properties = item.get("properties") if isinstance(item, dict) else None
    if not isinstance(properties, dict):
        return Reading(faults=(Fault(row, None, "bad_row"),))
    fault = _misplaced(item.get("geometry"), context.reference)
    if fault is not None:
        return Reading(faults=(Fault(row, "geometry", "missing_element" if fault == "none" else "outside_window"),))
    services = properties.get("services")
    pairs = [
        (service.get("name"), service.get("status") or service.get("colour"))
        for service in (services if isinstance(services, list) else ())
        if isinstance(service, dict)
    ]
    facility = {
        "id": properties.get("id", item.get("id")),
        "updated": properties.get("last_update"),
        "colour": properties.get("status") or properties.get("colour"),
        "baseline": properties.get("capacity_baseline"),
        "available": properties.get("available"),
    }
    return _observe(row, facility, pairs, context)


def _misplaced(geometry: Any, reference: Reference) -> str | None:
    """`none` without a point, `outside` for one far from here, None for a good one. GeoJSON writes longitude first."""
    point = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if not (isinstance(point, list) and len(point) >= 2 and all(isinstance(x, int | float) for x in point[:2])):
        return "none"
    lats, lons = [c.lat for c in reference.crossings], [c.lon for c in reference.crossings]
    if not lats:
        return None
    inside = (
        min(lons) - WINDOW_DEG <= point[0] <= max(lons) + WINDOW_DEG
        and min(lats) - WINDOW_DEG <= point[1] <= max(lats) + WINDOW_DEG
    )
    return None if inside else "outside"


def _read_have(root: Element, context: Context) -> Iterator[Reading]:
    if local_name(root) not in {"HAVE", "EDXLDistribution", "hospitalStatus"}:
        raise FeedError("unknown_shape")
    facilities = list(outermost(root, frozenset({"facility"})))
    if len(facilities) > MAX_FEATURES:
        raise FeedError("too_many_rows", str(MAX_FEATURES))
    for row, element in enumerate(facilities, start=1):
        yield _read_facility(row, element, context)


def _read_facility(row: int, element: Element, context: Context) -> Reading:
    services = outermost(element, frozenset({"serviceListItem", "service"}))
    pairs = [(_text(part, "serviceName"), _colour(part)) for part in services]
    status = next((part for part in element.iter() if local_name(part) == "facilityColourStatus"), None)
    facility = {
        "id": _text(element, "facilityID"),
        "updated": _text(element, "lastUpdateTime") or _text(element, "lastUpdate"),
        "colour": None if status is None else _colour(status),
        "baseline": _whole(_text(element, "bedCapacityBaseline") or _text(element, "baselineCount")),
        "available": _whole(_text(element, "bedCapacityAvailable") or _text(element, "availableCount")),
    }
    return _observe(row, facility, pairs, context)


def _text(element: Element, name: str) -> str:
    found = (part for part in element.iter() if local_name(part) == name)
    return next(((part.text or "").strip() for part in found), "")


def _colour(element: Element) -> str:
    """The default colour or the value of a colour code, wherever it stands inside."""
    codes = {local_name(part): part for part in reversed(list(element.iter())) if local_name(part) in _CODES}
    chosen = next((codes[name] for name in _CODES if name in codes), None)
    return "" if chosen is None else _text(chosen, "Value") or (chosen.text or "").strip()


def _whole(text: str) -> int | str | None:
    return int(text) if text.isdecimal() and len(text) < 10 else text or None


def _observe(row: int, facility: Mapping[str, Any], services: list[tuple[Any, Any]], context: Context) -> Reading:
    place = facility["id"]
    if not isinstance(place, str) or place not in places(context.reference):
        return Reading(faults=(Fault(row, "facilityID", "unknown_place"),))
    try:
        updated = read_time(facility["updated"])
    except CellError as error:
        return Reading(faults=(Fault(row, "lastUpdate", error.reason),))
    if updated > context.stamp + CLOCK_LEEWAY_S:
        return Reading(faults=(Fault(row, "lastUpdate", "after_report"),))
    period = Period(updated, updated, updated)
    parts = (
        observe_number(place, BASELINE, facility["baseline"], period, Fault(row, "capacity_baseline", "bad_number")),
        observe_number(place, AVAILABLE, facility["available"], period, Fault(row, "available", "bad_number")),
        _rank(place, STATUS, facility["colour"], period, Fault(row, "status", "bad_status")),
        *_ranks(row, place, services, period),
    )
    read = join(parts)
    # of a facility that gives only what cannot be read nothing was heard
    return read if read.faults and not read.observations else replace(read, units=frozenset({place}))


def _ranks(row: int, place: str, services: list[tuple[Any, Any]], period: Period) -> Iterator[Reading]:
    seen: set[str] = set()
    for name, colour in services:
        known = name.strip().lower() if isinstance(name, str) else ""
        if known not in SERVICES or known in seen:
            yield Reading(faults=(Fault(row, "services", "duplicate_row" if known in seen else "unknown_service"),))
            continue
        seen.add(known)
        yield _rank(place, SERVICE_METRICS[known], colour, period, Fault(row, "services", "bad_status"))


def _rank(place: str, metric: Metric, colour: object, period: Period, fault: Fault) -> Reading:
    """The rank of a colour; none for one that says nothing (grey), a fault for a word that is no colour of HAVE."""
    word = colour.strip().lower() if isinstance(colour, str) else ""
    if word in {"", "gray", "grey", "blue", "unknown"}:
        return Reading()
    if word not in COLOURS:
        return Reading(faults=(fault,))
    return Reading((period.observe(place, metric, float(COLOURS[word])),))


def places(reference: Reference) -> tuple[str, ...]:
    """Hospitals and reception sites."""
    return (*reference.hospital, *reference.site)


def units(reference: Reference) -> tuple[str, ...]:
    """Hospitals, and sites that the ministries' reports know by name; others may report, and are not missed."""
    return (*reference.hospital, *(site.id for site in reference.sites if site.reported_as))


SAMPLE: Final = """\
{"type": "FeatureCollection", "numberMatched": 1, "numberReturned": 1, "features": [
  {"type": "Feature", "geometry": {"type": "Point", "coordinates": [23.7, 53.55]}, "properties": {
    "id": "bruzgi", "name_en": "Invented centre", "kind": "reception", "operator": "mchs",
    "capacity_baseline": 400, "available": 37, "status": "Orange",
    "services": [{"name": "feeding", "status": "Yellow"}],
    "last_update": "2026-11-17T21:00:00+03:00", "stale_after_h": 12}}]}
"""

FEED = Feed(
    name=NAME,
    agency="mchs",
    format="EDXL-HAVE or GeoJSON",
    cycle_s=21_600,
    tolerance_s=3600,
    stamp="sender",
    speaks="periods",
    metrics=(BASELINE, AVAILABLE, STATUS, *SERVICE_METRICS.values()),
    parse=parse,
    follow=follow,
    unit_of=speaks_for_itself,
    units=units,
    places=places,
    columns=COLUMNS,
    sample=SAMPLE,
)
