"""The status language: every status is glyph, word and colour, every number stands with its companions."""

from typing import Final, Literal

from data.domain.moment import Moment
from data.domain.situation import FeedState, Measured
from data.i18n import Words
from layers.glyphs import feed_glyph, level_glyph, sign
from layers.markup import Child, Node, el, img

MARKS: Final = (0.70, 0.85, 0.95, 1.00)
"""Ticks of a bullet: where the capacity bands begin, and the limit itself."""
SCALE: Final = 1.15
"""A bullet's right end; beyond it stands a `>`."""
BOLD_RATIO: Final = 1.8
LATE_CYCLES: Final = 1.5
"""An age beyond so many cycles of its source is marked late."""


def level_chip(words: Words, theme: str, level: int | None, px: int = 22) -> Node:
    """Glyph and word of a level."""
    return el("Span", level_img(theme, level, px), el("B", words.level(level)), className="chip")


def level_img(theme: str, level: int | None, px: int = 20, alt: str = "") -> Node:
    """Glyph of a level; `alt` only where no word stands beside it."""
    return img(level_glyph(level, theme, px), alt, px, className="glyph")


def sign_img(theme: str, name: str, px: int = 14, alt: str = "") -> Node:
    """A sign of an alert, of a crossing point, or of the heartbeat."""
    return img(sign(name, theme), alt, px, className="glyph")


def feed_img(theme: str, state: FeedState, px: int = 14) -> Node:
    """Glyph of a feed's state; its word stands beside it."""
    return img(feed_glyph(state, theme), "", px, className="glyph")


def labelled_age(words: Words, key: str, moment: Moment, now: Moment) -> list[Child]:
    """An age inside the words that say of what it is: `data 5 h 18 min old`, `for 18 min`."""
    before, _, after = words.t(key).partition("{age}")
    return [before or None, age(words, moment, now), after or None]


def age(words: Words, moment: Moment, now: Moment, cycle_s: int | None = None) -> Node:
    """Age of a moment, kept going by the page; violet when its source is late."""
    late = cycle_s is not None and now - moment > LATE_CYCLES * cycle_s
    return el(
        "Time",
        words.age(now - moment),
        className="age late" if late else "age",
        data_age=moment,
        title=words.when(moment, now),
    )


def reading(words: Words, value: Measured | None, now: Moment, *, bare: bool = False) -> Node:
    """A measured value with unit (unless `bare`), age, source and confidence at hand; violet in brackets when stale."""
    if value is None:
        return no_data(words)
    text = words.measured(value.value, "count" if bare else value.unit)
    return el(
        "Span",
        bracketed(text, stale=value.stale),
        className="reading stale" if value.stale else "reading",
        title=companions(words, value, now),
    )


def bracketed(text: str, *, stale: bool) -> str:
    """A number that is no longer the present one stands in brackets, which cannot be read as a minus."""
    return f"({text})" if stale else text


def companions(words: Words, value: Measured, now: Moment) -> str:
    """Time, age, source and confidence of a value in one line; a stale one is called the last known."""
    parts = [words.when(value.valid_to, now), words.age(now - value.valid_to), words.t(f"feed_{value.source}")]
    if value.stale:
        parts.insert(0, words.t("last_known_value"))
    return " · ".join([*parts, value.confidence] if value.confidence else parts)


def no_data(words: Words, title: str | None = None) -> Node:
    """The words for an unknown value: loud, never blank."""
    return el("Span", words.t("no_data_short"), className="trouble", title=title)


def unknown_box(words: Words, theme: str, text: str) -> Node:
    """A dashed frame with the question mark: nothing is known here, and since when."""
    return el("Div", level_img(theme, None, 20, words.t("unknown")), el("Span", text), className="unknown-box")


def fact(text: str) -> Node:
    """One muted line: empty, and that is a fact."""
    return el("P", text, className="fact")


def hidden(words: Words, kind: Literal["small", "complement"], least: int = 10) -> Node:
    """A number that is not shown to protect people; the number itself never reaches the browser."""
    return el("Span", f"<{least}" if kind == "small" else "•", className="hidden", title=words.t("hidden_to_protect"))


def ratio(
    words: Words, value: float | None, observed: float | None = None, high: float | None = None, *, stale: bool = False
) -> Node:
    """Observed over expected, bold from 1.8; where nothing is expected the numbers themselves: `6 / 0–2`."""
    if value is not None:
        look = "ratio strong" if value >= BOLD_RATIO else "ratio"
        return el(
            "Span",
            bracketed(words.number(value, 1), stale=stale),
            className=f"{look} stale" if stale else look,
            title=words.t("last_known_value") if stale else None,
        )
    if observed is not None and high is not None:
        return el(
            "Span",
            bracketed(f"{words.number(observed)} / 0–{words.number(high)}", stale=stale),
            className="ratio stale" if stale else "ratio",
        )
    return no_data(words)


def bullet(words: Words, share: float | None, band: int | None, *, stale: bool = False) -> Node:
    """A bar in the colour and pattern of its band, with ticks at 70, 85, 95 and, heavy, 100 %.

    `share` is 0..1 and beyond; None leaves the track empty in a dashed frame.
    """
    if share is None:
        return el("Div", className="bullet empty", role="img", aria_label=words.t("unknown"))
    fill = min(share / SCALE, 1.0)
    level = "none" if band is None else band
    parts: list[Child] = [el("I", className=f"fill level-{level}", style={"width": f"{fill * 100:.1f}%"})]
    parts += [el("I", className=_tick(mark), style={"left": f"{mark / SCALE * 100:.2f}%"}) for mark in MARKS]
    if share > SCALE:
        parts.append(el("B", ">", className="beyond"))
    look = "bullet stale" if stale else "bullet"
    return el("Div", *parts, className=look, role="img", aria_label=f"{words.percent(share)}, {words.level(band)}")


def _tick(mark: float) -> str:
    return "tick heavy" if mark == MARKS[-1] else "tick"
