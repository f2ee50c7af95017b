"""The foot of the wall: the fullest sites, and how many feeds are in trouble."""

from typing import Final

from data.domain.situation import FacilityStanding, FeedState, Situation
from data.i18n import Words
from layers.glyphs import level_glyph
from layers.markup import Node, el, img
from layers.panels.status import bullet

SITES: Final = 4
TROUBLE: Final[tuple[FeedState, ...]] = ("late", "stale", "error", "partial")
SHAPE_PX: Final = 16
"""The glyph of a band is drawn without its digit: the word stands beside it."""
GLYPH_PX: Final = 76


def draw_foot(situation: Situation, words: Words, theme: str, *, sites: bool = True) -> list[Node]:
    """Draw four sites by occupancy, unknown ones first, and the count of feeds in trouble.

    Args:
        situation: what is shown.
        words: language.
        theme: `dark` or `light`.
        sites: False for visitors.
    """
    cells = [_site(site, words, theme) for site in fullest(situation.facilities)] if sites else []
    if sites and not cells:
        cells = [el("Div", el("Span", words.t("wall_no_sites")), className="wall-site wall-fact")]
    return [*cells, _feeds(situation, words)]


def fullest(facilities: tuple[FacilityStanding, ...]) -> tuple[FacilityStanding, ...]:
    """The sites with the highest occupancy; those with no data follow the ones at a raised band."""

    def rank(site: FacilityStanding) -> tuple[int, float]:
        if site.occupancy is None:
            return (1, 0.0)
        return (0 if site.band else 2, -site.occupancy)

    return tuple(sorted(facilities, key=rank)[:SITES])


def _site(site: FacilityStanding, words: Words, theme: str) -> Node:
    known = site.occupancy is not None
    share = words.percent(site.occupancy or 0.0)
    unknown = img(level_glyph(None, theme, GLYPH_PX), words.t("unknown"), GLYPH_PX, className="glyph")
    shape = img(level_glyph(site.band, theme, SHAPE_PX), words.level(site.band), SHAPE_PX, className="glyph")
    return el(
        "Div",
        el("B", words.short(site.id), className="wall-site-name"),
        el("B", share, className="wall-share") if known else unknown,
        bullet(words, site.occupancy, site.band, stale=bool(site.occupied and site.occupied.stale)),
        el("Span", shape if known else None, el("Span", _band_word(site, words)), className="wall-band"),
        className="wall-site",
        data_select=site.id,
    )


def _band_word(site: FacilityStanding, words: Words) -> str:
    if site.occupancy is None or site.band is None:
        return words.t("no_data_short")
    return words.t("full_now") if site.occupancy >= 1 else words.t(f"wall_band_{site.band}")


def _feeds(situation: Situation, words: Words) -> Node:
    count = sum(feed.state in TROUBLE for feed in situation.feeds)
    return el(
        "Div",
        el("B", words.number(count), className="wall-number"),
        el("Span", words.n("wall_feeds_trouble_noun", count)),
        el("Span", words.t("wall_feeds_trouble")),
        className="wall-feeds wall-trouble" if count else "wall-feeds",
    )
