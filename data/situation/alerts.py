"""What calls for attention now: raised and proposed levels, unknown sections, hazards, full sites, silent feeds."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from data.domain.hazard import HazardAlert
from data.domain.moment import Moment
from data.domain.places import Reference
from data.domain.situation import AlertStanding, FacilityStanding, FeedStanding, Notice, SectionStanding
from data.domain.warning import Reason, Text
from data.situation.suppression import Below, silenced

Priority = Literal[1, 2, 3]
LEVEL_PRIORITY: Final[dict[int, Priority]] = {1: 3, 2: 2, 3: 1}
BAND_PRIORITY: Final[dict[int, Priority]] = {2: 2, 3: 1}
HAZARD_PRIORITY: Final[dict[str, Priority]] = {"Extreme": 1, "Severe": 2}
TROUBLED: Final = ("error", "stale", "partial", "late")


def raise_alerts(
    reference: Reference,
    sections: Sequence[SectionStanding],
    facilities: Sequence[FacilityStanding],
    feeds: Sequence[FeedStanding],
    hazards: Iterable[HazardAlert],
) -> tuple[AlertStanding, ...]:
    """All alerts, by priority, then newest first. A feed that is down is one, whatever it silences."""
    below = silenced(feeds, sections, reference)
    down = {feed.name: alert for feed in feeds for alert in _of_feed(feed, below[feed.name])}
    explained = {section.id for name in down for section in below[name].sections}
    alerts = [
        *(alert for section in sections for alert in _of_section(section, explained=section.id in explained)),
        *(alert for facility in facilities for alert in _of_facility(facility)),
        *down.values(),
        *(_of_hazard(hazard, reference) for hazard in hazards),
    ]
    return tuple(sorted(alerts, key=lambda a: (a.priority, -a.since, a.id)))


def _of_section(section: SectionStanding, *, explained: bool) -> Iterable[AlertStanding]:
    """`explained`: it is unknown because of a feed that has its own alarm."""
    if section.level is None and not explained:
        args: dict[str, Text] = {"level": section.last_known, "why": next((m.why for m in section.missing), "stale")}
        notice = Notice("alert_section_never_known" if section.last_known is None else "alert_section_unknown", args)
        yield AlertStanding(f"unknown:{section.id}", section.id, "unknown", 2, "active", section.since, notice)
    elif section.level:
        notice = Notice("alert_level_raised", {"level": section.level, **_numbers(section.reasons)})
        priority = LEVEL_PRIORITY[section.level]
        yield AlertStanding(f"level:{section.id}", section.id, "level", priority, "active", section.since, notice)
    if section.proposed is not None:
        args = {"level": section.proposed.level, **_numbers(section.proposed.reasons)}
        rising = section.proposed.level >= (section.level if section.level is not None else section.last_known or 0)
        notice = Notice("alert_level_proposed" if rising else "alert_lowering_proposed", args)
        since = section.proposed.since
        yield AlertStanding(
            f"proposal:{section.id}", section.id, "proposal", 1 if rising else 3, "active", since, notice
        )


def _of_facility(facility: FacilityStanding) -> Iterable[AlertStanding]:
    if facility.band is None or facility.band not in BAND_PRIORITY or facility.occupied is None:
        return
    args: dict[str, Text] = {"occupancy": facility.occupancy, "resource": facility.binding}
    yield AlertStanding(
        f"capacity:{facility.id}",
        facility.id,
        "capacity",
        BAND_PRIORITY[facility.band],
        "active",
        facility.occupied.valid_to,
        Notice("alert_site_filling", args),
    )


def _of_feed(feed: FeedStanding, below: Below) -> Iterable[AlertStanding]:
    """As urgent as the most urgent alarm that it stands for; with the counts of what it silences."""
    since = feed.since if feed.since is not None else below.since
    if feed.state not in TROUBLED or since is None:
        return
    args: dict[str, Text] = {
        "agency": feed.agency,
        "reason": feed.reason.key if feed.reason else "",
        "children": below.count,
        "units": len(below.units),
        "sections": len(below.sections),
        "indicators": len(below.indicators),
    }
    notice = Notice(f"alert_feed_{feed.state}", args)
    priority: Priority = 2 if feed.state in {"error", "stale"} or below.sections else 3
    yield AlertStanding(f"feed:{feed.name}", feed.name, "feed", priority, "active", since, notice)


def _of_hazard(hazard: HazardAlert, reference: Reference) -> AlertStanding:
    place = next((p for p in hazard.places if p in reference.section), "")
    headline = {f"headline_{language[:2]}": text for language, text in hazard.headlines}
    args: dict[str, Text] = {
        "event": hazard.event,
        "severity": hazard.severity,
        "sections": len(hazard.places),
        "expires": hazard.expires,
        **_whole_oblast(hazard.places, reference),
        **headline,
    }
    priority = HAZARD_PRIORITY.get(hazard.severity, 3)
    since: Moment = hazard.onset or hazard.sent
    return AlertStanding(
        f"hazard:{hazard.sender}:{hazard.identifier}", place, "hazard", priority, hazard.status, since,
        Notice("alert_hazard", args),
    )  # fmt: skip


def _whole_oblast(places: Sequence[str], reference: Reference) -> dict[str, Text]:
    """The oblast, where the places are several sections and all those of one oblast."""
    oblasts = {reference.section[p].oblast for p in places if p in reference.section}
    if len(oblasts) != 1 or len(places) < 2:
        return {}
    (oblast,) = oblasts
    whole = {section.id for section in reference.sections if section.oblast == oblast}
    return {"oblast": oblast} if set(places) == whole else {}


def _numbers(reasons: Sequence[Reason]) -> dict[str, Text]:
    """The numbers of the strongest reason, for the one line that an alert has."""
    strongest = max(reasons, key=lambda r: r.level, default=None)
    if strongest is None:
        return {}
    return {
        "indicator": strongest.indicator,
        "observed": strongest.observed,
        "expected": strongest.expected,
        "ratio": strongest.ratio,
        "unit": strongest.unit,
        "subject": strongest.subject,
        "rule": strongest.rule,
        "at": strongest.valid_to,
    }
