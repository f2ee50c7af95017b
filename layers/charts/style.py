"""What all charts share: type, colours, separators of the language; no title, no legend, no frame."""

from typing import Any, Final

from data.i18n import Words
from data.i18n.numbers import THIN
from layers.palette import FONT, Palette

TEXT_PX: Final = 13
CLEAR: Final = "rgba(0,0,0,0)"


def layout(words: Words, colours: Palette, **more: Any) -> dict[str, Any]:
    """Layout of a chart without its axes."""
    return {
        "autosize": True,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": TEXT_PX, "color": colours.t},
        "separators": ("." if words.language == "en" else ",") + THIN,
        "showlegend": False,
        "uirevision": "kept",
        "hoverlabel": {
            "bgcolor": colours.s2,
            "bordercolor": colours.edge,
            "font": {"family": FONT, "size": TEXT_PX, "color": colours.t},
            "align": "left",
        },
        **more,
    }


def axis(colours: Palette, **more: Any) -> dict[str, Any]:
    """An axis without zero line and frame; hairlines for its grid."""
    return {
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "gridcolor": colours.line,
        "gridwidth": 1,
        "tickfont": {"color": colours.t2, "size": TEXT_PX},
        "fixedrange": True,
        **more,
    }
