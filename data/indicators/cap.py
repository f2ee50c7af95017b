"""Hazard alerts in force that touch a section: the highest severity, 1 moderate, 2 severe, 3 extreme."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from data.domain.hazard import HazardAlert
from data.domain.moment import HOUR, MINUTE, Moment
from data.domain.warning import Reading
from data.indicators.contract import FRESH, Indicator, Inputs
from data.indicators.readings import unconfigured, unknown

FEED: Final = "mchs_cap_alerts"
SEVERITY: Final = MappingProxyType({"Extreme": 3, "Severe": 2, "Moderate": 1, "Minor": 0})
"""A severity that its sender calls Unknown is none of these."""
DEFAULT_LIFE_S: Final = 24 * HOUR
"""How long an alert without expiry stays in force after it was sent."""
SLOT_S: Final = 15 * MINUTE


def in_force(hazards: Iterable[HazardAlert], now: Moment, *, exercise: bool) -> tuple[HazardAlert, ...]:
    """Alerts sent by now, not expired, not superseded by an Update and not closed by a Cancel of the same status."""
    statuses = {"Actual", "Exercise"} if exercise else {"Actual"}
    sent = [h for h in hazards if h.sent <= now and h.status in statuses]
    replaced = {(h.status, *reference) for h in sent if h.message != "Alert" for reference in h.references}
    return tuple(
        h
        for h in sent
        if h.message != "Cancel"
        and now < _expiry(h)
        and (h.status, h.identifier, h.sender, h.sent) not in replaced
    )  # fmt: skip


def _expiry(hazard: HazardAlert) -> Moment:
    return hazard.expires if hazard.expires is not None else hazard.sent + DEFAULT_LIFE_S


def compute(inputs: Inputs) -> tuple[Reading, ...]:
    """One reading a section; 0 when the feed is heard and no alert touches it."""
    missing = unconfigured(INDICATOR, inputs)
    if missing:
        return missing
    heard = inputs.heard.get((FEED, FEED))
    if heard is None:
        return tuple(unknown(INDICATOR, s.id, "no_report") for s in inputs.reference.sections)
    alerts = in_force(inputs.hazards, inputs.now, exercise=inputs.exercise)
    severities: dict[str, list[str]] = {}
    for alert in alerts:
        for place in alert.places:
            severities.setdefault(place, []).append(alert.severity)
    fresh = inputs.fresh.get((FEED, FEED)) in FRESH
    heard_now = min(heard, inputs.now)
    slot = heard_now // SLOT_S * SLOT_S
    step = inputs.step(INDICATOR.step_s)
    return tuple(
        # an alert in force is news at once; that there is none counts once a slot
        _reading(s.id, severities.get(s.id, []), heard_now if s.id in severities else slot, step, fresh=fresh)
        for s in inputs.reference.sections
    )


def _reading(section: str, severities: list[str], at: Moment, step_s: int, *, fresh: bool) -> Reading:
    worst = max((SEVERITY[s] for s in severities if s in SEVERITY), default=0)
    hidden = worst == 0 and any(s not in SEVERITY for s in severities)
    return Reading(
        indicator=INDICATOR.key,
        place=section,
        value=None if hidden else float(worst),
        unit=INDICATOR.unit,
        valid_to=at,
        source=FEED,
        step_s=step_s,
        fresh=fresh,
        why="stale" if not fresh else "severity_unknown" if hidden else "",
        outside=True,
    )


INDICATOR = Indicator(key="cap", unit="severity", feeds=(FEED,), metrics=(), step_s=SLOT_S, compute=compute)
