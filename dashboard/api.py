"""The situation as JSON for other programs: `GET /api/situation`. Times are ISO 8601 UTC, ages are of the answer."""

from typing import Any

from data.domain.moment import Moment, iso
from data.domain.situation import (
    AlertStanding,
    CrossingStanding,
    FacilityStanding,
    FeedStanding,
    Measured,
    SectionStanding,
    Situation,
)
from data.domain.warning import Missing, Proposal, Reason


def project(situation: Situation, now: Moment) -> dict[str, Any]:
    """The whole situation at picture time `now`; a measured value is an object with its companions, or null."""
    return {
        "version": situation.version,
        "as_of": iso(situation.as_of),
        "mode": situation.mode,
        "rules_version": situation.rules_version,
        "feeds": [_feed(feed, now) for feed in situation.feeds],
        "sections": [_section(section, now) for section in situation.sections],
        "crossings": [_crossing(crossing, now) for crossing in situation.crossings],
        "facilities": [_facility(facility, now) for facility in situation.facilities],
        "alerts": [_alert(alert) for alert in situation.alerts],
        "measures": [],
        "needs": [],
    }


def _feed(feed: FeedStanding, now: Moment) -> dict[str, Any]:
    return {
        "name": feed.name,
        "agency": feed.agency,
        "state": feed.state,
        "newest": _time(feed.newest),
        "next_due": _time(feed.next_due),
        "age_s": _age(feed.newest, now),
        "since": _time(feed.since),
        "reason": None if feed.reason is None else {"text_key": feed.reason.key, "args": dict(feed.reason.args)},
        "units": [{"unit": u.unit, "state": u.state, "newest": _time(u.newest)} for u in feed.units],
        "rejected_24h": feed.rejected,
        "personal_data_dropped_24h": feed.personal_data_dropped,
    }


def _section(section: SectionStanding, now: Moment) -> dict[str, Any]:
    return {
        "id": section.id,
        "level": section.level,
        "last_known": section.last_known,
        "since": iso(section.since),
        "proposed": _proposal(section.proposed, now),
        "reasons": [_reason(reason, now) for reason in section.reasons],
        "missing": [_missing(missing) for missing in section.missing],
        "arrivals_24h": _measured(section.arrivals, now),
        "expected_24h": section.expected,
        "ratio": section.ratio,
        "review_due": section.review_due,
        "threat": section.threat,
        "vulnerability": section.vulnerability,
        "impact": section.impact,
        "risk": section.risk,
    }


def _proposal(proposal: Proposal | None, now: Moment) -> dict[str, Any] | None:
    if proposal is None:
        return None
    reasons = [_reason(reason, now) for reason in proposal.reasons]
    return {"level": proposal.level, "since": iso(proposal.since), "reasons": reasons}


def _reason(reason: Reason, now: Moment) -> dict[str, Any]:
    return {
        "rule": reason.rule,
        "level": reason.level,
        "text_key": reason.text_key,
        "indicator": reason.indicator,
        "observed": reason.observed,
        "expected": reason.expected,
        "threshold": reason.threshold,
        "measure": reason.measure,
        "ratio": reason.ratio,
        "unit": reason.unit,
        "subject": reason.subject or None,
        "valid_to": _time(reason.valid_to),
        "age_s": _age(reason.valid_to, now),
        "source": reason.source,
        "confidence": reason.confidence,
        "fresh": reason.fresh,
        "article": reason.article,
    }


def _missing(missing: Missing) -> dict[str, Any]:
    return {missing.kind: missing.name, "why": missing.why, "since": _time(missing.since)}


def _crossing(crossing: CrossingStanding, now: Moment) -> dict[str, Any]:
    queue = {kind: _measured(getattr(crossing.queue, kind), now) for kind in ("cars", "trucks", "buses")}
    return {
        "id": crossing.id,
        "section": crossing.section,
        "status": crossing.status,
        "since": crossing.since,
        "load": _measured(crossing.load, now),
        "basis": crossing.basis,
        "passed_24h": _measured(crossing.passed, now),
        "queue": queue,
        "wait_min": _measured(crossing.wait, now),
    }


def _facility(facility: FacilityStanding, now: Moment) -> dict[str, Any]:
    return {
        "id": facility.id,
        "section": facility.section,
        "occupied": _measured(facility.occupied, now),
        "capacity": _measured(facility.capacity, now),
        "occupancy": facility.occupancy,
        "binding": facility.binding,
        "limits": {limit.resource: limit.persons for limit in facility.limits},
        "incomplete": facility.incomplete,
        "phase": facility.phase,
        "band": facility.band,
        "hours_to_full": facility.hours_to_full,
    }


def _alert(alert: AlertStanding) -> dict[str, Any]:
    return {
        "id": alert.id,
        "place": alert.place,
        "kind": alert.kind,
        "priority": alert.priority,
        "state": alert.state,
        "since": iso(alert.since),
        "text_key": alert.notice.key,
        "args": dict(alert.notice.args),
    }


def _measured(measured: Measured | None, now: Moment) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "value": measured.value,
        "unit": measured.unit,
        "valid_to": iso(measured.valid_to),
        "age_s": _age(measured.valid_to, now),
        "source": measured.source,
        "confidence": measured.confidence,
        "stale": measured.stale,
    }


def _time(moment: Moment | None) -> str | None:
    return None if moment is None else iso(moment)


def _age(moment: Moment | None, now: Moment) -> int | None:
    return None if moment is None else max(0, now - moment)
