"""Free hospital places, four times a day, in the words of EDXL-HAVE."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from data.domain.observation import Metric, Report
from data.domain.places import Reference
from data.feeds.contract import Context, Due, Feed, FeedError, speaks_for_itself
from data.feeds.json_body import read_document
from data.feeds.personal import count_values
from data.feeds.reading import CellError, Fault, Period, Reading, collect, join, observe_number, read_time

BED_TYPES: Final = (
    "general",
    "intensive",
    "surgical",
    "paediatric",
    "paediatric_intensive",
    "neonatal_intensive",
    "maternity",
    "infectious",
    "burn",
    "psychiatric",
)
SERVICES: Final = ("emergency", "surgery", "trauma", "infectious", "maternity", "paediatrics", "dialysis")
ALIASES: Final[Mapping[str, str]] = {
    "medical_surgical": "general",
    "medical": "general",
    "adult": "general",
    "icu": "intensive",
    "adult_icu": "intensive",
    "intensive_care": "intensive",
    "pediatric": "paediatric",
    "pediatrics": "paediatric",
    "paediatrics": "paediatric",
    "pediatric_icu": "paediatric_intensive",
    "paediatric_icu": "paediatric_intensive",
    "neonatal_icu": "neonatal_intensive",
    "obstetric": "maternity",
    "obstetrics": "maternity",
    "isolation": "infectious",
    "other_isolation": "infectious",
    "negative_flow_isolation": "infectious",
    "burns": "burn",
    "adult_psychiatric": "psychiatric",
    "surgery": "surgical",
}
"""Other words for the bed types, those of EDXL-HAVE among them, after `_snake`."""
SERVICE_ALIASES: Final[Mapping[str, str]] = {
    "emergency_department": "emergency",
    "surgical": "surgery",
    "infectious_diseases": "infectious",
    "obstetrics": "maternity",
    "pediatrics": "paediatrics",
    "paediatric": "paediatrics",
}
METRICS: Final[Mapping[str, Metric]] = {
    metric.name: metric
    for metric in (
        *(
            Metric(f"beds_{kind}_{count}", "places", "stock", high=10_000.0)
            for kind in BED_TYPES
            for count in ("baseline", "available")
        ),
        *(Metric(f"service_{name}_waiting", "persons", "stock", high=10_000.0) for name in SERVICES),
    )
}
COLUMNS: Final = ("id", "lastUpdate", "beds", "services", "baseline", "available", "waiting")
"""Names that rejects carry."""
_KNOWN_KEYS: Final = frozenset({"id", "name", "lastUpdate", "type", "status"})


def parse(body: bytes, context: Context) -> Report:
    """Read free places by hospital; a facility's `lastUpdate` is `issued` and `valid_to`.

    Raises:
        FeedError: not JSON, or without a list `facilities`.
    """
    document = read_document(body)
    facilities = document.get("facilities") if isinstance(document, dict) else None
    if not isinstance(facilities, list):
        raise FeedError("unknown_shape")
    readings = (_read_facility(row, item, context.reference) for row, item in enumerate(facilities, start=1))
    return collect((Reading(dropped=count_values(document, scan=True, skip=_KNOWN_KEYS)), *readings), context)


def _read_facility(row: int, item: Any, reference: Reference) -> Reading:
    if not isinstance(item, dict):
        return Reading(faults=(Fault(row, None, "bad_row"),))
    hospital = item.get("id")
    if not isinstance(hospital, str) or hospital not in reference.hospital:
        return Reading(faults=(Fault(row, "id", "unknown_place"),))
    try:
        updated = read_time(item.get("lastUpdate"))
    except CellError as error:
        return Reading(faults=(Fault(row, "lastUpdate", error.reason),))
    period = Period(updated, updated, updated)
    parts = (*_read_beds(row, item, hospital, period), *_read_services(row, item, hospital, period))
    return join((Reading(units=frozenset({hospital})), *parts))


def _read_beds(row: int, item: Mapping[str, Any], hospital: str, period: Period) -> Iterator[Reading]:
    seen: set[str] = set()
    for bed in _entries(item, "beds"):
        kind = _snake(bed.get("type"))
        kind = ALIASES.get(kind, kind)
        if kind not in BED_TYPES or kind in seen:
            yield Reading(faults=(Fault(row, "beds", "duplicate_row" if kind in seen else "unknown_bed_type"),))
            continue
        seen.add(kind)
        for count in ("baseline", "available"):
            metric = METRICS[f"beds_{kind}_{count}"]
            yield observe_number(hospital, metric, bed.get(count), period, Fault(row, count, "bad_number"))


def _read_services(row: int, item: Mapping[str, Any], hospital: str, period: Period) -> Iterator[Reading]:
    seen: set[str] = set()
    for service in _entries(item, "services"):
        name = _snake(service.get("name"))
        name = SERVICE_ALIASES.get(name, name)
        if service.get("waiting") is None:
            continue
        if name not in SERVICES or name in seen:
            yield Reading(faults=(Fault(row, "services", "duplicate_row" if name in seen else "unknown_service"),))
            continue
        seen.add(name)
        metric = METRICS[f"service_{name}_waiting"]
        yield observe_number(hospital, metric, service["waiting"], period, Fault(row, "waiting", "bad_number"))


def _entries(item: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    entries = item.get(key)
    return (entry for entry in (entries if isinstance(entries, list) else []) if isinstance(entry, dict))


def _snake(word: object) -> str:
    """`adultICU` -> `adult_icu`."""
    text = word if isinstance(word, str) else ""
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text.strip())).lower()


def units(reference: Reference) -> tuple[str, ...]:
    """All hospitals of the reference data."""
    return tuple(hospital.id for hospital in reference.hospitals)


SAMPLE: Final = """\
{"facilities": [{
  "id": "grodno-hospital",
  "lastUpdate": "2026-11-18T06:10:00+03:00",
  "beds": [{"type": "general", "baseline": 320, "available": 41}],
  "services": [{"name": "emergency", "status": "open", "waiting": 17}]
}]}
"""

FEED = Feed(
    name="mz_hospital_places",
    agency="mz",
    format="JSON, every 6 h",
    cycle_s=21_600,
    tolerance_s=3600,
    stamp="sender",
    speaks="periods",
    metrics=tuple(METRICS.values()),
    parse=parse,
    unit_of=speaks_for_itself,
    units=units,
    places=lambda reference: reference.hospital,
    columns=COLUMNS,
    due=Due(("00:00", "06:00", "12:00", "18:00")),
    manual_allowed=True,
    sample=SAMPLE,
)
