"""The contract of a feed in words: who owes it, how often, in which form, what silence means, how long it is kept."""

from data.domain.observation import Metric
from data.domain.places import Reference
from data.feeds.contract import Feed
from data.i18n import Words
from data.i18n.numbers import DASH
from data.indicators.contract import STALE_CYCLES
from layers.data.texts import carrier, span
from layers.markup import Child, Node, el
from layers.panels.status import fact

BARE = ("count", "")


def draw_contract(contract: Feed | None, name: str, words: Words, reference: Reference) -> list[Node]:
    """Facts of the contract, then its metrics with units and bounds."""
    if contract is None:
        return [fact(words.t("data_no_contract"))]
    facts = [(key, text) for key, text in _facts(contract, words, reference) if text]
    pairs = [part for key, text in facts for part in (el("Dt", words.t(f"data_fact_{key}")), el("Dd", text))]
    listed = el("Dl", *pairs, className="facts")
    if not contract.metrics:
        return [listed]
    metrics = el("Ul", *(_metric(metric, words) for metric in contract.metrics), className="metrics")
    summary = el("Summary", words.n("data_metrics", len(contract.metrics)))
    return [listed, el("Details", summary, metrics, key=f"metrics-{name}")]


def _facts(contract: Feed, words: Words, reference: Reference) -> list[tuple[str, str]]:
    units = len(contract.units(reference))
    expires = contract.expires_s if contract.expires_s is not None else STALE_CYCLES * contract.cycle_s
    return [
        ("owner", words.name(contract.agency)),
        ("format", carrier(contract.format)),
        ("cycle", words.t("data_every", time=span(words, contract.cycle_s))),
        ("tolerance", span(words, contract.tolerance_s)),
        ("due", _due(contract, words)),
        ("units", words.number(units)),
        ("window", words.measured(contract.window_h, "hours")),
        ("zone", zone_name(contract.zone, words)),
        ("speaks", words.t(f"data_speaks_{contract.speaks}")),
        ("stamp", words.t(f"data_stamp_{contract.stamp}")),
        ("no_rows", words.t(f"data_no_rows_{contract.no_rows_means}")),
        ("sensitivity", words.t(f"data_sensitivity_{contract.sensitivity}")),
        ("manual", words.t("data_manual_yes" if contract.manual_allowed else "data_manual_no")),
        ("expires", words.t("data_expires_after", time=span(words, expires))),
        ("kept", _kept(contract, words)),
    ]


def _due(contract: Feed, words: Words) -> str:
    """`at 06:00, 18:00 (Minsk time)`, or a cycle after the report before."""
    if not contract.due.at:
        return words.t("data_due_cycle")
    times = ", ".join(contract.due.at)
    return words.t("data_due_at", times=times, zone=zone_name(contract.due.zone, words))


def _kept(contract: Feed, words: Words) -> str:
    if contract.raw_days is None:
        return words.t("data_kept_always")
    return words.t("data_kept_days", time=words.measured(contract.raw_days, "days"))


def zone_name(zone: str, words: Words) -> str:
    """Minsk's time has a word; other zones go by their names."""
    return words.t("minsk_time") if zone == "Europe/Minsk" else zone


def metric_name(metric: str, words: Words) -> str:
    """Name of what is counted; one without a word goes by its id."""
    return words.t(f"metric_{metric}") if words.has(f"metric_{metric}") else metric


def unit_word(metric: Metric, words: Words) -> str:
    """Word of a metric's unit; empty for bare numbers."""
    return "" if metric.unit in BARE else words.unit(metric.unit) if words.has(f"unit_{metric.unit}") else metric.unit


def bounds(metric: Metric, words: Words) -> str:
    """`0 – 1 000 people`: what is taken for plausible."""
    unit = unit_word(metric, words)
    return f"{words.number(metric.low)} {DASH} {words.number(metric.high)}{f' {unit}' if unit else ''}"


def _metric(metric: Metric, words: Words) -> Node:
    kind: Child = el("Small", f"{words.t(f'data_kind_{metric.kind}')} · {bounds(metric, words)}", className="muted")
    return el("Li", el("Span", metric_name(metric.name, words)), " ", kind, key=metric.name)
