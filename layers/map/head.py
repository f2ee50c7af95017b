"""Head of the map's panel: title, groups of layers, what the marks mean, and whose data the map is made of."""

from types import MappingProxyType
from typing import Final

from data.domain.situation import Situation
from data.i18n import Words
from layers.map.contract import Group
from layers.map.figure import OFF_AT_FIRST
from layers.markup import Node, el

GROUPS: Final[tuple[Group, ...]] = ("events", "operational", "analysis")
MARKS: Final = ("open", "restricted", "closed", "unknown")
SHAPES: Final = MappingProxyType(
    {
        "site": {"border": "1.5px solid var(--t)"},
        "event": {
            "background": "var(--t)",
            "clipPath": "polygon(25% 6%, 75% 6%, 100% 50%, 75% 94%, 25% 94%, 0 50%)",
            "height": "12px",
            "width": "12px",
        },
    }
)
"""Marks that are no status of a crossing point, as the map draws them."""


def map_head(situation: Situation, words: Words) -> list[Node]:
    """Children of the head: title, the three groups as one control, the legend, the attribution.

    The complete attribution is the tooltip and the accessible name of the short one.
    """
    del situation  # the head says the same of every picture
    buttons = (_button(group, words) for group in GROUPS)
    return [
        el("H2", words.t("map_title"), id="map-title"),
        el("Div", *buttons, className="segmented", role="group", aria_label=words.t("map_layers")),
        el(
            "Div",
            *(_mark(mark, words) for mark in MARKS),
            *(_shape(mark, words) for mark in SHAPES),
            _unguarded(words),
            className="map-legend",
        ),
        attribution(words),
    ]


def attribution(words: Words) -> Node:
    """The line that every map shows."""
    full = words.t("map_attribution_full")
    return el("Span", words.t("map_attribution"), className="map-attribution", title=full, tabIndex=0, aria_label=full)


def _button(group: Group, words: Words) -> Node:
    pressed = "false" if group in OFF_AT_FIRST else "true"
    told = words.t(f"map_group_{group}_title")
    word = words.t(f"map_group_{group}")
    return el("Button", word, data_group=group, aria_pressed=pressed, title=told, type="button")


def _mark(status: str, words: Words) -> Node:
    sample = el("Span", className=f"map-mark map-mark-{status}", aria_hidden="true")
    return el("Span", sample, words.t(f"map_key_{status}"), className="map-key")


def _shape(mark: str, words: Words) -> Node:
    sample = el("Span", className="map-mark", style=dict(SHAPES[mark]), aria_hidden="true")
    return el("Span", sample, words.t(f"map_key_{mark}"), className="map-key")


def _unguarded(words: Words) -> Node:
    sample = el("Span", className="map-mark map-mark-unguarded", aria_hidden="true")
    return el("Span", sample, words.t("map_not_guarded"), className="map-key")
