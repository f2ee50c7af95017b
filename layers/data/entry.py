"""Entry by hand: a form of one feed with its places, its values with units and bounds, and the period they speak of.

Fields are plain HTML elements: the page's script builds and reads them, Dash never sees them.
"""

from collections.abc import Mapping

from data.domain.moment import DAY
from data.domain.observation import Metric
from data.domain.places import Reference
from data.feeds.contract import Feed
from data.i18n import Words
from layers.data.contract import bounds, metric_name, unit_word
from layers.data.texts import feed_name, span
from layers.markup import Child, Node, el

COUNTED = ("persons", "vehicles", "places", "count", "portions")
"""Units of which there are whole ones only."""


def draw_entry(contract: Feed, feeds: Mapping[str, Feed], words: Words, reference: Reference) -> list[Node]:
    """Head, feed, place, values, period, and what happens with them."""
    flows = any(metric.kind == "flow" for metric in contract.metrics)
    return [
        el("H2", words.t("data_entry_title", feed=feed_name(words, contract.name)), id="entry-title"),
        _feed(contract, feeds, words),
        el("P", words.t("data_entry_note", agency=words.name(contract.agency)), className="muted"),
        _place(contract, words, reference),
        *(_period(contract, words) if flows else [el("P", words.t("data_entry_now"), className="muted")]),
        el(
            "Fieldset",
            el("Legend", words.t("data_entry_values")),
            *(_value(metric, words) for metric in contract.metrics),
            className="values",
        ),
    ]


def places_of(contract: Feed, reference: Reference) -> list[str]:
    """Places of the feed whose reporting unit is expected to report."""
    units = set(contract.units(reference))
    known = [place for place in contract.places(reference) if place in reference.names]
    return [place for place in known if contract.unit_of(place, reference) in units]


def _feed(contract: Feed, feeds: Mapping[str, Feed], words: Words) -> Node:
    """Another feed brings its own form."""
    names = sorted((feed_name(words, name), name) for name, feed in feeds.items() if feed.manual_allowed)
    options = [el("Option", text, value=name, selected=name == contract.name or None) for text, name in names]
    return el("Label", el("Span", words.t("data_column_feed")), el("Select", *options, name="feed"), className="field")


def _place(contract: Feed, words: Words, reference: Reference) -> Node:
    options = sorted((words.name(place), place) for place in places_of(contract, reference))
    chosen = el("Select", *(el("Option", name, value=place) for name, place in options), id="entry-place", name="place")
    return el("Label", el("Span", words.t("data_entry_place")), chosen, className="field")


def _period(contract: Feed, words: Words) -> list[Node]:
    """Beginning and end in Minsk time; the script fills in the last whole cycle."""
    length = min(contract.cycle_s, DAY)
    fields = [
        el(
            "Label",
            el("Span", words.t(f"data_entry_{name}")),
            el("Input", type="datetime-local", name=name, required=True, step=60),
            className="field",
        )
        for name in ("valid_from", "valid_to")
    ]
    hint = words.t("data_entry_period", time=span(words, contract.cycle_s))
    return [el("Div", *fields, className="period", data_length=length, title=hint)]


def _value(metric: Metric, words: Words) -> Node:
    unit = unit_word(metric, words)
    whole = metric.unit in COUNTED
    field: Child = el(
        "Input",
        type="number",
        name=metric.name,
        min=metric.low,
        max=metric.high,
        step=1 if whole else "any",
        inputMode="numeric" if whole else "decimal",
        data_kind=metric.kind,
        aria_describedby=f"bounds-{metric.name}",
    )
    return el(
        "Label",
        el("Span", metric_name(metric.name, words)),
        el("Span", field, el("Span", unit, className="unit"), className="with-unit"),
        el("Small", bounds(metric, words), id=f"bounds-{metric.name}", className="muted"),
        className="field",
        key=metric.name,
    )
