"""How readings are made: unknown ones with their reason, and a section's from those of its places."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from data.domain.warning import Reading
from data.indicators.contract import Indicator, Inputs


def unknown(indicator: Indicator, place: str, why: str, *, subject: str = "", silent: float | None = None) -> Reading:
    """A reading without a value; `silent` is what was last known."""
    return Reading(
        indicator=indicator.key,
        place=place,
        value=None,
        unit=indicator.unit,
        valid_to=None,
        source=indicator.feeds[0],
        step_s=indicator.step_s,
        subject=subject,
        silent=silent,
        fresh=False,
        why=why,
    )


def unconfigured(indicator: Indicator, inputs: Inputs) -> tuple[Reading, ...] | None:
    """Readings of an indicator one of whose feeds has no source; None when all have one.

    Another feed with a source may bring the same metrics instead.
    """
    if all(_is_provided(indicator, feed, inputs) for feed in indicator.feeds):
        return None
    return tuple(unknown(indicator, s.id, "not_configured") for s in inputs.reference.sections)


def _is_provided(indicator: Indicator, feed: str, inputs: Inputs) -> bool:
    if feed in inputs.configured:
        return True
    wanted = {metric.name for metric in inputs.feeds[feed].metrics}.intersection(indicator.metrics)
    return any(name in inputs.configured for metric in wanted for name in inputs.providers[metric])


def worst_places(readings: Iterable[Sequence[Reading]]) -> tuple[Reading, ...]:
    """One reading a section, from those of its places; a section without such places has none."""
    return tuple(worst_of(places) for places in readings if places)


def worst_of(places: Sequence[Reading]) -> Reading:
    """The worst fresh place speaks for the section; what silent or unknown places last said is kept beside it."""
    seen = [r for r in places if r.fresh and r.value is not None]
    hidden = [v for r in places for v in (r.silent, None if r.fresh else r.value) if v is not None]
    silent = max(hidden, default=None)
    if seen:
        worst = max(seen, key=_value)
        return replace(worst, valid_to=max(r.valid_to or 0 for r in seen), silent=silent)
    last = [r for r in places if r.value is not None]
    return replace(max(last, key=_value), silent=silent) if last else replace(places[0], silent=silent)


def _value(reading: Reading) -> float:
    return reading.value if reading.value is not None else float("-inf")
