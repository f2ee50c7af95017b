"""Head of the level timeline: title, choice of the window, and the legend of levels."""

from typing import Final

from data.i18n import Words
from layers.charts.windows import DEFAULT, WINDOWS
from layers.markup import Node, el
from layers.panels.status import level_img

LEGEND: Final[tuple[int | None, ...]] = (0, 1, 2, 3, None)


def draw_lanes_head(words: Words, theme: str) -> list[Node]:
    """Title, window buttons (pressed by the page), legend."""
    buttons = [_button(name, words) for name in WINDOWS]
    keys = [
        el("Span", level_img(theme, level, 16), el("Span", words.level(level)), className="key") for level in LEGEND
    ]
    keys.append(
        el(
            "Span",
            el("I", words.t("decision_letter"), className="pin"),
            el("Span", words.t("decision")),
            className="key",
        )
    )
    keys.append(el("Span", el("I", className="gap hatch"), el("Span", words.t("data_gap")), className="key"))
    return [
        el("H2", words.t("lanes_title"), id="lanes-title"),
        el("Div", *buttons, className="segmented", role="group", aria_label=words.t("window")),
        el("Div", *keys, className="legend push"),
    ]


def _button(name: str, words: Words) -> Node:
    pressed = "true" if name == DEFAULT else "false"
    return el("Button", words.t(f"window_{name}"), type="button", data_window=name, aria_pressed=pressed)
