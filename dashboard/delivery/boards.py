"""Boards: which there are, how one is addressed, and how one is made from a picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dashboard.access.actor import STAFF
from data.domain.situation import Situation
from data.i18n import LANGUAGES

THEMES: Final = ("dark", "light")
VISITORS: Final = "visitors"
"""What a room may see when guests are in it."""
AUDIENCES: Final = (STAFF, VISITORS)

Board = Mapping[str, Mapping[str, Any]]
"""Component id -> property -> value."""


@dataclass(frozen=True, slots=True)
class Look:
    """A board without its version: what a viewer keeps asking for."""

    view: str
    language: str
    theme: str
    audience: str

    @property
    def name(self) -> str:
        """File name; a view's colon is no character for files everywhere."""
        return f"{self.view.replace(':', '+')}.{self.language}.{self.theme}.{self.audience}"


Render = Callable[[Look, Situation], Board]
"""Draws a board; runs in a worker thread, may take tens of milliseconds."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What can be drawn, and how."""

    has_view: Callable[[str], bool]
    render: Render
    for_visitors: frozenset[str] = frozenset()
    """Views that have a form for visitors; no other is shown to them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address names no board."""

    status: int
    reason: str


def audience_of(query: Mapping[str, str]) -> str:
    """Audience for which a board is asked."""
    return query.get("audience") or STAFF


def look_of(view: str, query: Mapping[str, str], drawing: Drawing) -> Look | Refusal:
    """Read a board's address; the defaults are Russian, dark, staff."""
    look = Look(view, query.get("lang") or "ru", query.get("theme") or "dark", audience_of(query))
    if not drawing.has_view(look.view):
        return Refusal(404, "unknown_view")
    if look.language not in LANGUAGES:
        return Refusal(404, "unknown_language")
    if look.theme not in THEMES:
        return Refusal(404, "unknown_theme")
    if look.audience not in AUDIENCES or (look.audience == VISITORS and look.view not in drawing.for_visitors):
        return Refusal(403, "audience_not_open")
    return look


def write(board: Board) -> bytes:
    """JSON of a board; components may still be objects of dash or plotly."""
    return orjson.dumps(board, default=_plain, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS)


def difference(old: bytes, new: bytes) -> bytes:
    """JSON of the components of `new` that are not the same in `old`."""
    before, after = orjson.loads(old), orjson.loads(new)
    return orjson.dumps({name: props for name, props in after.items() if before.get(name) != props})


def _plain(value: Any) -> Any:
    if hasattr(value, "to_plotly_json"):
        return value.to_plotly_json()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | frozenset | set):
        return list(value)
    raise TypeError(type(value).__name__)
