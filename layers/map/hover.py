"""Texts under the pointer: each number with its unit, time, source and confidence."""

from collections.abc import Iterable, Mapping
from html import escape
from textwrap import wrap
from types import MappingProxyType
from typing import Final

from data.domain.places import Crossing, Section, Site
from data.domain.situation import CrossingStanding, FacilityStanding, Measured, SectionStanding
from layers.map.contract import Scene
from layers.panels.dates import source_date

WIDTH: Final = 58
"""Characters in a line: hover boxes do not wrap by themselves."""
UNCONFIRMED: Final = ("guess", "memory")
"""Marks of a note that rests on no source."""
APPROXIMATE_KM: Final[Mapping[str, int]] = MappingProxyType({"C": 3, "D": 10})
"""Grades of coordinates that are shown as approximate, with their error."""


def section_text(scene: Scene, section: Section, standing: SectionStanding) -> str:
    """Level, since when, published length, arrivals against expected, what is missing."""
    words = scene.words
    lines = [_title(words.name(section.id)), _level_line(scene, standing), length_text(scene, section)]
    if standing.proposed:
        lines.append(words.t("map_proposed", level=words.level(standing.proposed.level)))
    lines.append(_arrivals_line(scene, standing))
    if standing.missing:
        lines.append(words.n("map_missing", len(standing.missing)))
    return _joined(lines)


def line_text(scene: Scene, section: Section, standing: SectionStanding) -> str:
    """Name and level: under the pointer along the line; the glyph tells the rest."""
    return _joined((_title(scene.words.name(section.id)), _level_line(scene, standing), length_text(scene, section)))


def length_text(scene: Scene, section: Section) -> str:
    """`160 km published`: the official length with its basis, never the drawn one."""
    if section.length_km is None:
        return ""
    number = scene.words.number(section.length_km, 0 if float(section.length_km).is_integer() else 1)
    return scene.words.t(f"map_length_{section.length_basis}", n=number)


def crossing_text(scene: Scene, place: Crossing, standing: CrossingStanding) -> str:
    """Status with date, counterpart, note, queue, wait, load with its basis, and how sure the position is."""
    words = scene.words
    lines = [
        _title(f"{words.name(place.id)} · {words.t('mode_' + place.mode)}"),
        _status_line(scene, standing),
        _opposite_line(scene, place),
        *wrap(_note(scene, place), WIDTH),
        _queue_line(scene, standing),
        _reading_line(scene, "map_wait", standing.wait),
        _reading_line(scene, f"map_load_{standing.basis}", standing.load),
        _reading_line(scene, "map_passed", standing.passed),
        words.t("map_position_approximate", n=APPROXIMATE_KM[place.coord_quality])
        if place.coord_quality in APPROXIMATE_KM
        else "",
    ]
    return _joined(lines)


def site_text(scene: Scene, place: Site, standing: FacilityStanding) -> str:
    """Occupancy against the binding limit with both counts, time and source."""
    words = scene.words
    lines = [_title(words.name(place.id)), words.t("map_demo_site") if place.demo else ""]
    if standing.occupancy is None:
        lines.append(words.t("map_occupancy_unknown"))
    else:
        lines.append(words.t("map_occupancy", share=words.percent(standing.occupancy)))
    if standing.binding:
        lines.append(words.t("limit_of", resource=words.t(f"resource_{standing.binding}")))
    lines.append(_occupied_line(scene, standing))
    if standing.incomplete:
        lines.append(words.t("limit_incomplete"))
    return _joined(lines)


def arrivals_text(scene: Scene, standing: SectionStanding) -> str:
    """Arrivals of a section against what was expected."""
    return _joined((_title(scene.words.name(standing.id)), _arrivals_line(scene, standing)))


def reading(scene: Scene, measured: Measured) -> str:
    """`393 persons · 02:10 · GPK detections · A1`; a stale number says so."""
    words = scene.words
    parts = [words.measured(measured.value, measured.unit), *companions(scene, measured)]
    return " · ".join(parts)


def companions(scene: Scene, measured: Measured) -> list[str]:
    """Time, source and confidence of a number, and that it is old where it is."""
    words = scene.words
    found = [words.when(measured.valid_to, scene.now), words.t(f"feed_{measured.source}"), measured.confidence]
    return [part for part in (*found, words.t("map_stale") if measured.stale else "") if part]


def _occupied_line(scene: Scene, standing: FacilityStanding) -> str:
    words, occupied = scene.words, standing.occupied
    if occupied is None:
        return ""
    count = words.number(occupied.value)
    if standing.capacity is not None:
        count = words.t("map_occupied_of", n=count, total=words.number(standing.capacity.value))
    return " · ".join((count, *companions(scene, occupied)))


def _level_line(scene: Scene, standing: SectionStanding) -> str:
    words = scene.words
    since = words.when(standing.since, scene.now)
    if standing.level is None and standing.last_known is None:
        return words.t("map_never_known")
    if standing.level is None:
        return words.t("map_unknown_since", time=since, level=words.level(standing.last_known))
    return words.t("map_level_since", level=words.level(standing.level), time=since)


def _arrivals_line(scene: Scene, standing: SectionStanding) -> str:
    words = scene.words
    if standing.arrivals is None:
        return words.t("map_arrivals_unknown")
    line = words.t("map_arrivals", reading=reading(scene, standing.arrivals))
    if standing.expected is None:
        return line
    expected = words.t("map_expected", n=words.number(standing.expected))
    ratio = words.multiple(standing.ratio) if standing.ratio is not None else ""
    return "\n".join((line, " · ".join(filter(None, (expected, ratio)))))


def _status_line(scene: Scene, standing: CrossingStanding) -> str:
    status = scene.words.t(f"crossing_{standing.status}")
    if standing.since is None:
        return scene.words.t("map_status_undated", status=status)
    return scene.words.t("map_status_of", status=status, date=source_date(scene.words, standing.since))


def _opposite_line(scene: Scene, place: Crossing) -> str:
    """The counterpart and its country."""
    country = scene.words.t(f"country_{place.country.lower()}") if place.country else ""
    opposite = ", ".join(filter(None, (place.counterpart, country)))
    return scene.words.t("map_opposite", place=opposite) if opposite else ""


def _note(scene: Scene, place: Crossing) -> str:
    """The source's own words, which are English; none that only repeats the status or that nobody has confirmed."""
    note = place.status_note
    unconfirmed = any(mark in note for mark in UNCONFIRMED)
    return "" if scene.words.language != "en" or unconfirmed or note == place.status else note


def _queue_line(scene: Scene, standing: CrossingStanding) -> str:
    kinds = ((kind, getattr(standing.queue, kind)) for kind in ("cars", "trucks", "buses"))
    known = [(kind, measured) for kind, measured in kinds if measured is not None]
    if not known:
        return ""
    counts = ", ".join(scene.words.n(f"map_queue_{kind}", round(measured.value)) for kind, measured in known)
    return scene.words.t("map_queue", counts=" · ".join((counts, *companions(scene, known[0][1]))))


def _reading_line(scene: Scene, key: str, measured: Measured | None) -> str:
    return scene.words.t(key, reading=reading(scene, measured)) if measured is not None else ""


def _title(text: str) -> str:
    return f"<b>{escape(text, quote=False)}</b>"


def _joined(lines: Iterable[str]) -> str:
    """Lines with empty ones left out; only the title carries markup."""
    title, *rest = (line for line in lines if line)
    return "<br>".join((title, *(escape(part, quote=False) for line in rest for part in line.split("\n"))))
