"""How boards are drawn: by `layers`, in the words of a language, over the names of the deployment."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from dashboard.delivery.boards import Board, Drawing, Look
from data.domain.places import Reference
from data.domain.situation import Situation
from data.feeds import all_feeds
from data.feeds.contract import Feed
from data.i18n import LANGUAGES, load_words
from layers import board

FOR_VISITORS: Final = frozenset({"wall"})
"""The desk and its sections name sections and sites, which visitors do not see."""


def drawing(reference: Reference, feeds: Mapping[str, Feed] | None = None) -> Drawing:
    """Views that `layers` can draw, and how; `feeds` are the contracts of this installation."""
    known = all_feeds() if feeds is None else feeds
    spoken = {language: load_words(language, reference) for language in LANGUAGES}

    def render(look: Look, situation: Situation) -> Board:
        return board.render(look.view, situation, spoken[look.language], look.theme, look.audience, reference, known)

    return Drawing(partial(_has_view, reference, known), render, FOR_VISITORS)


def _has_view(reference: Reference, feeds: Mapping[str, Feed], view: str) -> bool:
    return board.has_view(view, reference, feeds)
